import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toleranceChoices, toleranceOptions } from '../../../webview/views/verify/tolerances.ts';

function defaultLabel(...dtypes: string[]): string | undefined {
  return toleranceChoices(dtypes).find(({ value }) => value === 'default')?.label;
}

describe('the tolerances on offer', () => {
  it('say the default in figures where the outputs share one', () => {
    assert.equal(defaultLabel('float32'), 'rtol 1e-5 · atol 1e-6 (default)');
    assert.equal(defaultLabel('float32', 'complex64'), 'rtol 1e-5 · atol 1e-6 (default)');
    assert.equal(defaultLabel('float16'), 'rtol 1e-3 · atol 1e-3 (default)');
    assert.equal(defaultLabel('float8_e4m3fn'), 'rtol 0.125 · atol 1.95e-3 (default)');
  });
  it('leave out dtypes that are compared exactly', () => {
    assert.equal(defaultLabel('int64', 'float64', 'string'), 'rtol 1e-9 · atol 1e-12 (default)');
    assert.equal(defaultLabel('int64', 'bool'), 'Exact (default)');
  });
  it('state no figures that hold for some outputs only, or that nothing is known for', () => {
    assert.equal(defaultLabel('float32', 'float64'), 'Default of each dtype');
    assert.equal(defaultLabel(), 'Default of the dtype');
  });
  it('are the options that a run takes', () => {
    assert.deepEqual(toleranceOptions('default'), {});
    assert.deepEqual(toleranceOptions('tight'), { rtol: 0, atol: 1e-6 });
    assert.deepEqual(toleranceOptions('exact'), { exact: true });
  });
  it('fall back to the default for a choice that an older page remembered', () => {
    assert.deepEqual(toleranceOptions('generous'), {});
    assert.deepEqual(toleranceOptions('constructor'), {});
  });
});
