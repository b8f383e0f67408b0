import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

/** A directory of a test's own, gone when the test ends. */
export async function temporaryDirectory(test: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'saved-model-test-'));
  test.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes files by their path relative to the directory; makes the directories they lie in. */
export async function writeFiles(
  directory: string,
  files: Iterable<readonly [path: string, content: Uint8Array | string]>,
): Promise<void> {
  for (const [path, content] of files) {
    const absolute = join(directory, path);
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, content);
  }
}
