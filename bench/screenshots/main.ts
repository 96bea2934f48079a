/**
 * `npm run screenshots`: pictures of the console's pages for the documentation, of an installation that is started for them with the sample
 * claims. With `--all`, every page at both widths in both colour schemes, into a folder to look through.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { builtModule, projectFile } from '../../platform/paths';

const CHROMIUM = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (place) => place !== undefined && existsSync(place),
);
const PORTS = { API: 18680, METRICS: 19664, TEMPORAL: 17633, TEMPORAL_UI: 18633, POSTGRES: 15633 };
const address = `http://127.0.0.1:${PORTS.API}`;

interface Shot {
  name: string;
  user: string;
  path: string;
  /** What is done before the picture is taken. */
  before?: (page: Page) => Promise<void>;
  /** Stands in the documentation, in this size. */
  inDocs?: boolean;
  size?: { width: number; height: number };
  dark?: boolean;
}

const COLLISION = 'CLM-2026-000002';
const WAIT = 1_500;

async function markThree(page: Page): Promise<void> {
  const marks = page.locator('tbody').getByRole('checkbox');
  for (const at of [0, 1, 2]) await marks.nth(at).check();
}

async function previewDenial(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Deny/ }).click();
  await page.getByRole('combobox', { name: 'Reason' }).click();
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: 'See the letter' }).click();
}

const SHOTS: Shot[] = [
  { name: 'queue', inDocs: true, user: 'adjuster-1', path: '/queue' },
  {
    name: 'claim',
    inDocs: true,
    user: 'adjuster-1',
    path: `/claims/${COLLISION}`,
    before: async (page) => {
      await page.getByRole('img', { name: 'Page 1' }).first().waitFor();
      await page.getByRole('button', { name: 'Headlamp assembly, left, replace' }).first().click();
    },
  },
  {
    name: 'decision',
    user: 'adjuster-1',
    path: `/claims/${COLLISION}`,
    before: async (page) => {
      await page.getByRole('button', { name: /^Approve with changes/ }).click();
      await page.getByLabel(/^Amount to pay/).fill('3990.48');
    },
    dark: true,
  },
  {
    name: 'timeline',
    user: 'adjuster-1',
    path: '/claims/CLM-2026-000001',
    before: (page) => page.getByRole('tab', { name: 'Timeline' }).click(),
  },
  { name: 'dashboard', inDocs: true, user: 'supervisor-1', path: '/dashboard' },
  {
    name: 'oversight',
    user: 'auditor-1',
    path: '/oversight',
    before: async (page) => {
      await page.getByRole('button', { name: 'Verify the ledger' }).click();
      await page.getByText(/^Whole/).waitFor();
    },
  },
  { name: 'supervisor-queue', user: 'supervisor-1', path: '/queue', before: markThree },
  { name: 'switches', user: 'supervisor-1', path: '/oversight?tab=switches' },
  {
    name: 'away',
    user: 'adjuster-1',
    path: '/queue',
    before: async (page) => {
      await page.getByRole('button', { name: /^Account of/ }).click();
      await page.getByRole('menuitem', { name: 'Away' }).click();
    },
  },
  { name: 'messages', user: 'adjuster-1', path: '/messages' },
  { name: 'letter', user: 'adjuster-1', path: `/claims/${COLLISION}`, before: previewDenial },
  {
    name: 'my-claim',
    inDocs: true,
    user: 'claimant-1',
    path: '/my',
    before: async (page) => {
      await page.getByRole('link', { name: /Theft/ }).click();
      await page.getByText('Write to us').waitFor();
    },
    size: { width: 390, height: 844 },
  },
];

async function main(): Promise<void> {
  if (CHROMIUM === undefined) throw new Error('Chromium or Chrome is needed: install it, or set CHROMIUM_PATH.');
  const all = process.argv.includes('--all');
  const folder = all ? join(tmpdir(), 'adjutant-screenshots') : projectFile('docs', 'images');
  await mkdir(folder, { recursive: true });
  const home = await mkdtemp(join(tmpdir(), 'adjutant-shots-'));
  // Started by root, PostgreSQL runs as another user, who must be able to pass through.
  await chmod(home, 0o755);
  const installation = await start(home);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const { tokens } = JSON.parse(await readFile(join(home, 'credentials.json'), 'utf8')) as {
      tokens: Record<string, string>;
    };
    await untilRead(tokens['adjuster-1'] ?? '');
    for (const shot of SHOTS.filter(({ inDocs }) => all || inDocs)) {
      const token = tokens[shot.user] ?? '';
      if (!all) {
        await take(
          browser,
          token,
          shot,
          shot.size ?? { width: 1440, height: 900 },
          shot.dark ?? false,
          join(folder, `${shot.name}.png`),
        );
        continue;
      }
      for (const width of [360, 1440])
        for (const dark of [false, true])
          await take(
            browser,
            token,
            shot,
            { width, height: 900 },
            dark,
            join(folder, `${shot.name}-${width}-${dark ? 'dark' : 'light'}.png`),
          );
    }
    console.log(`Pictures are in ${folder}.`);
  } finally {
    await browser.close();
    const ended = new Promise((resolve) => installation.once('exit', resolve));
    installation.kill('SIGTERM');
    await ended;
    await rm(home, { recursive: true, force: true });
  }
}

async function start(home: string): Promise<ChildProcess> {
  const ports = Object.fromEntries(
    Object.entries(PORTS).map(([name, port]) => [`ADJUTANT_${name}_PORT`, String(port)]),
  );
  const installation = spawn(process.execPath, [builtModule('workers/local/start')], {
    env: { ...process.env, ADJUTANT_HOME: home, ...ports },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    installation.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('sample claims are on their way')) resolve();
    });
    installation.once('exit', (code) => reject(new Error(`The installation ended with ${code}.`)));
  });
  return installation;
}

/** Until every sample claim waits for somebody or is closed. */
async function untilRead(token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  for (let tries = 0; tries < 240; tries += 1) {
    const { claims } = (await (await fetch(`${address}/v1/claims?limit=100`, { headers })).json()) as {
      claims: { status: string }[];
    };
    const busy = claims.filter(({ status }) =>
      ['notified', 'reading-documents', 'assessing', 'settling'].includes(status),
    );
    if (claims.length > 10 && busy.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('The sample claims were not read in two minutes.');
}

/** By token: nobody may sign in as often as there are pictures. */
const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();

async function take(
  browser: Browser,
  token: string,
  { path, before }: Shot,
  viewport: { width: number; height: number },
  dark: boolean,
  file: string,
): Promise<void> {
  const known = sessions.get(token);
  const window = await browser.newContext({
    viewport,
    colorScheme: dark ? 'dark' : 'light',
    timezoneId: 'UTC',
    ...(known === undefined ? {} : { storageState: known }),
  });
  try {
    if (known === undefined) {
      await window.request.post(`${address}/v1/session`, { data: { token } });
      sessions.set(token, await window.storageState());
    }
    const page = await window.newPage();
    await page.goto(address + path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForTimeout(WAIT);
    await before?.(page);
    await page.waitForTimeout(WAIT);
    await page.screenshot({ path: file });
  } finally {
    await window.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
