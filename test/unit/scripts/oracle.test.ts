import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../../scripts/lib/oracle.mjs';

const python = (minor: number) => ({ command: 'python3', minor, pip: false, ensurepip: false });

test('where no Python can hold TensorFlow, the sentence says why and what to do', () => {
  assert.match(explain([]), /^no Python 3 on the PATH: install .* 3\.9 to 3\.13 with pip/);
  assert.match(explain([python(14)]), /3\.9 to 3\.13, and here is 3\.14: install python3\.13/);
  assert.match(explain([python(14), python(13)]), /has neither pip .*: sudo apt-get install/);
});
