import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawTensor } from '../../../src/protocol/runner.ts';
import { encodeTensor } from '../../../src/verify/encode.ts';
import type { ExactJson } from '../../../src/core/exact-json.ts';
import { compareOutputs } from '../../../src/verify/outputs.ts';
import { judge, judgeWithoutOriginal } from '../../../src/verify/verdict.ts';

type Outputs = Record<string, number[]>;

function tensors(outputs: Outputs): Map<string, RawTensor> {
  return new Map(
    Object.entries(outputs).map(([name, values]) => [
      name,
      encodeTensor(
        new Map<string, ExactJson>([
          ['dtype', 'float32'],
          ['shape', [values.length]],
          ['values', values],
        ]),
        name,
      ),
    ]),
  );
}

const compare = (original: Outputs, reloaded: Outputs) =>
  compareOutputs(tensors(original), tensors(reloaded), {});

const same = compare({ y: [1] }, { y: [1] });

test('a match says how much was compared, how close, and who predicted', () => {
  const outputs = compare({ y: [1, 2], z: [3] }, { y: [1, 2], z: [3] });
  assert.deepEqual(judge('live-model', outputs, same), {
    verdict: 'match',
    reason:
      'The reloaded model predicts what the original predicted: 2 outputs, 3 values, bit for bit.',
    advice: '',
  });
  assert.match(
    judge('reload', outputs, same).reason,
    /^The model predicts what it predicted when recorded: /,
  );
  assert.match(
    judge(null, outputs, same).reason,
    /^The reloaded model predicts what the prediction file says/,
  );
  const close = compare({ y: [1] }, { y: [1.000001] });
  assert.match(
    judge('live-model', close, same).reason,
    /within the tolerance; the largest difference is 9\.5e-7 in y\.$/,
  );
});

test('a difference names the output, how many values, by how much and where', () => {
  const outputs = compare({ y: [1, 2], z: [3] }, { y: [1, 2.5], z: [3] });
  assert.deepEqual(judge('live-model', outputs, same), {
    verdict: 'different',
    reason:
      'The reloaded model does not predict what the original predicted: 1 of 2 values differs in y, by up to 0.5 at [1].',
    advice: '',
  });
});

test('an output that the reload lacks is a difference; one that the original lacks is listed', () => {
  const less = compare({ y: [1], z: [1] }, { y: [1] });
  assert.equal(judge('live-model', less, same).verdict, 'different');
  const more = compare({ y: [1] }, { y: [1], z: [1] });
  assert.equal(judge('live-model', more, same).verdict, 'match');
  assert.deepEqual(
    more.map(({ onlyInReload }) => onlyInReload === true),
    [false, true],
  );
});

test('one output on each side is the same one, whatever its name, and that is said', () => {
  const outputs = compare({ dense_1: [1] }, { output_0: [1] });
  const { verdict, reason } = judge('live-model', outputs, same);
  assert.equal(verdict, 'match');
  assert.equal(outputs[0]?.originalName, 'dense_1');
  assert.match(reason, /the original calls the output dense_1\.$/);
});

test('nothing compared is never a match', () => {
  assert.equal(judge('live-model', compare({}, { y: [1] }), same).verdict, 'no-baseline');
  assert.equal(judge('live-model', compare({ y: [] }, { y: [] }), same).verdict, 'no-baseline');
  assert.equal(judge('live-model', [], []).verdict, 'no-baseline');
  assert.equal(judgeWithoutOriginal(same).verdict, 'no-baseline');
});

test('two runs that disagree come before everything else', () => {
  const unstable = compare({ y: [1] }, { y: [2] });
  assert.equal(judge('live-model', same, unstable).verdict, 'non-deterministic');
  assert.equal(judge('live-model', unstable, unstable).verdict, 'non-deterministic');
  assert.equal(judgeWithoutOriginal(unstable).verdict, 'non-deterministic');
  assert.match(judgeWithoutOriginal(unstable).reason, /in y, by up to 1 at \[0\]/);
});

test('within the tolerance two runs agree', () => {
  const nearly = compare({ y: [1] }, { y: [1.000001] });
  assert.equal(judge('live-model', same, nearly).verdict, 'match');
});
