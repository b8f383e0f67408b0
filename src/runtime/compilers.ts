import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Progress } from '../protocol/requests.ts';
import { inCache } from './cache.ts';
import { programsOnPath } from './on-path.ts';
import { pip, type PipPython } from './pip.ts';
import { sizeOf } from './wheel.ts';

/** A C++ compiler: the program, and arguments that come before all others. */
export interface Compiler {
  readonly command: string;
  readonly args: readonly string[];
}

/** The machine's own compilers, the person's choice (`CXX`) first. */
export async function installedCompilers(): Promise<Compiler[]> {
  const [chosen, ...args] = (process.env.CXX ?? '').split(' ').filter((word) => word !== '');
  const found = await programsOnPath(['c++', 'g++', 'clang++']);
  return [
    ...(chosen === undefined ? [] : [{ command: chosen, args }]),
    ...found.map((command) => ({ command, args: [] })),
  ];
}

/** Zig's compiler, a whole C++ toolchain in one Python package, for machines that have none. */
const zig = { version: '0.13.0', wheelBytes: 84_000_000 };

/**
 * Fetches the compiler package into the cache, unless it is there. The binary inside needs no Python to run.
 * @throws AppError `no-runtime` with pip's reason, `cancelled`
 */
export async function fetchCompiler(
  python: PipPython,
  signal: AbortSignal | undefined,
  report: (progress: Progress) => void,
): Promise<Compiler> {
  const folder = inCache('compiler', `ziglang-${zig.version}-${process.platform}-${process.arch}`);
  const compiler = { command: path.join(folder, 'ziglang', 'zig'), args: ['c++'] };
  if (await exists(compiler.command)) return compiler;
  const draft = `${folder}.part-${String(process.pid)}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(path.join(draft, 'temporary'), { recursive: true });
  const timer = setInterval(() => {
    void sizeOf(path.join(draft, 'temporary')).then((bytes) => {
      const done = Math.min(bytes, zig.wheelBytes);
      const message = 'Downloading a C++ compiler';
      report({ done, total: zig.wheelBytes, unit: 'bytes', message });
    });
  }, 250);
  try {
    const target = path.join(draft, 'package');
    await pip(
      python,
      // Into a folder of its own: what guards the system's packages does not apply.
      [
        'install',
        `ziglang==${zig.version}`,
        '--no-deps',
        '--only-binary=:all:',
        '--target',
        target,
      ],
      {
        what: 'A C++ compiler',
        temporary: path.join(draft, 'temporary'),
        ...(signal ? { signal } : {}),
      },
    );
    await rm(folder, { recursive: true, force: true });
    await rename(target, folder);
  } finally {
    clearInterval(timer);
    await rm(draft, { recursive: true, force: true });
  }
  return compiler;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
