import type { ChildProcess } from 'node:child_process';
import { AppError } from '../core/errors.ts';
import { endWithThisProcess, killGroup } from './kill.ts';
import { residentSize } from './resident-size.ts';
import { Tail } from './tail.ts';

export interface Limits {
  /** What the child is, as the subject of a sentence: "The model runner". */
  readonly name: string;
  /** Ends the child's whole process group; what it was doing fails with `cancelled`. */
  readonly signal?: AbortSignal;
  /** Milliseconds that it may live; after that it fails with `timed-out`. */
  readonly timeLimit?: number;
  /** Bytes that it may occupy; above that it fails with `limit-exceeded`. */
  readonly memoryLimit?: number;
}

/** How a child ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why we ended it; null where it ended by itself. */
  readonly cause: AppError | null;
}

export interface Supervised {
  /** Ends the child and all that it has started. The first cause stands. */
  end(cause: AppError): void;
  /** Resolves when the child has ended and its output was read; never rejects. */
  readonly ended: Promise<Ending>;
  /** The end of what it wrote to standard error. */
  stderrTail(): string;
}

/** Characters of its last line that are told in a sentence. */
const lastWords = 500;
/** Bytes of standard error that are kept. */
const tailBytes = 16 * 1024;
/** Milliseconds between two looks at its memory: native code allocates gigabytes in a second. */
const memoryInterval = 100;
/** Milliseconds that the output may lag behind the end; only a stray heir of the pipe takes longer. */
const drainTime = 500;

/**
 * Watches over a child that was started detached, as the leader of its own process group: ends it when asked, when
 * its time or its memory is used up, and when this process ends. Reads its standard error, and keeps the tail.
 */
export function supervise(child: ChildProcess, limits: Limits): Supervised {
  const { name, signal, timeLimit, memoryLimit } = limits;
  const stderr = new Tail(tailBytes);
  let cause: AppError | null = null;
  let over = false;

  const end = (why: AppError): void => {
    if (over) return;
    cause ??= why;
    killGroup(child);
  };

  const abort = (): void => {
    end(new AppError({ code: 'cancelled', message: 'Stopped.' }));
  };
  const timer =
    timeLimit === undefined
      ? undefined
      : setTimeout(() => {
          end(timedOut(name, timeLimit));
        }, timeLimit);
  const watch =
    memoryLimit === undefined || child.pid === undefined
      ? undefined
      : watchMemory(child.pid, memoryLimit, () => {
          const bytes = gigabytes(memoryLimit);
          end(
            new AppError({
              code: 'limit-exceeded',
              message: `${name} took more than ${bytes} of memory and was ended.`,
            }),
          );
        });

  child.stderr?.on('data', (chunk: Buffer) => {
    stderr.push(chunk);
  });
  endWithThisProcess(child);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();

  const ended = new Promise<Ending>((resolve) => {
    const finish = (): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      clearInterval(watch);
      signal?.removeEventListener('abort', abort);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({ code: child.exitCode, signal: child.signalCode, cause });
    };
    child.once('error', (error) => {
      // Not started at all: there will be no other event.
      if (child.pid !== undefined) return;
      cause ??= notStarted(name, error);
      finish();
    });
    child.once('exit', () => {
      killGroup(child); // what it has started and not waited for
      setTimeout(finish, drainTime).unref();
    });
    child.once('close', finish);
  });

  return { end, ended, stderrTail: () => stderr.text() };
}

function watchMemory(pid: number, limit: number, onOver: () => void): NodeJS.Timeout {
  let looking = false;
  return setInterval(() => {
    if (looking) return;
    looking = true;
    void residentSize(pid).then((bytes) => {
      looking = false;
      if (bytes !== null && bytes > limit) onOver();
    });
  }, memoryInterval);
}

/** What a pending call fails with when the child has ended by itself. */
export function died(name: string, ending: Ending, stderrTail: string): AppError {
  if (ending.cause) return ending.cause;
  const how =
    ending.signal === null
      ? `ended with exit code ${String(ending.code)}`
      : `was ended by ${ending.signal}${signalMeaning(ending.signal)}`;
  const last = stderrTail.trimEnd().split('\n').at(-1)?.trim().slice(-lastWords);
  return new AppError({
    code: 'process-died',
    message: `${name} ${how}${last ? `: ${last}` : '.'}`,
    ...(stderrTail === '' ? {} : { details: stderrTail }),
  });
}

export function timedOut(name: string, milliseconds: number): AppError {
  const seconds = milliseconds < 10_000 ? milliseconds / 1000 : Math.round(milliseconds / 1000);
  return new AppError({
    code: 'timed-out',
    message: `${name} did not finish within ${String(seconds)} seconds and was ended.`,
  });
}

function notStarted(name: string, error: Error): AppError {
  const code = (error as NodeJS.ErrnoException).code;
  return new AppError(
    {
      code: code === 'ENOENT' ? 'not-found' : 'process-died',
      message: `${name} could not be started: ${error.message}.`,
    },
    { cause: error },
  );
}

function signalMeaning(signal: NodeJS.Signals): string {
  if (signal === 'SIGSEGV' || signal === 'SIGBUS' || signal === 'SIGILL') {
    return ', a crash in native code';
  }
  if (signal === 'SIGABRT') return ', a failed check in native code';
  if (signal === 'SIGKILL') return ', by the system or another program; often for want of memory';
  return '';
}

function gigabytes(bytes: number): string {
  return `${String(Number((bytes / 1e9).toPrecision(2)))} GB`;
}
