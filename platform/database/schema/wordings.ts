import { customType, date, integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** 32-bit floats, little endian. */
const vector = customType<{ data: Float32Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  fromDriver: (value) => new Float32Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength)),
});

/** Editions of products' wordings, and the days on which they apply: from the first to before the last. */
export const wordings = pgTable(
  'wordings',
  {
    tenant: text().notNull(),
    product: text().notNull(),
    edition: text().notNull(),
    title: text().notNull(),
    validFrom: date('valid_from', { mode: 'string' }).notNull(),
    validTo: date('valid_to', { mode: 'string' }),
    /** SHA-256 of the file. */
    source: text().notNull(),
    clauses: integer().notNull(),
    /** Vector space of its clauses; null until somebody searches with an embedding model at hand. */
    space: text(),
    importedAt: timestamp('imported_at', { withTimezone: true, mode: 'string' }).notNull().defaultNow(),
    /** Since when it is erased: its clauses are gone, and it is not taken in again by itself. */
    erasedAt: timestamp('erased_at', { withTimezone: true, mode: 'string' }),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.product, t.edition] })],
);

/** Their clauses. `vector` is of the space that the wording names. */
export const wordingClauses = pgTable(
  'wording_clauses',
  {
    tenant: text().notNull(),
    product: text().notNull(),
    edition: text().notNull(),
    /** Place in the wording, from 0. */
    ordinal: integer().notNull(),
    number: text().notNull(),
    heading: text().notNull(),
    path: jsonb().$type<string[]>().notNull(),
    text: text().notNull(),
    terms: jsonb().$type<{ term: string; clause: string; meaning: string }[]>().notNull(),
    vector: vector(),
  },
  (t) => [primaryKey({ columns: [t.tenant, t.product, t.edition, t.number] })],
);
