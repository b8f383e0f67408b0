import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TensorInfo } from '../../../src/protocol/model.ts';
import type { TensorPage, TensorQuery } from '../../../src/protocol/tensors.ts';
import { TensorNames } from '../../../webview/state/tensor-names.ts';

function tensor(name: string, objectPath: string | null): TensorInfo {
  return {
    name,
    objectPath,
    dtype: 'float32',
    shape: [2],
    bytes: 8,
    role: 'weight',
    stored: null,
  };
}

const keys = [
  tensor('variables/1/.ATTRIBUTES/VARIABLE_VALUE', 'user_embedding/embeddings'),
  tensor('variables/10/.ATTRIBUTES/VARIABLE_VALUE', 'item_embedding/embeddings'),
  tensor('global_step', null),
];

/** Answers as the server does: all whose name holds the quoted words. */
function names(asked: string[] = []): TensorNames {
  return new TensorNames({
    request: (_method: 'artifact/tensors', { filter }: TensorQuery): Promise<TensorPage> => {
      asked.push(filter);
      const rows = keys.filter(({ name }) => name.includes(filter.slice(1, -1)));
      const facets = { roles: [], dtypes: [], withFindings: 0 };
      return Promise.resolve({
        total: 3,
        matched: rows.length,
        matchedBytes: 8 * rows.length,
        rows,
        facets,
      });
    },
  });
}

async function told(observed: TensorNames): Promise<void> {
  await new Promise<void>((resolve) => observed.subscribe(resolve));
}

describe('the names of tensors that are known by their keys', () => {
  it('are the keys at first and the object paths as soon as they are there', async () => {
    const shown = names();
    const key = 'variables/1/.ATTRIBUTES/VARIABLE_VALUE';
    assert.equal(shown.of(key), key);
    await told(shown);
    assert.equal(shown.of(key), 'user_embedding/embeddings');
    assert.equal(
      shown.within(`${key} does not match its checksum.`, key),
      'user_embedding/embeddings does not match its checksum.',
    );
  });
  it('are looked up once each, however often they are shown', async () => {
    const asked: string[] = [];
    const shown = names(asked);
    shown.of('global_step');
    shown.of('global_step');
    await told(shown);
    shown.of('global_step');
    assert.deepEqual(asked, ['"global_step"']);
    assert.equal(shown.of('global_step'), 'global_step');
  });
  it('stay the keys where no tensor has them', async () => {
    const shown = names();
    shown.of('VARIABLE_VALUE');
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert.equal(shown.of('VARIABLE_VALUE'), 'VARIABLE_VALUE');
  });
});
