import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageMessage } from '../../../src/extension/editor/page-message.ts';
import { nonsense } from '../../support/nonsense.ts';

test('what a page sends goes through as it is', () => {
  const messages = [
    { type: 'ready' },
    { type: 'request', id: 1, method: 'artifact/layers', params: {}, lasting: false },
    {
      type: 'request',
      id: Number.MAX_SAFE_INTEGER,
      method: 'verify/run',
      params: { rtol: 1 },
      lasting: true,
    },
    { type: 'cancel', id: 7 },
    { type: 'host', action: 'copy', text: '' },
    { type: 'host', action: 'show-log' },
    { type: 'host', action: 'save-text', name: 'a', text: 'b' },
  ];
  for (const message of messages) assert.equal(pageMessage(message), message);
});

for (const [what, message] of Object.entries(nonsense)) {
  test(`${what} is no message`, () => {
    assert.equal(pageMessage(message), null);
  });
}
