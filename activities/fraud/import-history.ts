/**
 * Claims history from CSV: all rows or none. Columns: reference, policy_number, section, loss_date, peril, currency,
 * claimed, paid, claimant_name, account, phone, invoice_issuer, invoice_number. Amounts as decimals (`1234.50`).
 */
import { createHmac } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Database } from '../../platform/database/client';
import { claimMarks, claimsHistory } from '../../platform/database/schema';
import { CurrencyCode, IsoDate, Peril } from '../vocabulary';
import { invoiceMark } from './activities';

const amount = z
  .string()
  .regex(/^\d+(\.\d{1,2})?$/, 'an amount such as 1234.50')
  .transform((text) => {
    const [whole = '0', cents = ''] = text.split('.');
    return Number(whole) * 100 + Number(cents.padEnd(2, '0'));
  });

const HistoryRow = z.object({
  reference: z.string().min(1),
  policy_number: z.string().min(1),
  section: z.string().min(1),
  loss_date: IsoDate,
  peril: Peril,
  currency: CurrencyCode,
  claimed: amount,
  paid: amount,
  claimant_name: z.string().optional(),
  account: z.string().optional(),
  phone: z.string().optional(),
  invoice_issuer: z.string().optional(),
  invoice_number: z.string().optional(),
});

export interface ImportReport {
  imported: number;
  replaced: number;
  /** Rows count from 1 after the header. */
  errors: { row: number; column: string | null; problem: string }[];
}

/** Import; rows with the same reference and section take the place of earlier ones. */
export async function importHistory(
  database: Database,
  tenant: string,
  csv: string,
  markKey: Buffer,
): Promise<ImportReport> {
  let raw: Record<string, string>[];
  try {
    raw = parse(csv, { columns: true, skip_empty_lines: true, trim: true, bom: true }) as Record<string, string>[];
  } catch (error) {
    return {
      imported: 0,
      replaced: 0,
      errors: [{ row: 0, column: null, problem: `Not a CSV file with a header: ${(error as Error).message}` }],
    };
  }
  const errors: ImportReport['errors'] = [];
  const rows = raw.flatMap((entry, index) => {
    const parsed = HistoryRow.safeParse(entry);
    if (parsed.success) return [parsed.data];
    for (const issue of parsed.error.issues)
      errors.push({ row: index + 1, column: issue.path.map(String).join('.') || null, problem: issue.message });
    return [];
  });
  if (errors.length > 0) return { imported: 0, replaced: 0, errors };
  const secret = (value: string) =>
    createHmac('sha256', markKey)
      .update(value.toUpperCase().replace(/[^A-Z0-9+]/g, ''))
      .digest('hex');
  let replaced = 0;
  await database.transaction(async (transaction) => {
    for (const row of rows) {
      const values = {
        tenant,
        reference: row.reference,
        section: row.section,
        policyNumber: row.policy_number,
        lossDate: row.loss_date,
        peril: row.peril,
        currency: row.currency,
        claimedMinor: row.claimed,
        paidMinor: row.paid,
        origin: 'imported',
        claimantName: row.claimant_name || null,
      };
      const before = await transaction.$count(claimsHistory, undefined);
      await transaction
        .insert(claimsHistory)
        .values(values)
        .onConflictDoUpdate({
          target: [claimsHistory.tenant, claimsHistory.reference, claimsHistory.section],
          set: values,
        });
      if ((await transaction.$count(claimsHistory, undefined)) === before) replaced += 1;
      const marks = [
        ...(row.account ? [{ kind: 'account', value: secret(row.account) }] : []),
        ...(row.phone ? [{ kind: 'phone', value: secret(row.phone) }] : []),
        ...(row.invoice_number
          ? [{ kind: 'invoice', value: invoiceMark(row.invoice_issuer ?? null, row.invoice_number) }]
          : []),
      ];
      if (marks.length > 0) {
        await transaction
          .insert(claimMarks)
          .values(marks.map((mark) => ({ tenant, reference: row.reference, policyNumber: row.policy_number, ...mark })))
          .onConflictDoNothing();
      }
    }
  });
  return { imported: rows.length, replaced, errors };
}
