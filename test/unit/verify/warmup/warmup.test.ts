import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { recordOf } from '../../../../src/codec/tfrecord/write-record.ts';
import type { RawTensor } from '../../../../src/protocol/runner.ts';
import type { OutputReport } from '../../../../src/protocol/verify.ts';
import { addRecord } from '../../../../src/verify/warmup/add-record.ts';
import { judgeRecords } from '../../../../src/verify/warmup/judge-records.ts';
import { isWarmupFile, readWarmup } from '../../../../src/verify/warmup/read-warmup.ts';
import {
  answered,
  unanswered,
  worstFirst,
  type RecordResult,
} from '../../../../src/verify/warmup/record-report.ts';
import type { Question } from '../../../../src/verify/warmup/questions.ts';
import { failsWith } from '../../../support/errors.ts';
import { temporaryDirectory, writeFiles } from '../../../support/files.ts';
import { identicalOutput } from '../../../support/verify-report.ts';

const tensor: RawTensor = { kind: 'numbers', dtype: 'uint8', shape: [1], bytes: Uint8Array.of(7) };
const call = {
  model: 'm',
  signature: 'serving_default',
  inputs: new Map([['x', tensor]]),
  outputs: new Map([['y', tensor]]),
};

test('records are added, and those that are there stay', async (t) => {
  const file = path.join(await temporaryDirectory(t), 'assets.extra', 'tf_serving_warmup_requests');
  assert.equal(await addRecord(file, call), 1);
  assert.equal(await addRecord(file, call), 2);
  assert.equal(await isWarmupFile(file), true);
  const records = await readWarmup(file);
  assert.deepEqual(
    records.map((record) => [record.record, 'call' in record && record.call.signature]),
    [
      [1, 'serving_default'],
      [2, 'serving_default'],
    ],
  );
});

test('nothing is added to a file that is damaged or full', async (t) => {
  const folder = await temporaryDirectory(t);
  const file = path.join(folder, 'tf_serving_warmup_requests');
  await addRecord(file, call);
  const record = await readFile(file);
  await writeFile(file, record.subarray(0, -1));
  await assert.rejects(addRecord(file, call), failsWith('malformed', /is damaged in record 1/));
  await writeFile(file, Buffer.concat(Array.from({ length: 1000 }, () => record)));
  assert.equal((await readWarmup(file)).length, 1000);
  await assert.rejects(addRecord(file, call), failsWith('limit-exceeded', /already holds 1000/));
});

test('files that TensorFlow Serving would not take', async (t) => {
  const folder = await temporaryDirectory(t);
  const empty = Buffer.concat(Array.from({ length: 1001 }, () => recordOf(new Uint8Array(0))));
  await writeFiles(folder, [
    ['many', empty],
    ['tf_serving_warmup_requests', ''],
    ['foreign', recordOf(Buffer.from('this is no PredictionLog'))],
    ['other.json', '{}'],
  ]);
  const many = path.join(folder, 'many');
  await assert.rejects(readWarmup(many), failsWith('limit-exceeded', /more than 1000 records/));
  const none = path.join(folder, 'tf_serving_warmup_requests');
  assert.equal(await isWarmupFile(none), true);
  await assert.rejects(readWarmup(none), failsWith('malformed', /holds no record/));
  assert.equal(await isWarmupFile(path.join(folder, 'other.json')), false);
  const [record] = await readWarmup(path.join(folder, 'foreign'));
  assert.ok(record && 'problem' in record);
  assert.match(record.problem.message, /foreign is damaged at byte/);
});

// What records say together.

const question = (record: number): Question => ({
  record,
  selection: { name: 'serving_default' } as Question['selection'],
  feeds: [],
  expected: null,
});
const off: OutputReport = {
  ...identicalOutput,
  bitIdentical: false,
  mismatched: 1,
  maxAbs: 0.5,
  worstIndex: [1, 0],
};
const same = (record: number): RecordResult =>
  answered(question(record), [identicalOutput], [identicalOutput]);
const different = (record: number, maxAbs: number): RecordResult =>
  answered(question(record), [{ ...off, maxAbs }], [identicalOutput]);
const failed = (record: number): RecordResult =>
  unanswered({ record, outcome: 'failed', problem: 'It does not fit.' });
const requestOnly = (record: number): RecordResult =>
  answered(question(record), null, [identicalOutput]);

test('the worst record comes first, and equal ones as in the file', () => {
  const noShape = answered(
    question(6),
    [{ ...off, problem: 'The shape is another.', maxAbs: null }],
    [identicalOutput],
  );
  const results = [same(1), different(2, 0.1), different(3, 0.5), failed(4), same(5), noShape];
  assert.deepEqual(
    worstFirst(results).map(({ record }) => record),
    [4, 6, 3, 2, 1, 5],
  );
});

test('the verdict on several records', () => {
  const judge = (...results: RecordResult[]) => judgeRecords(worstFirst(results));
  assert.deepEqual(judge(same(1), same(2), requestOnly(3)), {
    verdict: 'match',
    reason:
      'The reloaded model predicts what its warmup records say: 2 records, 4 values, bit for bit; 1 record could not be compared.',
    advice: '',
  });
  assert.equal(
    judge(same(1), different(2, 0.1), different(3, 0.5), failed(4)).reason,
    'The reloaded model does not predict what its warmup records say: 2 of 4 warmup records differ; in record 3, 1 of 2 values differs in y, by up to 0.5 at [1, 0].',
  );
  const unstable = answered(question(2), [identicalOutput], [off]);
  assert.equal(judge(unstable, different(3, 9)).verdict, 'non-deterministic');
  assert.deepEqual(judge(same(1), failed(2)), {
    verdict: 'cannot-run',
    reason: '1 of 2 warmup records cannot be used. Record 2: It does not fit.',
    advice: 'TensorFlow Serving loads no model with such a record. Take it out of the file.',
  });
  assert.deepEqual(judge(requestOnly(1), requestOnly(2)), {
    verdict: 'no-baseline',
    reason:
      'The 2 warmup records hold no response to compare with; the model takes them, and two runs agree.',
    advice: 'Record a prediction: it holds request and response.',
  });
  const notRun = unanswered({ record: 1, outcome: 'not-run', problem: 'A session.' });
  assert.equal(judge(notRun).verdict, 'no-baseline');
});
