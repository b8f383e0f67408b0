import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OpenedOne } from './open-all.ts';

/** Of the process that opens: one that needs more ends, and that is found. */
const heapMegabytes = 768;

const openAll = fileURLToPath(new URL('open-all.ts', import.meta.url));

/** Why no test can see which files are opened; false where strace works. */
export const withoutStrace: string | false = whyNot();

function whyNot(): string | false {
  if (process.platform !== 'linux') return 'strace is for Linux';
  const { error, status } = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']);
  if (error) return 'there is no strace: apt-get install strace';
  return status === 0 ? false : 'strace may not look at other processes here';
}

/**
 * Opens artifacts in a process of its own, one after the other.
 * @param options.log where strace tells which files were opened; null for without it
 * @param options.temporary for its temporary files
 */
export function openInProcess(
  paths: readonly string[],
  { log, temporary }: { readonly log: string | null; readonly temporary: string },
): readonly OpenedOne[] {
  const options = ['--import', 'tsx', '--expose-gc', `--max-old-space-size=${heapMegabytes}`];
  const node = [process.execPath, ...options, openAll, ...paths];
  const traced = [
    'strace',
    '-f',
    '-qq',
    '-e',
    'trace=open,openat,openat2',
    '-o',
    log ?? '',
    ...node,
  ];
  const [command = '', ...args] = log === null ? node : traced;
  const printed = execFileSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: temporary },
    maxBuffer: 256 * 1024 ** 2,
  });
  return printed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as OpenedOne);
}

/** Files that were opened, in their order, as strace's log has them. */
export function openedFiles(log: string): readonly string[] {
  const calls = readFileSync(log, 'utf8').matchAll(/\bopen(?:at2?)?\((?:AT_FDCWD, )?"([^"]*)"/g);
  return [...calls].map(([, path = '']) =>
    path.startsWith('/') ? path : join(process.cwd(), path),
  );
}
