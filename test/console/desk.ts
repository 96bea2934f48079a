/** The console over the whole process: API and built pages on a port, a browser, and people who sign in. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { ApiServer } from '../../client/api/context';
import { type Insurer, ProcessWorld } from '../examples/process';
import { startBrowser } from './browser';

export interface Desk {
  address: string;
  insurer: Insurer;
  /** A window of its own for somebody who signs in. */
  signIn(user: string, options?: Parameters<Browser['newContext']>[0]): Promise<Page>;
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

  /** An insurer of its own, with an API that serves it. */
  async desk(): Promise<Desk> {
    const insurer = await this.process.insurer();
    const api: ApiServer = await this.process.api(insurer);
    const address = await api.listen({ host: '127.0.0.1', port: 0 });
    const windows: BrowserContext[] = [];
    return {
      address,
      insurer,
      signIn: async (user, options = {}) => {
        const window = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
        windows.push(window);
        const page = await window.newPage();
        page.setDefaultTimeout(15_000);
        await page.goto(address);
        await page.getByRole('button', { name: 'Use an access token' }).click();
        await page.getByLabel('Access token').fill(insurer.tokens[user] ?? '');
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByRole('heading', { name: 'Queue' }).waitFor();
        return page;
      },
      close: async () => {
        for (const window of windows) await window.close();
        await api.close();
      },
    };
  }
}
