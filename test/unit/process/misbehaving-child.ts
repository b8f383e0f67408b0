import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from 'node:child_process';
import { AppError } from '../../../src/core/errors.ts';
import { serveCalls } from '../../../src/process/serve.ts';

/** Calls to a child that does everything a child should not do. */
export interface MisbehavingCalls {
  echo: { params: unknown; result: unknown; report: never };
  count: { params: { to: number }; result: number; report: number };
  fail: { params: null; result: never; report: never };
  bug: { params: null; result: never; report: never };
  never: { params: null; result: never; report: never };
  exit: { params: { code: number; say: string }; result: never; report: never };
  crash: { params: null; result: never; report: never };
  spin: { params: null; result: never; report: never };
  flood: { params: { megabytes: number }; result: string; report: never };
  hog: { params: { megabytes: number }; result: never; report: never };
  parent: { params: null; result: number; report: never };
  disconnect: { params: null; result: never; report: never };
}

serveCalls<MisbehavingCalls>({
  echo: (value) => value,
  count: async ({ to }, report) => {
    for (let each = 1; each <= to; each++) {
      report(each);
      await sleep(1);
    }
    return to;
  },
  fail: () => {
    throw new AppError({ code: 'malformed', message: 'Not like this.', path: 'a.txt', offset: 7 });
  },
  bug: () => {
    throw new TypeError('undefined is not a function');
  },
  never: () => sleep<never>(1e9),
  exit: ({ code, say }) => {
    process.stderr.write(say);
    process.exit(code);
  },
  crash: () => {
    process.kill(process.pid, 'SIGSEGV');
    return sleep<never>(1e9);
  },
  spin: () => {
    for (;;);
  },
  flood: ({ megabytes }) => {
    const line = `${'x'.repeat(1023)}\n`;
    for (let index = 0; index < megabytes * 1024; index++) {
      process.stderr.write(line);
      process.stdout.write(line);
    }
    process.stderr.write('the last line\n');
    return 'done';
  },
  hog: async ({ megabytes }) => {
    const held: Buffer[] = [];
    for (let index = 0; index < megabytes; index += 16) {
      held.push(Buffer.alloc(16 * 1024 * 1024, 1));
      await sleep(5);
    }
    return sleep(1e9, held.length as never);
  },
  /** Starts a grandchild that would outlive us, and answers with its id. */
  parent: () => {
    const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], {
      stdio: 'ignore',
    });
    return grandchild.pid ?? 0;
  },
  disconnect: () => {
    process.removeAllListeners('disconnect');
    process.disconnect();
    return sleep<never>(1e9);
  },
});
