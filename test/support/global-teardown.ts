import type { SharedServers } from './global-setup';

export default async function globalTeardown(): Promise<void> {
  const { testCluster, testServer } = globalThis as SharedServers;
  await Promise.all([testCluster?.stop(), testServer?.stop()]);
}
