/** The API of an insurer in a process of its own, which can be killed. Without page images and letter previews. */

import { startProcess } from '../support/processes';
import { testTemporal } from '../support/temporal';
import type { ConsoleWorld, Desk } from './desk';

export interface ApiProcess {
  address: string;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
}

/** @param port the same as before, where pages are open that shall go on */
export async function startApiProcess(world: ConsoleWorld, { insurer }: Desk, port: number): Promise<ApiProcess> {
  const { address, namespace } = testTemporal();
  const { home } = world.process;
  const values = { address, namespace, port, home, url: world.process.databaseUrl, tenant: insurer.tenant };
  const { child, line } = startProcess(`
    const values = ${JSON.stringify(values)};
    const { Client, Connection } = require('@temporalio/client');
    const { dataConverterOf } = require('./platform/codec/data-converter.ts');
    const { connectDatabase } = require('./platform/database/client.ts');
    const { AdjutantClient } = require('./client/sdk/index.ts');
    const { buildApi } = require('./client/api/server.ts');
    const database = connectDatabase(values.url);
    const connection = await Connection.connect({ address: values.address });
    const temporal = new Client({ connection, namespace: values.namespace, dataConverter: dataConverterOf(values) });
    const client = new AdjutantClient({ temporal, database, tenant: values.tenant, blobs: {} });
    const place = { tenant: values.tenant, namespace: values.namespace, uiAddress: undefined };
    const pageImages = { page: async () => { throw new Error('not here'); }, close() {} };
    const api = await buildApi({ client, database, place, pageImages });
    console.log(await api.listen({ host: '127.0.0.1', port: values.port }));
  `);
  const kill = () =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  return { address: await line, kill };
}
