import type { SharedServers } from './global-setup';

export default async function globalTeardown(): Promise<void> {
  await Promise.all(((globalThis as SharedServers).testServers ?? []).map((server) => server.stop()));
}
