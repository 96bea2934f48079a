/** Chromium for tests: the one of the system, since the project downloads none. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));

const NO_BROWSER =
  'Tests of the console need Chromium or Chrome: install it (Debian: apt-get install chromium), or set CHROMIUM_PATH.';

/** `describe`, where there is a browser; elsewhere the tests are skipped and it is said why. In CI one has to be there. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (executablePath !== undefined) describe(name, tests);
  else if (process.env.CI === 'true')
    test(name, () => {
      throw new Error(NO_BROWSER);
    });
  else {
    console.warn(NO_BROWSER);
    describe.skip(name, tests);
  }
}

export function startBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error(NO_BROWSER);
  return chromium.launch({
    executablePath,
    // In a container the sandbox needs rights that tests do not have; pages are our own.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
