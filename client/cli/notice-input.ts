/** From what was typed to a notice of loss and files: a JSON file, options over it, and paths. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FileInput } from '../sdk/claim-files';
import { UsageError } from './exit-codes';
import { plainText } from './format';

export interface NoticeOptions {
  notice?: string;
  policy?: string;
  lossDate?: string;
  cause?: string;
  description?: string;
  location?: string;
  name?: string;
  role?: string;
  email?: string;
  phone?: string;
  iban?: string;
}

/** The notice as the schema of `claims submit` will judge it: the file's content with the options laid over it. */
export async function composeNotice(options: NoticeOptions): Promise<unknown> {
  const file = options.notice === undefined ? {} : await readNotice(options.notice);
  const given = present({
    policyNumber: options.policy,
    lossDate: options.lossDate,
    causeOfLoss: options.cause,
    description: options.description,
    lossLocation: options.location,
  });
  const person = present({ name: options.name, role: options.role, email: options.email, phone: options.phone });
  const claimant: Record<string, unknown> = { role: 'policyholder', ...asObject(file.claimant), ...person };
  const notice = { ...file, ...given, claimant };
  if (options.iban === undefined) return notice;
  return { ...notice, payee: { name: claimant.name, ...asObject(file.payee), iban: options.iban } };
}

async function readNotice(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`The notice ${plainText(path)} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(`The notice ${plainText(path)} is not JSON: ${(error as Error).message}`);
  }
  throw new UsageError(`The notice ${plainText(path)} must be a JSON object, as in examples/claims/*/notice.json.`);
}

/** Files as named; a folder stands for the files in it (not those of its folders, and no hidden ones). */
export async function gatherFiles(paths: string[]): Promise<FileInput[]> {
  const found: FileInput[] = [];
  for (const path of paths) {
    const kind = await stat(path).catch((error: unknown) => {
      throw new UsageError(`The file ${plainText(path)} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    });
    if (!kind.isDirectory()) {
      if (!kind.isFile()) throw new UsageError(`${plainText(path)} is not a file.`);
      found.push({ name: basename(path), path });
      continue;
    }
    const entries = await readdir(path, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => entry.name);
    if (names.length === 0) throw new UsageError(`There are no files in ${plainText(path)}.`);
    found.push(...names.sort().map((name) => ({ name, path: join(path, name) })));
  }
  return found;
}

function present(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
