import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cancelled } from '../../../src/core/cancel.ts';
import { AppError, ReadError } from '../../../src/core/errors.ts';
import { asReadError } from '../../../src/core/read-error.ts';

const place = { format: 'tf-checkpoint', path: '/m/ckpt.index' };

test('an I/O error gets the format, and keeps its own path and sentence', () => {
  const error = asReadError(
    new AppError({ code: 'unreadable', message: 'Access is denied.', path: '/m/x' }),
    place,
  );
  assert.ok(error instanceof ReadError);
  assert.deepEqual(error.data, {
    code: 'unreadable',
    message: 'Access is denied.',
    path: '/m/x',
    format: 'tf-checkpoint',
  });
});

test('a cancellation and a bug of ours stay what they are', () => {
  const stop = cancelled();
  assert.equal(asReadError(stop, place), stop);
  const bug = new TypeError('undefined is not a function');
  assert.equal(asReadError(bug, place), bug);
});
