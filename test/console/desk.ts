/** The console over the whole process: API and built pages on a port, a browser, and people who sign in. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { ApiServer } from '../../client/api/context';
import { accessTokens, users } from '../../platform/database/schema';
import { hashToken, newToken } from '../../platform/identity';
import { type Insurer, ProcessWorld } from '../examples/process';
import { startBrowser } from './browser';

/** Nobody's clock runs out during a story. */
const HOUR_MS = 60 * 60 * 1000;
const IN_EARNEST = { reminderAfterMs: HOUR_MS, informationDeadlineMs: 2 * HOUR_MS, reviewDueMs: HOUR_MS };

/** @property at address of the API, where it is not the desk's own */
type WindowOptions = Parameters<Browser['newContext']>[0] & { at?: string };

export interface Desk {
  address: string;
  insurer: Insurer;
  /** A window of its own for somebody who has not signed in. */
  arrive(options?: WindowOptions): Promise<Page>;
  /** A window of its own for somebody who signs in. */
  signIn(user: string, options?: WindowOptions): Promise<Page>;
  close(): Promise<void>;
}

export class ConsoleWorld {
  private constructor(
    readonly process: ProcessWorld,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<ConsoleWorld> {
    const [process, browser] = await Promise.all([ProcessWorld.start(), startBrowser()]);
    return new ConsoleWorld(process, browser);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.process.close();
  }

  /** Somebody else who claims, by token: the status that an address answers them with. */
  async otherClaimant({ address, insurer }: Desk): Promise<{ get(path: string): Promise<number> }> {
    const token = newToken();
    const { tenant } = insurer;
    const { database } = this.process;
    await database.insert(users).values({ tenant, userId: 'claimant-2', name: 'Somebody Else', role: 'claimant' });
    await database.insert(accessTokens).values({ tokenHash: hashToken(token), tenant, userId: 'claimant-2' });
    const headers = { authorization: `Bearer ${token}` };
    return { get: async (path) => (await fetch(address + path, { headers })).status };
  }

  /** An insurer of its own, with an API that serves it. */
  async desk(): Promise<Desk> {
    const insurer = await this.process.insurer(undefined, IN_EARNEST);
    const api: ApiServer = await this.process.api(insurer);
    const address = await api.listen({ host: '127.0.0.1', port: 0 });
    const windows: BrowserContext[] = [];
    const arrive: Desk['arrive'] = async ({ at = address, ...options } = {}) => {
      const window = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      windows.push(window);
      const page = await window.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(at);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      return page;
    };
    return {
      address,
      insurer,
      arrive,
      signIn: async (user, options = {}) => {
        const page = await arrive(options);
        await page.getByRole('button', { name: 'Use an access token' }).click();
        await page.getByLabel('Access token').fill(insurer.tokens[user] ?? '');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByRole('button', { name: /^Account of/ }).waitFor();
        return page;
      },
      close: async () => {
        for (const window of windows) await window.close();
        await api.close();
      },
    };
  }
}
