import { arrayHeader, countingArray, writeArray } from '../../support/array-writer.ts';
import { addChunked, counting, writeHdf5 } from '../../support/hdf5-writer.ts';
import { writeZip } from '../../support/zip-writer.ts';
import type { Subject } from '../subject.ts';
import { file, madeFiles, smallOnes } from './files.ts';

export function arrays(): Subject[] {
  const fields = "[('a', '<f4'), ('b', [('c', '|S3'), ('d', '>i8', (2,))]), ('when', '<M8[s]')]";
  const archive = writeZip([
    { path: 'x.npy', content: countingArray([3, 4]) },
    { path: 'y.npy', content: countingArray([2, 2], true), deflate: true },
  ]);
  return smallOnes([
    file('x.npy', writeArray(arrayHeader(fields, [3, 2], true), new Uint8Array(31 * 6))),
    file('x.npy', countingArray([5, 3, 2], true)),
    file('x.npz', archive),
    ...madeFiles('arrays', /\.np[yz]$/),
  ]);
}

export function kerasArchives(): Subject[] {
  const layers = [
    { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 4] } },
    { class_name: 'Dense', config: { name: 'd', units: 3 }, registered_name: null },
    { class_name: 'mine>Scale', config: { name: 's' }, registered_name: 'mine>Scale' },
    {
      class_name: 'Functional',
      config: { name: 'f', layers: [{ class_name: 'Dense', config: {} }] },
    },
  ];
  const config = { class_name: 'Sequential', config: { name: 'small', layers } };
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  const written = writeZip([
    { path: 'metadata.json', content: json({ keras_version: '3.0.0', date_saved: '2026-01-01' }) },
    { path: 'config.json', content: json(config), deflate: true },
    { path: 'model.weights.h5', content: new Uint8Array(64) },
    { path: 'assets/words.txt', content: Buffer.from('one\ntwo\n') },
  ]);
  return smallOnes([file('m.keras', written), ...madeFiles('keras_files', /\.keras$/)]);
}

export async function hdf5Files(): Promise<Subject[]> {
  const small = await writeHdf5((root) => {
    addChunked(root, 'chunked', { data: counting(600), shape: [30, 20], chunks: [7, 6] });
    root.create_dataset({ name: 'plain', data: counting(10), shape: [10] });
    root.create_dataset({ name: 'words', data: ['one', 'two', 'three'] });
    const group = root.create_group('group');
    group.create_attribute('note', 'nothing in here');
    group.create_dataset({ name: 'number', data: 0.5, dtype: '<d' });
    root.create_soft_link('/plain', 'same');
    root.create_external_link('other.h5', '/x', 'elsewhere');
    root.create_hard_link('/group', '/group/again');
  });
  return smallOnes(
    [
      file('small.h5', small),
      ...madeFiles('hdf5_files', /\.h5$/),
      ...madeFiles('keras_files', /\.(?:h5|keras)$/),
      // To start libhdf5 takes longer than to read any of them.
    ],
    64 * 1024,
  );
}
