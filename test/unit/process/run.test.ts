import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../../src/core/errors.ts';
import { run, type RunOptions } from '../../../src/process/run.ts';

const node = (program: string, options: Partial<RunOptions> = {}) =>
  run(process.execPath, ['-e', program], { name: 'The program', ...options });

const hasCode = (code: string) => (error: unknown) =>
  error instanceof AppError && error.code === code;

test('output and exit code come back, whatever the code', async () => {
  const result = await node('console.log("out"); console.error("err"); process.exit(4)');
  assert.deepEqual(result, { code: 4, signal: null, stdout: 'out\n', stderr: 'err\n' });
});

test('lines come as they are written; a carriage return ends one', async () => {
  const lines: string[] = [];
  await node('process.stdout.write("10%\\r20%\\r\\n30%\\nlast")', {
    onLine: (line) => lines.push(line),
  });
  assert.deepEqual(lines, ['10%', '20%', '30%', 'last']);
});

test('characters cut in two by the pipe stay whole', async () => {
  const lines: string[] = [];
  const program =
    'const b = Buffer.from("東京\\n"); process.stdout.write(b.subarray(0, 2)); setTimeout(() => process.stdout.write(b.subarray(2)), 50)';
  await node(program, { onLine: (line) => lines.push(line) });
  assert.deepEqual(lines, ['東京']);
});

test('a program that is not there is not found', async () => {
  await assert.rejects(
    run('/nowhere/program', [], { name: 'The program' }),
    (error) =>
      hasCode('not-found')(error) && /The program could not be started/.test(String(error)),
  );
});

test('a program that hangs is ended in time, and on cancel', async () => {
  await assert.rejects(
    node('setInterval(() => 0, 1000)', { timeLimit: 200 }),
    hasCode('timed-out'),
  );
  const controller = new AbortController();
  const ran = node('setInterval(() => 0, 1000)', { signal: controller.signal });
  controller.abort();
  await assert.rejects(ran, hasCode('cancelled'));
});

test('nothing is interpreted by a shell', async () => {
  const { stdout } = await run(process.execPath, ['-p', 'process.argv[1]', '$(echo no) `no`'], {
    name: 'The program',
  });
  assert.equal(stdout, '$(echo no) `no`\n');
});

test('of a long output the end is kept', async () => {
  const { stdout } = await node(
    'for (let i = 0; i < 3000; i++) process.stdout.write("x".repeat(1023) + "\\n"); process.stdout.write("end")',
  );
  assert.equal(stdout.length, 1024 * 1024);
  assert.match(stdout, /x\nend$/);
});
