import { access, mkdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../core/errors.ts';
import { run } from '../process/run.ts';
import type { Progress } from '../protocol/requests.ts';
import { addonArguments } from './addon-arguments.ts';
import { addonFile, addonKey, addonPath } from './addon.ts';
import { inCache } from './cache.ts';
import { fetchCompiler, installedCompilers, type Compiler } from './compilers.ts';
import { libraryNames } from './libraries.ts';
import type { PipPython } from './pip.ts';

export interface CompileOptions {
  /** A TensorFlow's library and headers; the addon then runs with others too. */
  readonly library: string;
  readonly include: string;
  /** Folder with tfjs-node's `binding/` and the headers of Node-API in `node-api-headers/`. */
  readonly sources: string;
  /** Interpreter whose pip fetches a compiler where the machine has none; null: do without. */
  readonly withPip: PipPython | null;
  readonly signal?: AbortSignal;
  readonly report: (progress: Progress) => void;
}

/**
 * Compiles tfjs-node's addon: with each of the machine's compilers until one succeeds, else with one that is
 * fetched. Neither node-gyp nor Node's own headers are needed. The addon appears only when it is complete.
 * @throws AppError `no-runtime` with each compiler's reason, `cancelled`
 */
export async function compileAddon(options: CompileOptions): Promise<void> {
  const draft = inCache('addon', `.part-${String(process.pid)}`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(path.join(draft, 'lib'), { recursive: true });
  try {
    const lib = path.join(draft, 'lib');
    const ending = process.platform === 'darwin' ? 'dylib' : 'so';
    const framework = path.join(path.dirname(options.library), libraryNames.framework);
    await symlink(options.library, path.join(lib, `libtensorflow.${ending}`));
    await symlink(framework, path.join(lib, `libtensorflow_framework.${ending}`));
    await compileWithAny(options, draft);
    await mkdir(path.dirname(addonPath()), { recursive: true });
    await rename(path.join(draft, addonFile), addonPath());
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function compileWithAny(options: CompileOptions, draft: string): Promise<void> {
  const { signal, report, withPip } = options;
  const failures: string[] = [];
  const succeeds = async (compiler: Compiler): Promise<boolean> => {
    const name = path.basename(compiler.command);
    report({ done: 0, total: 1, unit: 'steps', message: `Compiling the addon with ${name}` });
    const failure = await compile(compiler, options, draft);
    if (failure === null) return true;
    failures.push(`${compiler.command}: ${failure}`);
    return false;
  };

  for (const compiler of await installedCompilers()) {
    if (await succeeds(compiler)) return;
  }
  if (withPip !== null) {
    if (await succeeds(await fetchCompiler(withPip, signal, report))) return;
  }
  throw new AppError({
    code: 'no-runtime',
    message:
      failures.length === 0
        ? 'No C++ compiler was found, and no pip to fetch one with. Install one (Debian, Ubuntu: g++; macOS: xcode-select --install), then set the runtime up again.'
        : `The addon ${addonKey()} could not be compiled: ${firstError(failures[0] ?? '')}`,
    ...(failures.length === 0 ? {} : { details: failures.join('\n\n') }),
  });
}

/** @returns null where it succeeded, else what the compiler said */
async function compile(
  compiler: Compiler,
  { sources, include, signal }: CompileOptions,
  draft: string,
): Promise<string | null> {
  const output = path.join(draft, addonFile);
  const { code, stderr } = await run(
    compiler.command,
    [
      ...compiler.args,
      ...addonArguments({
        platform: process.platform,
        sources,
        include,
        libraries: path.join(draft, 'lib'),
        output,
      }),
    ],
    {
      name: compiler.command,
      cwd: draft,
      env: { ...process.env, ZIG_GLOBAL_CACHE_DIR: path.join(draft, 'zig-cache'), LC_ALL: 'C' },
      timeLimit: 15 * 60_000,
      ...(signal ? { signal } : {}),
    },
  ).catch((error: unknown) => {
    // A compiler that is not there (CXX) is one that failed.
    if (!(error instanceof AppError) || error.code === 'cancelled') throw error;
    return { code: null, stderr: error.message };
  });
  if (code !== 0) return stderr.trim() === '' ? `exit code ${String(code)}` : stderr.trim();
  const there = await access(output).then(
    () => true,
    () => false,
  );
  return there ? null : 'it reported success and wrote nothing';
}

function firstError(output: string): string {
  const lines = output.split('\n');
  return (lines.find((line) => /error/i.test(line)) ?? lines[0] ?? '').trim();
}
