/** Where the local accounts of a tenant are. */
import { join } from 'node:path';

/** The file with tokens and first passwords; written by the start command, for its own user only. */
export function credentialsFile({ home, tenant }: { home: string; tenant: string }): string {
  return join(home, tenant === 'default' ? 'credentials.json' : `credentials.${tenant}.json`);
}
