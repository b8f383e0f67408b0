import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trainingCounters } from '../../../src/core/training-counters.ts';
import type { DtypeName, TensorInfo, TensorRole } from '../../../src/protocol/model.ts';
import { tensorInfo } from '../../support/tensor-info.ts';

const key = (path: string): string => `${path}/.ATTRIBUTES/VARIABLE_VALUE`;

function variable(
  name: string,
  role: TensorRole = 'state',
  dtype: DtypeName = 'int64',
): TensorInfo {
  return tensorInfo(name, { dtype, shape: [], role });
}

function found(...tensors: TensorInfo[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    trainingCounters(tensors).map(({ name, tensor }) => [name, tensor.name]),
  );
}

test('what a checkpoint calls its step is surer than what its optimizer counts', () => {
  const optimizer = variable(key('optimizer/_iterations'), 'optimizer');
  const saves = variable(key('save_counter'), 'bookkeeping');
  const step = variable(key('step'));
  assert.deepEqual(found(saves, optimizer, step), { Step: step.name, Saves: saves.name });
  assert.deepEqual(found(saves, optimizer), { Step: optimizer.name, Saves: saves.name });
});

test('each generation has its own name for the step', () => {
  for (const name of [
    'global_step',
    key('optimizer/iter'),
    key('model/optimizer/_iterations'),
    'Adam/iterations:0',
    'optimizer/vars/iterations',
  ]) {
    assert.deepEqual(found(variable(name)), { Step: name });
  }
});

test('of several the one of the whole training is taken, which lies less deep', () => {
  const [outer, inner] = [variable(key('step')), variable(key('model/layer/step'))];
  assert.deepEqual(found(inner, outer), { Step: outer.name });
});

test('weights, vectors and fractions are no counters', () => {
  const vector = { ...variable('step'), shape: [2] };
  assert.deepEqual(
    found(variable('step', 'weight'), vector, variable('step', 'state', 'float32')),
    {},
  );
});
