/** Tokens and first passwords of the local accounts, kept for this user alone in `credentials.json` (of another tenant: `credentials.<tenant>.json`). */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createLocalPasswords, createLocalUsers } from '../../activities/authority/directory';
import type { Configuration } from '../../platform/config/configuration';
import type { Database } from '../../platform/database/client';
import { credentialsFile } from '../../platform/local/credentials-file';

type Place = Pick<Configuration, 'home' | 'tenant'>;

interface Credentials {
  tokens: Record<string, string>;
  /** As they were made: who has changed theirs has not changed it here. */
  passwords: Record<string, string>;
}

/** Make the local accounts that do not exist. @returns their tokens by user */
export async function localTokens(database: Database, place: Place): Promise<Record<string, string>> {
  const known = await read(place);
  const tokens = await createLocalUsers(database, place.tenant, known.tokens);
  await write(place, { ...known, tokens });
  return tokens;
}

/** Make passwords for the local accounts that have none. @returns the new ones by user, to be shown once */
export async function localPasswords(database: Database, place: Place): Promise<Record<string, string>> {
  const made = await createLocalPasswords(database, place.tenant);
  if (Object.keys(made).length === 0) return made;
  const known = await read(place);
  await write(place, { ...known, passwords: { ...known.passwords, ...made } });
  return made;
}

async function read(place: Place): Promise<Credentials> {
  const found = await readFile(credentialsFile(place), 'utf8').then(
    (text) => JSON.parse(text) as Partial<Credentials>,
    () => ({}) as Partial<Credentials>,
  );
  return { tokens: found.tokens ?? {}, passwords: found.passwords ?? {} };
}

async function write(place: Place, { tokens, passwords }: Credentials): Promise<void> {
  const path = credentialsFile(place);
  await mkdir(place.home, { recursive: true });
  const content = { tenant: place.tenant, tokens, passwords };
  await writeFile(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
}
