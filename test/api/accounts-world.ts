/** The API over PostgreSQL alone, with local accounts and their passwords: for what is about who may, not about processes. */
import { Client, Connection } from '@temporalio/client';
import { createLocalPasswords, createLocalUsers } from '../../activities/authority/directory';
import type { ApiServer } from '../../client/api/context';
import { type ApiParts, buildApi } from '../../client/api/server';
import { AdjutantClient } from '../../client/sdk';
import { FolderBlobStore } from '../../platform/blobs/store';
import { emptyHome, removeHomes } from '../cli/run-cli';
import { createTestDatabase, type TestDatabase } from '../support/database';

type Answer = Awaited<ReturnType<ApiServer['inject']>>;

export interface Browser {
  /** What came with the sign-in. */
  answer: Answer;
  cookie: string;
  csrf: string;
  headers: Record<string, string>;
}

export interface AccountsWorld {
  url: string;
  database: TestDatabase['database'];
  api: ApiServer;
  tokens: Record<string, string>;
  foreignTokens: Record<string, string>;
  passwords: Record<string, string>;
  /** Another API over the same database. */
  apiWith(parts: Partial<ApiParts>): Promise<ApiServer>;
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  bearer(user: string): Record<string, string>;
  /** Each from an address of its own, unless one is given. */
  signIn(proof: object, headers?: Record<string, string>, remoteAddress?: string): Promise<Browser>;
  /** Events of an account, or of strangers (null), in order. */
  recorded(userId: string | null): Promise<{ event: string; actor: string | null; facts: Record<string, unknown> }[]>;
  close(): Promise<void>;
}

export async function accountsWorld(more: Partial<ApiParts> = {}): Promise<AccountsWorld> {
  const { url, database, close } = await createTestDatabase();
  const connection = Connection.lazy({ address: '127.0.0.1:1', connectTimeout: 200 });
  const blobs = new FolderBlobStore(`${emptyHome()}/blobs`);
  const tokens = await createLocalUsers(database, 'default');
  const foreignTokens = await createLocalUsers(database, 'other');
  const passwords = await createLocalPasswords(database, 'default');
  const apis: ApiServer[] = [];
  const apiWith = async (parts: Partial<ApiParts>) => {
    const built = await buildApi({
      client: new AdjutantClient({ temporal: new Client({ connection }), database, blobs, tenant: 'default' }),
      database,
      place: { tenant: 'default', namespace: 'none', uiAddress: undefined },
      webhookRules: { key: Buffer.alloc(32, 7), inside: false },
      // Nothing is drawn here.
      pageImages: undefined as never,
      ...parts,
    });
    apis.push(built);
    return built;
  };
  const api = await apiWith(more);
  let callers = 0;
  const signIn: AccountsWorld['signIn'] = async (proof, headers = {}, remoteAddress = `198.51.100.${++callers}`) => {
    const answer = await api.inject({ method: 'POST', url: '/v1/session', remoteAddress, headers, payload: proof });
    const cookie = answer.cookies[0]?.value ?? '';
    const csrf: string = answer.json().csrfToken ?? '';
    return { answer, cookie, csrf, headers: { cookie: `adjutant_session=${cookie}`, 'x-csrf-token': csrf } };
  };
  return {
    url,
    database,
    api,
    tokens,
    foreignTokens,
    passwords,
    apiWith,
    signIn,
    get: (address, headers = {}) => api.inject({ method: 'GET', url: address, headers }),
    bearer: (user) => ({ authorization: `Bearer ${tokens[user]}` }),
    recorded: async (userId) => {
      const { rows } = await database.$client.query(
        `SELECT event, actor, facts FROM access_records WHERE user_id IS NOT DISTINCT FROM $1 ORDER BY id`,
        [userId],
      );
      return rows;
    },
    close: async () => {
      for (const built of apis) await built.close();
      await connection.close();
      await close();
      removeHomes();
    },
  };
}
