import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issueText, type IssueFacts } from '../../../src/extension/commands/issue-text.ts';

const facts: IssueFacts = {
  extension: '1.2.3',
  editor: '1.100.0',
  place: 'web, ssh-remote',
  system: 'linux x64',
  tensorflow: '2.19.1',
  artifact: { format: 'saved-model', writtenBy: ['TensorFlow 2.18.0'], trouble: 'truncated' },
};

test('a report has every version, and room for what only the person knows', () => {
  const text = issueText(facts);
  for (const part of ['1.2.3', '1.100.0, web, ssh-remote', 'linux x64', 'TensorFlow: 2.19.1']) {
    assert.ok(text.includes(part), part);
  }
  assert.match(text, /- Shown: saved-model, TensorFlow 2\.18\.0\n- Trouble with it: truncated\n/);
  assert.match(text, /^## What happened\n\n## What I expected\n/);
});

test('without a model in front and a TensorFlow it says so', () => {
  const text = issueText({ ...facts, tensorflow: null, artifact: null });
  assert.match(text, /- TensorFlow: none to run models with\n$/);
});

test('what a file says of its writer comes in only where it is a version', () => {
  const writtenBy = [
    'TensorFlow 2.18.0',
    'Keras [x](https://a.invalid)',
    'Keras /home/me',
    '\n## New',
  ];
  const text = issueText({
    ...facts,
    artifact: { format: 'saved-model', writtenBy, trouble: null },
  });
  assert.match(text, /- Shown: saved-model, TensorFlow 2\.18\.0\n/);
});
