import assert from 'node:assert/strict';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { countingArray } from '../support/array-writer.ts';
import { temporaryDirectory, writeFiles } from '../support/files.ts';
import { smallGraph } from '../support/graph-writer.ts';
import { counting, writeHdf5 } from '../support/hdf5-writer.ts';
import { openedFiles, openInProcess, withoutStrace } from '../support/strace.ts';
import { writeZip } from '../support/zip-writer.ts';
import { writeHostile } from './limits/write.ts';

// What was made to harm whoever opens it: refused, or shown in part with a sentence, in time and in little memory, and
// nothing outside of its folder is opened.

/** Bytes of memory: a heap that is full of garbage, and a hundred megabytes of file. */
const mostMemory = 1.25 * 1024 ** 3;

/** Milliseconds for each, on a machine that others work on as well. */
const mostTime = 60_000;

const samples = fileURLToPath(new URL('../../samples', import.meta.url));

test('hostile artifacts', async (t) => {
  const folder = await realpath(await temporaryDirectory(t));
  const [hostile, sound] = [join(folder, 'hostile'), join(folder, 'sound')];
  const artifacts = await writeHostile(hostile);
  await writeFiles(sound, [
    ['a.npz', writeZip([{ path: 'x.npy', content: countingArray([2]), deflate: true }])],
    ['a.h5', await writeHdf5((root) => root.create_dataset({ name: 'w', data: counting(2) }))],
    ['graph.pb', smallGraph()],
  ]);
  const temporary = join(folder, 'temporary');
  await mkdir(temporary);
  const log = withoutStrace === false ? join(folder, 'log') : null;
  const mark = join(folder, 'mark');
  const before = ['a.npz', 'a.h5', 'graph.pb'].map((name) => join(sound, name));
  const ours = [...before, join(samples, 'recommender'), join(samples, 'training-run')];
  // A word for the mark, and one more of ours behind it: what a process opens for the first time stands before.
  const opened = openInProcess(
    [...ours, `@${mark}`, ...artifacts.map((artifact) => artifact.opened)],
    { log, temporary },
  );

  const byPath = new Map(opened.map((each) => [each.path, each]));
  for (const { name, opened: path, says } of artifacts) {
    await t.test(name, () => {
      const { said = [], bugs, milliseconds, resident } = byPath.get(path) ?? {};
      assert.deepEqual(bugs, []);
      assert.ok(
        said.some((sentence) => says.test(sentence)),
        said.join('\n').slice(0, 2000),
      );
      assert.ok((milliseconds ?? Infinity) < mostTime, `${String(milliseconds)} ms`);
      assert.ok((resident ?? Infinity) < mostMemory, `${String(resident)} bytes`);
    });
  }

  await t.test('nothing outside of their folders is opened', { skip: withoutStrace }, () => {
    const files = openedFiles(log ?? '');
    const place = files.indexOf(mark);
    const known = new Set(files.slice(0, place));
    const theirs = artifacts.map(({ name }) => join(hostile, `${name}/`));
    const others = files
      .slice(place + 1)
      .filter((file) => !known.has(file) && !file.startsWith('/proc/'))
      .filter((file) => !file.startsWith(temporary))
      .filter((file) => !theirs.some((allowed) => `${file}/`.startsWith(allowed)));
    assert.deepEqual([...new Set(others)], []);
    assert.ok(files.length > place + artifacts.length, 'strace saw them opened');
  });
});
