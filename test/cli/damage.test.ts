import assert from 'node:assert/strict';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { AppError } from '../../src/core/errors.ts';
import { openArtifact } from '../../src/formats/open.ts';
import type { Finding } from '../../src/protocol/model.ts';
import type { TensorStatistics } from '../../src/protocol/tensors.ts';
import { samples, savedModel } from './command-line.ts';
import { asNobody, withoutPermissions } from '../support/as-nobody.ts';

// What a person reads when something is broken. `<run>` and `<model>` stand for the copies' paths.

const shard = 'ckpt-5.data-00000-of-00001';
const variables = 'variables/variables.data-00000-of-00001';

/** A copy of a sample to be damaged. */
async function withCopy(sample: string, use: (copy: string) => Promise<void>): Promise<void> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'saved-model-damage-')));
  try {
    const copy = path.join(folder, path.basename(sample));
    await cp(sample, copy, { recursive: true });
    await use(copy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const withRun = (use: (run: string) => Promise<void>) => withCopy(samples.trainingRun, use);
const withModel = (use: (model: string) => Promise<void>) => withCopy(samples.recommender, use);

/** Turns one bit over. */
async function flipBit(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  await writeFile(file, bytes);
}

/** What `inspect` says where it cannot open what is there: one line on standard error, exit code 2. */
async function refusal(of: string, hide: string, as: string): Promise<string> {
  const { code, stdout, stderr } = await savedModel('inspect', of, '--json');
  assert.deepEqual([code, stdout], [2, '']);
  assert.equal(stderr.trimEnd().split('\n').length, 1);
  const [, sentence] = /^saved-model: (.*)$/s.exec(stderr.trimEnd()) ?? [];
  return sentence?.replaceAll(hide, as) ?? `no sentence: ${stderr}`;
}

/** Findings of what can be opened all the same, of severity error, with exit code 1; and how much is shown. */
async function findings(of: string): Promise<{ errors: Finding[]; tensors: number }> {
  const { code, stderr, json } = await savedModel('inspect', of, '--json');
  assert.deepEqual([code, stderr], [1, '']);
  const document = json() as { findings: Finding[]; tensors: unknown[] };
  const errors = document.findings.filter(({ severity }) => severity === 'error');
  return { errors, tensors: document.tensors.length };
}

const messages = (errors: readonly Finding[]) => errors.map(({ message }) => message);

test('a missing shard: names, dtypes and shapes still show, and the file is named', async () => {
  await withRun(async (run) => {
    await rm(path.join(run, shard));
    const { errors, tensors } = await findings(`${run}/ckpt-5`);
    assert.equal(tensors, 23);
    assert.deepEqual([errors[0]?.code, errors[0]?.location], ['missing-part', shard]);
    assert.match(
      messages(errors)[0] ?? '',
      /^ckpt-5\.data-00000-of-00001 is missing: the values of .* and 20 more cannot be read; names, dtypes and shapes are shown from the index\. Copy the file from where the checkpoint was saved\.$/,
    );
    const stats = await savedModel('stats', `${run}/ckpt-5`, '--json');
    assert.equal(stats.code, 1);
    for (const tensor of (stats.json() as { tensors: TensorStatistics[] }).tensors) {
      assert.match(tensor.damage ?? '', /ckpt-5\.data-00000-of-00001 is missing/);
      assert.equal(tensor.mean, null);
    }
  });
});

test('a shard that was cut off: what lies before the cut still reads', async () => {
  await withRun(async (run) => {
    await truncate(path.join(run, shard), 300_000);
    const { errors, tensors } = await findings(`${run}/ckpt-5`);
    assert.equal(tensors, 23);
    assert.match(messages(errors)[0] ?? '', /ends at byte 300000, before the last of its values/);
    const { json } = await savedModel('stats', `${run}/ckpt-5`, '--json');
    const figures = (json() as { tensors: TensorStatistics[] }).tensors;
    const damaged = figures.filter(({ damage }) => damage !== undefined);
    assert.equal(damaged.length, 13);
    assert.ok(
      figures
        .filter(({ damage }) => damage === undefined)
        .every(({ checksum }) => checksum === 'ok'),
    );
  });
});

test('an index that was cut off', async () => {
  await withRun(async (run) => {
    await truncate(`${run}/ckpt-5.index`, 700);
    assert.equal(
      await refusal(`${run}/ckpt-5.index`, run, '<run>'),
      "<run>/ckpt-5.index is not a TensorFlow checkpoint index: it does not end in a table's magic number, so it is another kind of file or it was cut off.",
    );
  });
});

test('in a directory, the checkpoint before a damaged one is shown, and that is said', async () => {
  await withRun(async (run) => {
    await truncate(`${run}/ckpt-5.index`, 700);
    const { errors, tensors } = await findings(run);
    assert.equal(tensors, 23);
    assert.match(messages(errors).join(' '), /ckpt-5\.index is not .* ckpt-4 is shown instead\.$/);
  });
});

test('a wrong magic number', async () => {
  await withRun(async (run) => {
    const { size } = await stat(`${run}/ckpt-5.index`);
    await flipBit(`${run}/ckpt-5.index`, size - 3);
    assert.match(
      await refusal(`${run}/ckpt-5.index`, run, '<run>'),
      /^<run>\/ckpt-5\.index is not a TensorFlow checkpoint index: it does not end in a table's magic number/,
    );
  });
});

test('a flipped bit in a block of the index', async () => {
  await withRun(async (run) => {
    await flipBit(`${run}/ckpt-5.index`, 200);
    assert.equal(
      await refusal(`${run}/ckpt-5.index`, run, '<run>'),
      '<run>/ckpt-5.index cannot be read: the checksum of a block of the table at byte 0 does not match its bytes. Copy the file again from where it was saved.',
    );
  });
});

test('a flipped bit in a tensor: that tensor names itself, all others are fine', async () => {
  await withRun(async (run) => {
    await flipBit(path.join(run, shard), 400_000);
    const { code, json } = await savedModel('stats', `${run}/ckpt-5`, '--json');
    assert.equal(code, 1);
    const { tensors } = json() as { tensors: TensorStatistics[] };
    const wrong = tensors.filter(({ checksum }) => checksum !== 'ok');
    assert.deepEqual(
      wrong.map(({ name, checksum }) => ({ name, checksum })),
      [{ name: 'optimizer/_variables/2/.ATTRIBUTES/VARIABLE_VALUE', checksum: 'mismatch' }],
    );
  });
});

test('empty files', async () => {
  await withRun(async (run) => {
    await truncate(`${run}/ckpt-5.index`, 0);
    assert.equal(
      await refusal(`${run}/ckpt-5.index`, run, '<run>'),
      '<run>/ckpt-5.index is not a TensorFlow checkpoint index: it is empty. The save did not finish, or the copy failed.',
    );
  });
  await withModel(async (model) => {
    await truncate(`${model}/saved_model.pb`, 0);
    assert.equal(
      await refusal(model, model, '<model>'),
      '<model>/saved_model.pb is empty. The save did not finish, or the copy failed; copy it again from where it was saved.',
    );
  });
});

test('a saved_model.pb that was cut off', async () => {
  await withModel(async (model) => {
    await truncate(`${model}/saved_model.pb`, 50_000);
    assert.match(
      await refusal(model, model, '<model>'),
      /^<model>\/saved_model\.pb is damaged at byte \d+: a field states \d+ bytes where \d+ are left\. Copy the file again from where it was saved\.$/,
    );
  });
});

test('a saved_model.pb that was never fetched', async () => {
  await withModel(async (model) => {
    await writeFile(
      `${model}/saved_model.pb`,
      'version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 107453\n',
    );
    assert.equal(
      await refusal(model, model, '<model>'),
      '<model>/saved_model.pb is a pointer of Git LFS, not the model. Fetch the model with `git lfs pull` and open it again.',
    );
  });
});

test('a SavedModel without its values still shows signatures and structure', async () => {
  await withModel(async (model) => {
    await rm(path.join(model, variables));
    const { errors, tensors } = await findings(model);
    assert.equal(tensors, 27);
    assert.match(
      messages(errors)[0] ?? '',
      /^variables\/variables\.data-00000-of-00001 is missing/,
    );

    await rm(path.join(model, 'variables'), { recursive: true });
    const without = await findings(model);
    assert.deepEqual(messages(without.errors), [
      'The directory variables is missing or empty, so the model has no weights and cannot be loaded. Copy the whole directory again from where it was saved.',
    ]);
    const { stdout } = await savedModel('inspect', model);
    assert.match(stdout, /serving_default/);
  });
});

test('a directory without a model names what is there', async () => {
  await withRun(async (run) => {
    await rm(run, { recursive: true });
    await mkdir(run);
    await writeFile(`${run}/notes.txt`, 'nothing');
    assert.equal(
      await refusal(run, run, '<run>'),
      '<run> holds no model: neither a saved_model.pb nor a checkpoint was found in it. There is: notes.txt.',
    );
  });
});

test('a directory in the place of a file', async () => {
  await withRun(async (run) => {
    await rm(path.join(run, shard));
    await mkdir(path.join(run, shard));
    const { errors } = await findings(`${run}/ckpt-5`);
    assert.equal(errors[0]?.location, shard);
  });
});

test('a link that leads to itself', async () => {
  await withRun(async (run) => {
    await rm(`${run}/ckpt-5.index`);
    await symlink('ckpt-5.index', `${run}/ckpt-5.index`);
    assert.equal(
      await refusal(`${run}/ckpt-5.index`, run, '<run>'),
      'Cannot open <run>/ckpt-5.index: its links lead back to themselves.',
    );
    const { code, stdout } = await savedModel('inspect', run);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /The file checkpoint names ckpt-5 as the latest checkpoint, and it is not here; shown is ckpt-4\./,
    );
  });
});

// In this process: as nobody, another one might not even be able to read the command line.
test('a file that the system does not let us read', { skip: withoutPermissions }, async () => {
  await withRun(async (run) => {
    await chmod(path.dirname(run), 0o755);
    await chmod(`${run}/ckpt-5.index`, 0);
    await assert.rejects(
      asNobody(() => openArtifact(`${run}/ckpt-5.index`)),
      (error: unknown) => {
        assert.ok(error instanceof AppError);
        assert.equal(error.code, 'unreadable');
        assert.equal(
          error.message.replace(run, '<run>'),
          'Cannot open <run>/ckpt-5.index: access is denied. Ask for permission to read it, or copy it elsewhere.',
        );
        return true;
      },
    );
    await chmod(`${run}/ckpt-5.index`, 0o644);
    await chmod(path.join(run, shard), 0);
    await asNobody(async () => {
      const artifact = await openArtifact(`${run}/ckpt-5`);
      assert.equal(artifact.tensors.length, 23);
      assert.ok(artifact.findings.some(({ code }) => code === 'unreadable'));
      await artifact.close();
    });
  });
});
