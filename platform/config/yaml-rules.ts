/** Rules as data: YAML, checked by a schema, with the hash that goes into every record that the rules decide. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';

export interface Rules<T> {
  rules: T;
  /** SHA-256 (hex) of the file. */
  sha256: string;
}

/**
 * Load a rules file.
 * @throws Error that names each wrong place by its dotted path
 */
export function loadRules<T>(path: string, schema: z.ZodType<T>): Rules<T> {
  return parseRules(readFileSync(path, 'utf8'), path, schema);
}

/**
 * The same for a text that somebody sent.
 * @param name what it is called in the error
 */
export function parseRules<T>(content: string, name: string, schema: z.ZodType<T>): Rules<T> {
  const parsed = schema.safeParse(parse(content));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.map(String).join('.')}: ${issue.message}`);
    throw new Error(`The rules in ${name} are not valid:\n${problems.join('\n')}`);
  }
  return { rules: parsed.data, sha256: createHash('sha256').update(content).digest('hex') };
}
