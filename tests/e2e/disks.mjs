// Small disks that fill up or refuse to be written, for tests of what happens then. As root on Linux a tmpfs of its own; else
// what the system offers; where it offers nothing the case is skipped loudly. Owns mounting and unmounting.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Skip } from './cases.mjs';

const run = (...command) => execFileSync(command[0], command.slice(1), { stdio: 'pipe' });

/** A disk of its own, `megabytes` large. */
export class SmallDisk {
  constructor(megabytes) {
    this.path = mkdtempSync(join(tmpdir(), 'waterglass-disk-'));
    try {
      run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', this.path);
    } catch (error) {
      rmSync(this.path, { recursive: true });
      throw new Skip(`a disk of its own cannot be mounted here (it takes root on Linux): ${error.message.split('\n')[0]}`);
    }
  }

  /** Takes room away: a file of so many megabytes. */
  fill(megabytes) {
    writeFileSync(join(this.path, 'filler'), Buffer.alloc(megabytes << 20));
  }

  /** Gives the room back. */
  free() {
    rmSync(join(this.path, 'filler'), { force: true });
  }

  /** Refuses every write from now on, to root as well. */
  readOnly() {
    run('mount', '-o', 'remount,ro', this.path);
  }

  remove() {
    run('umount', '--lazy', this.path);
    rmSync(this.path, { recursive: true, force: true });
  }
}
