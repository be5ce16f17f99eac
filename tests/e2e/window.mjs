// The desktop window, from outside: under a screen of its own, driven by WebKit's WebDriver and by real keys. Each test has a desk of
// its own (window/desk.mjs). Runs those whose name holds the first argument, or all; pictures go to out/.
// Asserts nothing about speed: how long the first paint took is reported.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Desk } from './window/desk.mjs';
import { TESTS } from './window/tests.mjs';

const OUT = join(dirname(fileURLToPath(import.meta.url)), 'out');
await mkdir(OUT, { recursive: true });

let passed = 0;
const failed = [];
for (const { name, locale, test } of TESTS.filter((one) => one.name.includes(process.argv[2] ?? ''))) {
  const started = Date.now();
  let desk;
  try {
    desk = await Desk.open(locale);
    const note = await test(desk, (picture) => desk.session.picture(join(OUT, `window-${picture}.png`)));
    passed += 1;
    console.log(`ok      ${name} (${Date.now() - started} ms)${note ? `: ${note}` : ''}`);
  } catch (error) {
    failed.push(name);
    console.log(`FAILED  ${name} (${Date.now() - started} ms)\n${error.stack}`);
    await desk?.session?.picture(join(OUT, `window-failed-${failed.length}.png`)).catch(() => null);
    for (const one of desk?.processes ?? []) if (one.said.trim()) console.log(`--- ${one.child.spawnfile}\n${one.said.trim().slice(-2000)}`);
  } finally {
    await desk?.close();
  }
}
if (failed.length > 0) console.log(`failed: ${failed.join('; ')}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length > 0 || passed === 0 ? 1 : 0);
