import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { VerifyReport } from '../protocol/verify.ts';

interface Remembered {
  /** Absolute path of the artifact: two paths may share a file name's hash only by a miracle, and it is checked. */
  readonly path: string;
  readonly report: VerifyReport;
}

/** The last verdict on each artifact, one small file each, so that it is there when the editor comes back. */
export class VerdictStore {
  readonly #folder: string;

  /** `folder` is made when something is remembered. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async remember(artifactPath: string, report: VerifyReport): Promise<void> {
    const file = this.#file(artifactPath);
    await mkdir(this.#folder, { recursive: true });
    const remembered: Remembered = { path: artifactPath, report };
    // Written beside and renamed: another window never reads half of it.
    const temporary = `${file}.${process.pid}`;
    await writeFile(temporary, JSON.stringify(remembered));
    await rename(temporary, file);
  }

  /** Null where it was never verified, and where what was remembered cannot be read. */
  async last(artifactPath: string): Promise<VerifyReport | null> {
    try {
      const text = await readFile(this.#file(artifactPath), 'utf8');
      const remembered = JSON.parse(text) as Remembered;
      return remembered.path === artifactPath ? remembered.report : null;
    } catch {
      return null;
    }
  }

  #file(artifactPath: string): string {
    const name = createHash('sha256').update(artifactPath).digest('hex').slice(0, 32);
    return path.join(this.#folder, `${name}.json`);
  }
}
