import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { facetValues, toggleFacet } from '../../../webview/state/filter.ts';

describe('the filter of the tensors', () => {
  it('reads what facets have on, also when a key stands twice', () => {
    assert.deepEqual(facetValues('role:weight,optimizer kernel', 'role'), ['weight', 'optimizer']);
    assert.deepEqual(facetValues('role:weight role:state', 'role'), ['weight', 'state']);
    assert.deepEqual(facetValues('kernel', 'role'), []);
  });
  it('adds a facet before the words', () => {
    assert.equal(toggleFacet('kernel', 'role', 'weight'), 'role:weight kernel');
    assert.equal(
      toggleFacet('role:weight kernel', 'dtype', 'float32'),
      'role:weight dtype:float32 kernel',
    );
  });
  it('adds a value where its key stands', () => {
    assert.equal(
      toggleFacet('role:weight kernel shape:>1', 'role', 'state'),
      'role:weight,state kernel shape:>1',
    );
  });
  it('takes a value away, and the key with its last', () => {
    assert.equal(toggleFacet('role:weight,state x', 'role', 'weight'), 'role:state x');
    assert.equal(toggleFacet('role:weight x', 'role', 'weight'), 'x');
  });
  it('gathers a key that stands twice', () => {
    assert.equal(
      toggleFacet('role:weight a role:state', 'role', 'optimizer'),
      'role:weight,state,optimizer a',
    );
  });
});
