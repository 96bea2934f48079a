/** Prints the API's description (OpenAPI 3.1), which the console's types are generated from. Nothing is connected to. */
import type { Client } from '@temporalio/client';
import type { ClockRules } from '../../activities/clocks/contract';
import type { PageImages } from '../../activities/documents/contract';
import type { BlobStore } from '../../platform/blobs/store';
import { connectDatabase } from '../../platform/database/client';
import { AdjutantClient } from '../sdk';
import type { LetterPreviews } from '../sdk/letter-previews';
import { buildApi } from './server';

async function main(): Promise<void> {
  const database = connectDatabase('postgres://nobody@127.0.0.1:1/nowhere');
  const absent = {} as Client & BlobStore & PageImages & LetterPreviews & ClockRules;
  const place = { tenant: 'default', namespace: 'default', uiAddress: undefined };
  const client = new AdjutantClient({ temporal: absent, database, blobs: absent, tenant: place.tenant });
  const api = await buildApi({
    client,
    database,
    place,
    pageImages: absent,
    letterPreviews: absent,
    clockRules: absent,
    webhookRules: { key: Buffer.alloc(0), inside: false },
  });
  process.stdout.write(`${JSON.stringify(api.swagger(), null, 2)}\n`);
  await api.close();
  await database.$client.end();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
