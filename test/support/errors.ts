import assert from 'node:assert/strict';
import { AppError } from '../../src/core/errors.ts';
import type { ErrorCode } from '../../src/protocol/errors.ts';

/** What `assert.rejects` and `assert.throws` check: an error of this code whose sentence matches. */
export function failsWith(code: ErrorCode, message: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof AppError, `not an AppError: ${String(error)}`);
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  };
}
