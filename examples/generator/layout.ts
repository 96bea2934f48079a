/**
 * A claim as a folder: `notice.json`, `documents/*`, and optionally `answers/<item code>/*`, `again/*`, `people.json`,
 * `expected.json`. Anybody can lay out a claim of their own like this; `readClaimFolder` says what is wrong with it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { ClaimOutcome, NoticeOfLoss } from '../../activities/claimfile/contract';
import { CurrencyCode, MinorUnits, ReopeningKind } from '../../activities/vocabulary';

/** What people do with the claim where it is not the usual. Everything is optional. */
export const PeoplesActions = z.strictObject({
  /** `follow` the proposal, or pay another amount (minor units of the policy's currency). */
  decision: z
    .discriminatedUnion('action', [
      z.strictObject({ action: z.literal('follow') }),
      z.strictObject({
        action: z.literal('approve-in-part'),
        amountMinor: MinorUnits.min(0),
        reasonCode: z.string().regex(/^[a-z0-9-]{2,60}$/),
      }),
      z.strictObject({ action: z.literal('withdraw') }),
    ])
    .default({ action: 'follow' }),
  /** What special investigations say when the claim is referred to them. */
  investigation: z.enum(['clear', 'confirm']).default('clear'),
  /** What a handler says when the claim looks like another one. */
  duplicate: z.enum(['merge', 'keep-both']).default('merge'),
  /** Once it is closed the claim is opened again, with the documents in `again/`. An appeal is let stand. */
  again: z
    .strictObject({ kind: ReopeningKind, reason: z.string().min(3).max(4000) })
    .nullable()
    .default(null),
  /** Folders whose claims must be closed before this one is sent. */
  after: z.array(z.string().min(1).max(120)).default([]),
});
export type PeoplesActions = z.input<typeof PeoplesActions>;

/** How the claim must end, worked out by hand from the wording. */
export const Expected = z.strictObject({
  outcome: ClaimOutcome,
  amountMinor: MinorUnits.min(0),
  currency: CurrencyCode,
  /** Roles of those who decide, in order, or `straight-through` alone. */
  decidedBy: z.array(z.string()).min(1),
  /** Codes that must be among the claim's reasons. */
  reasons: z.array(z.string()),
  /** One step of arithmetic a line, `what: left = right`; the last line ends in the amount. */
  workedByHand: z.array(z.string()).min(1),
});
export type Expected = z.infer<typeof Expected>;

export interface DocumentFile {
  name: string;
  content: Buffer;
}

export interface ClaimFolder {
  /** Name of the folder; good as an idempotency key. */
  name: string;
  notice: NoticeOfLoss;
  /** In the order of their names. */
  documents: DocumentFile[];
  /** By code of the missing item: what to send when it is asked for. */
  answers: Record<string, DocumentFile[]>;
  people: z.output<typeof PeoplesActions>;
  /** What comes when the claim is opened again. */
  again: DocumentFile[];
  expected: Expected | null;
}

/** Something in a claim folder is missing or malformed; the message begins with the path of the file. */
export class ClaimFolderError extends Error {
  override readonly name = 'ClaimFolderError';
  constructor(
    readonly path: string,
    readonly problems: string[],
  ) {
    super(`${path}: ${problems.join('; ')}`);
  }
}

/**
 * Read a claim from its folder. Sizes and kinds of the documents are not judged here: reading them is the insurer's work.
 * @throws ClaimFolderError that names the file and what is wrong with it
 */
export async function readClaimFolder(folder: string): Promise<ClaimFolder> {
  const notice = await readJson(join(folder, 'notice.json'), NoticeOfLoss);
  if (notice === null)
    throw new ClaimFolderError(join(folder, 'notice.json'), [
      'there is no such file; a claim begins with its notice of loss',
    ]);
  const answers: Record<string, DocumentFile[]> = {};
  for (const code of await entriesOf(join(folder, 'answers'), 'folders')) {
    if (!/^[a-z0-9-]{2,60}$/.test(code))
      throw new ClaimFolderError(join(folder, 'answers', code), [
        'the folder must have the code of what is asked for, e.g. police-report',
      ]);
    answers[code] = await filesOf(join(folder, 'answers', code));
  }
  return {
    name: basename(folder),
    notice,
    documents: await filesOf(join(folder, 'documents')),
    answers,
    again: await filesOf(join(folder, 'again')),
    people: (await readJson(join(folder, 'people.json'), PeoplesActions)) ?? PeoplesActions.parse({}),
    expected: await readJson(join(folder, 'expected.json'), Expected),
  };
}

/** Folders below a root that hold a claim (a `notice.json`), in the order of their names. */
export async function claimFoldersIn(root: string): Promise<string[]> {
  const folders: string[] = [];
  for (const name of await entriesOf(root, 'folders')) {
    const inside = await entriesOf(join(root, name), 'files');
    if (inside.includes('notice.json')) folders.push(join(root, name));
  }
  return folders;
}

async function filesOf(folder: string): Promise<DocumentFile[]> {
  const names = await entriesOf(folder, 'files');
  return Promise.all(names.map(async (name) => ({ name, content: await readFile(join(folder, name)) })));
}

/** Names in a folder, sorted; none when there is no such folder. Names that begin with a dot are not part of a claim. */
async function entriesOf(folder: string, kind: 'files' | 'folders'): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') throw new ClaimFolderError(folder, ['this must be a folder']);
    throw error;
  });
  return entries
    .filter((entry) => !entry.name.startsWith('.') && (kind === 'files' ? entry.isFile() : entry.isDirectory()))
    .map((entry) => entry.name)
    .sort();
}

async function readJson<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T> | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new ClaimFolderError(path, [`cannot be read (${error.code ?? error.message})`]);
  });
  if (text === null) return null;
  const parsed = schema.safeParse(parseJson(path, text));
  if (parsed.success) return parsed.data;
  throw new ClaimFolderError(
    path,
    parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`),
  );
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ClaimFolderError(path, [`not valid JSON (${error instanceof Error ? error.message : String(error)})`]);
  }
}
