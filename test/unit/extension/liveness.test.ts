import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, suite, test } from 'node:test';
import { interval, Liveness } from '../../../src/extension/liveness.ts';

/** A process that answers when it is told to. */
function listener() {
  const questions: (() => void)[] = [];
  const changes: boolean[] = [];
  const liveness = new Liveness(
    () =>
      new Promise<void>((resolve) => {
        questions.push(resolve);
      }),
    (silent) => changes.push(silent),
  );
  return { liveness, questions, changes };
}

/** Lets intervals pass, and what was answered be heard. */
async function pass(intervals: number): Promise<void> {
  for (let each = 0; each < intervals; each++) {
    mock.timers.tick(interval);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

suite('whether a process that owes an answer is there', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  test('is not asked while nothing is owed', async () => {
    const { liveness, questions } = listener();
    await pass(3);
    assert.equal(questions.length, 0);
    const answer = Promise.resolve();
    liveness.expect(answer);
    await answer;
    await pass(3);
    assert.equal(questions.length, 0);
  });

  test('long work is no silence as long as questions are answered', async () => {
    const { liveness, questions, changes } = listener();
    liveness.expect(new Promise(() => undefined));
    for (let each = 0; each < 20; each++) {
      await pass(1);
      questions.splice(0).forEach((answer) => {
        answer();
      });
    }
    await pass(1);
    assert.deepEqual(changes, []);
    liveness.dispose();
  });

  test('a question that stays open is silence, and any answer ends it', async () => {
    const { liveness, questions, changes } = listener();
    let answer = (): void => undefined;
    liveness.expect(
      new Promise<void>((resolve) => {
        answer = resolve;
      }),
    );
    await pass(4);
    assert.deepEqual(changes, []);
    await pass(1);
    assert.deepEqual(changes, [true]);
    assert.equal(questions.length, 1, 'it is not asked again before it has answered');
    answer();
    await pass(1);
    assert.deepEqual(changes, [true, false]);
  });

  test('what has ended is not silent', async () => {
    const { liveness, changes } = listener();
    liveness.expect(new Promise(() => undefined));
    await pass(6);
    liveness.dispose();
    await pass(6);
    assert.deepEqual(changes, [true, false]);
  });
});
