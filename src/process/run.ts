import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { supervise, type Limits } from './supervise.ts';
import { Tail } from './tail.ts';

export interface RunOptions extends Limits {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Each line of standard output and standard error as it comes; `\r` ends a line too, as progress bars use it. */
  readonly onLine?: (line: string) => void;
}

export interface RunResult {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last 1 MiB. */
  readonly stdout: string;
  /** The last 16 KiB. */
  readonly stderr: string;
}

/**
 * Runs a helper program to its end, whatever its exit code, without a shell and without input.
 * @throws AppError `not-found` where there is no such program, `cancelled`, `timed-out`, `limit-exceeded`
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const { cwd, env = process.env, onLine } = options;
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const stdout = new Tail(1024 * 1024);
  child.stdout.on('data', (chunk: Buffer) => {
    stdout.push(chunk);
  });
  if (onLine) {
    eachLine(child.stdout, onLine);
    eachLine(child.stderr, onLine);
  }
  const supervised = supervise(child, options);
  const ending = await supervised.ended;
  if (ending.cause) throw ending.cause;
  return {
    code: ending.code,
    signal: ending.signal,
    stdout: stdout.text(),
    stderr: supervised.stderrTail(),
  };
}

/** Characters of a line without an end that are held. */
const lineLimit = 64 * 1024;

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split(/\r\n|[\r\n]/);
    rest = (lines.pop() ?? '').slice(-lineLimit);
    for (const line of lines) if (line !== '') onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
