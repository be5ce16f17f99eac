// Chromium for the tests, and the watch that is kept on every page: no error on the console, no failed script, no request to any
// host but the program's own. Owns launching and watching; what is clicked is the flows' business.
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const OUT = join(dirname(fileURLToPath(import.meta.url)), 'out');
const FLAGS = [
  '--no-sandbox', // the tests run as root in containers; they load nothing but our own pages
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

function executable() {
  const found = process.env.CHROMIUM ?? PLACES.find(existsSync);
  if (!found) throw new Error('no Chromium found: install it, or say where it is in CHROMIUM');
  return found;
}

export const launch = () => chromium.launch({ executablePath: executable(), args: FLAGS });

/** A page on the program's UI, watched. `page.problems` lists what went wrong since it was opened. */
export async function openPage(browser, address, { theme = 'light', ...more } = {}) {
  const context = await browser.newContext({ viewport: { width: 1600, height: 960 }, colorScheme: theme, baseURL: address, reducedMotion: 'reduce', ...more });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.problems = [];
  const host = new URL(address).host;
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => page.problems.push(`uncaught: ${error.stack ?? error}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.host !== host) page.problems.push(`request to another host: ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) page.problems.push(`${response.status()} ${response.url()}`);
  });
  return page;
}

/** Throws when something went wrong on a page since it was opened, or since the last call. */
export function assertClean(page) {
  const problems = page.problems.splice(0);
  if (problems.length > 0) throw new Error(`on the page:\n${problems.join('\n')}`);
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds serious or critical on a page, as lines. */
export async function accessibilityProblems(page) {
  await page.evaluate(await axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => `${one.id} (${one.impact}): ${one.help}; ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
}

/** A picture of what is in sight, into out/. */
export async function picture(page, name) {
  await mkdir(OUT, { recursive: true });
  await page.screenshot({ path: join(OUT, `${name}.png`), animations: 'disabled' });
}
