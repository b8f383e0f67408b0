import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sample, savedModel } from './support.ts';

test('what cannot be done is one line that says what, where and what to do', async () => {
  const { code, stdout, stderr } = await savedModel('inspect', '/nothing/here');
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^saved-model: .*\/nothing\/here.*\.\n$/);
  assert.equal(stderr.split('\n').length, 2);
});

test('--debug adds the stack', async () => {
  const { stderr } = await savedModel('--debug', 'inspect', '/nothing/here');
  assert.match(stderr, /\n {4}at /);
});

test('wrong usage prints no document and exits with 2', async () => {
  const usages = [
    ['inspect'],
    ['no-such-command'],
    ['stats', sample('training-run'), '--tensor', 'no such tensor'],
    ['stats', sample()],
    ['scan'],
    ['scan', sample()],
    ['summary'],
    ['summary', sample()],
    ['verify', sample('training-run'), '--rtol', 'NaN', '--json'],
    ['verify', sample('training-run'), '--atol', '-1', '--json'],
    ['verify', sample('training-run'), '--format', 'yaml'],
  ];
  for (const words of usages) {
    const { code, stdout, stderr } = await savedModel(...words);
    assert.deepEqual([code, stdout], [2, ''], words.join(' '));
    assert.notEqual(stderr, '');
  }
});

test('help and version are no errors', async () => {
  const help = await savedModel('--help');
  assert.equal(help.code, 0);
  for (const command of ['inspect', 'summary', 'scan', 'stats', 'verify', 'record', 'doctor']) {
    assert.match(help.stdout, new RegExp(`^ {2}${command} `, 'm'));
  }
  const version = await savedModel('--version');
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
});

test('scan says what is found in a line each, and that nothing is', async () => {
  const sound = await savedModel('scan', sample('recommender'));
  assert.equal(sound.code, 0);
  assert.match(sound.stdout, /^recommender {2}✓ Nothing found\n.*recommender\n$/);
  const missing = await savedModel('scan', sample('training-run', 'nothing'));
  assert.deepEqual([missing.code, missing.stdout], [2, '']);
});

test('text without a terminal has no colours and no control characters', async () => {
  const { code, stdout } = await savedModel('inspect', sample('recommender'));
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f]/);
  assert.match(stdout, /48,130/);
  assert.match(stdout, /serving_default/);
});
