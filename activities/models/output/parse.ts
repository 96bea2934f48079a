/**
 * From the text of a model to a checked value, cheapest mending first: fences, broken JSON, a number written as text or a
 * word in other letters. Each step is named in the result. Amounts and dates are never guessed.
 */
import { jsonrepair } from 'jsonrepair';
import type { z } from 'zod';
import type { OutputSchema } from '../contract';

export type Parsed =
  | { ok: true; output: unknown; repairs: string[] }
  /** `problems`: where and what, for the model that is asked to mend it. */
  | { ok: false; problems: string[]; partial: unknown; repairs: string[] };

const MOST_PROBLEMS = 12;

/** @param unmask puts masked personal data back into every text of the value */
export function parseOutput(
  text: string,
  schema: OutputSchema<unknown> | undefined,
  unmask: (value: unknown) => unknown,
): Parsed {
  if (schema === undefined) {
    const plain = text.trim();
    return plain === ''
      ? { ok: false, problems: ['the answer is empty'], partial: null, repairs: [] }
      : { ok: true, output: unmask(plain), repairs: [] };
  }
  const repairs: string[] = [];
  const found = readJson(text, repairs);
  if (found === undefined) return { ok: false, problems: ['the answer is not JSON'], partial: null, repairs };
  const value = unmask(found.value);
  const wire = checkWire(schema.wire, value, repairs);
  if (!wire.success) return { ok: false, problems: problemsOf(wire.error), partial: value, repairs };
  if (schema.domain === undefined) return { ok: true, output: wire.data, repairs };
  const domain = schema.domain.safeParse(wire.data);
  return domain.success
    ? { ok: true, output: domain.data, repairs }
    : { ok: false, problems: problemsOf(domain.error), partial: wire.data, repairs };
}

function readJson(text: string, repairs: string[]): { value: unknown } | undefined {
  const trimmed = text.trim();
  const plain = tryParse(trimmed);
  if (plain !== undefined) return plain;
  const fenced = /^```[a-z]*\s*\n([\s\S]*?)\n?```$/i.exec(trimmed)?.[1] ?? between(trimmed);
  if (fenced !== undefined && fenced !== trimmed) {
    const inner = tryParse(fenced);
    if (inner !== undefined) {
      repairs.push('fences');
      return inner;
    }
  }
  // A sentence is also mended to JSON (a string): only what begins like an object is worth it.
  const candidate = fenced ?? trimmed;
  if (!candidate.startsWith('{')) return undefined;
  try {
    const mended = tryParse(jsonrepair(candidate));
    if (mended !== undefined) repairs.push('json');
    return mended;
  } catch {
    return undefined;
  }
}

function between(text: string): string | undefined {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  return from >= 0 && to > from ? text.slice(from, to + 1) : undefined;
}

function tryParse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Parse; where it fails only for a number in quotation marks or a known word in other letters, put that right once. */
function checkWire(schema: z.ZodType, value: unknown, repairs: string[]): z.ZodSafeParseResult<unknown> {
  const first = schema.safeParse(value);
  if (first.success) return first;
  const copy: unknown = structuredClone(value);
  const coerced: string[] = [];
  for (const issue of first.error.issues) {
    const mended = mend(issue, at(copy, issue.path));
    if (mended === undefined || !put(copy, issue.path, mended)) return first;
    coerced.push(`coerced ${issue.path.map(String).join('.')}`.slice(0, 120));
  }
  const second = schema.safeParse(copy);
  if (second.success) repairs.push(...coerced);
  return second.success ? second : first;
}

function mend(issue: z.core.$ZodIssue, value: unknown): unknown {
  if (typeof value !== 'string') return undefined;
  if (issue.code === 'invalid_type' && (issue.expected === 'number' || issue.expected === 'int'))
    return /^-?\d{1,15}(\.\d{1,6})?$/.test(value.trim()) ? Number(value) : undefined;
  if (issue.code === 'invalid_value') {
    const wanted = value.trim().toLowerCase();
    const same = issue.values.filter((known) => String(known).toLowerCase() === wanted);
    return same.length === 1 ? same[0] : undefined;
  }
  return undefined;
}

function at(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null ? (node as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

function put(value: unknown, path: PropertyKey[], mended: unknown): boolean {
  const last = path.at(-1);
  const parent = at(value, path.slice(0, -1));
  if (last === undefined || typeof parent !== 'object' || parent === null) return false;
  (parent as Record<PropertyKey, unknown>)[last] = mended;
  return true;
}

function problemsOf(error: z.ZodError): string[] {
  return error.issues
    .slice(0, MOST_PROBLEMS)
    .map(({ path, message }) => `${path.map(String).join('.') || 'the answer'}: ${message}`.slice(0, 200));
}
