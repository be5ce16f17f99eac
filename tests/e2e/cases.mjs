// A list of named cases, run in order, each with its own verdict: one line a case, `N passed, N failed` at the end.
// Owns the counting and the printing. A case fails by throwing; it passes by returning; it may be skipped only loudly, with a reason.
import { parseArgs } from 'node:util';

/** Thrown by a case that this system cannot run. Counted and printed, never silent. */
export class Skip extends Error {}

const { values: flags } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] }, keep: { type: 'boolean' } }, strict: false });

export const keep = flags.keep === true;

export class Cases {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  /** Runs one case, unless `--only` leaves it out. Gives whether it passed. */
  async run(name, test) {
    if (!flags.only.every((word) => name.includes(word))) return true;
    const started = Date.now();
    const time = () => `(${((Date.now() - started) / 1000).toFixed(1)} s)`;
    try {
      await test();
      this.#passed += 1;
      console.log(`ok      ${name} ${time()}`);
      return true;
    } catch (error) {
      if (error instanceof Skip) {
        this.#skipped += 1;
        console.log(`SKIPPED ${name}: ${error.message}`);
        return true;
      }
      this.#failed += 1;
      console.log(`FAILED  ${name} ${time()}\n        ${String(error.stack ?? error).replaceAll('\n', '\n        ')}`);
      return false;
    }
  }

  /** Prints the closing line and sets the exit code. */
  end() {
    const skipped = this.#skipped > 0 ? `, ${this.#skipped} skipped` : '';
    console.log(`${this.#passed} passed, ${this.#failed} failed${skipped}`);
    process.exitCode = this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }
}
