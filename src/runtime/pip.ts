import { AppError } from '../core/errors.ts';
import { run } from '../process/run.ts';
import { programsOnPath } from './on-path.ts';

export interface HelperPythons {
  /** Interpreter that unpacks wheels. */
  readonly python: string;
  /** The one whose pip downloads; null where none has pip. */
  readonly withPip: PipPython | null;
}

/** An interpreter that has pip. */
export interface PipPython {
  readonly path: string;
  /** "3.12" */
  readonly version: string;
}

/**
 * The Pythons that set the runtime up: the first that runs, and the first that has pip. Those on the PATH come
 * before the one that a project has chosen.
 * @throws AppError `no-runtime` where there is none
 */
export async function helperPythons(
  chosen: string | undefined,
  signal: AbortSignal | undefined,
): Promise<HelperPythons> {
  const interpreters = await programsOnPath(['python3', 'python']);
  if (chosen !== undefined) interpreters.push(chosen);
  let python: string | null = null;
  for (const interpreter of interpreters) {
    const version = await ask(interpreter, ['-I', '-c', versionQuestion], signal);
    if (version === null) continue;
    python ??= interpreter;
    if ((await ask(interpreter, ['-I', '-m', 'pip', '--version'], signal)) === null) continue;
    return { python, withPip: { path: interpreter, version } };
  }
  if (python !== null) return { python, withPip: null };
  throw new AppError({
    code: 'no-runtime',
    message:
      'No Python 3 was found on the PATH; TensorFlow is fetched with its pip. Install Python 3 with pip, then set the runtime up again.',
  });
}

/** The Python whose pip downloads; null where none on the PATH, nor the chosen one, has pip. */
export async function findPip(
  chosen: string | undefined,
  signal: AbortSignal | undefined,
): Promise<PipPython | null> {
  try {
    return (await helperPythons(chosen, signal)).withPip;
  } catch (error) {
    if (error instanceof AppError && error.code === 'no-runtime') return null;
    throw error;
  }
}

const versionQuestion =
  'import sys, zipfile; assert sys.version_info[0] == 3; print("%d.%d" % sys.version_info[:2])';

/** What an interpreter prints; null where it fails. */
async function ask(
  interpreter: string,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const options = { name: interpreter, timeLimit: 20_000, ...(signal ? { signal } : {}) };
  try {
    const { code, stdout } = await run(interpreter, args, options);
    return code === 0 ? stdout.trim() : null;
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
}

export interface PipOptions {
  /** What is fetched, for the sentence of an error. */
  readonly what: string;
  /** Folder for pip's temporary files; on the same disk as the result. */
  readonly temporary: string;
  readonly signal?: AbortSignal;
}

/**
 * Runs pip with the person's own settings (index, proxy, certificates).
 * @throws AppError `no-runtime` with the reason, `cancelled`
 */
export async function pip(
  python: PipPython,
  args: readonly string[],
  { what, temporary, signal }: PipOptions,
): Promise<void> {
  const { code, stdout, stderr } = await run(
    python.path,
    ['-I', '-m', 'pip', ...args, '--no-cache-dir', '--progress-bar=off', '--no-input'],
    {
      name: 'pip',
      env: {
        ...process.env,
        TMPDIR: temporary,
        TEMP: temporary,
        PIP_DISABLE_PIP_VERSION_CHECK: '1',
        PIP_REQUIRE_VIRTUALENV: '0',
      },
      ...(signal ? { signal } : {}),
    },
  );
  if (code === 0) return;
  const output = `${stdout}\n${stderr}`;
  throw new AppError({
    code: 'no-runtime',
    message: `${what} could not be downloaded: ${pipReason(output)}`,
    details: output.trim().slice(-8000),
  });
}

/** What pip's output comes down to, as the end of a sentence and what to do. */
export function pipReason(output: string): string {
  if (/No space left|Errno 28|disk full/i.test(output)) {
    return 'the disk is full. Make room, or name another folder in SAVED_MODEL_CACHE.';
  }
  if (
    /NewConnectionError|NameResolutionError|ConnectTimeoutError|Failed to establish|Name or service not known|Temporary failure in name resolution|Network is unreachable|Read timed out|ProxyError|Connection refused/i.test(
      output,
    )
  ) {
    return "the package index cannot be reached. Check the network, or pip's index and proxy (`pip config list`).";
  }
  if (/SSLError|CERTIFICATE_VERIFY_FAILED/i.test(output)) {
    return "the package index's certificate is not trusted. Name your certificate file in PIP_CERT.";
  }
  if (/Could not find a version|No matching distribution/i.test(output)) {
    return "pip's index has no package for this machine. An old pip does not know today's packages: update it with `python3 -m pip install --upgrade pip`.";
  }
  const last = output
    .split('\n')
    .filter((line) => /error/i.test(line))
    .at(-1);
  return last?.trim() ?? 'pip failed without a reason.';
}
