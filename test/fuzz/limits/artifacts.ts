import { create } from '@bufbuild/protobuf';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { AssetFileDefSchema } from '../../../src/codec/protobuf/generated/tensorflow/meta_graph_pb.ts';
import { arrayHeader, countingArray, writeArray } from '../../support/array-writer.ts';
import { floats, writeBundle } from '../../support/bundle-writer.ts';
import { constantNode, shapeProto, writeGraph } from '../../support/graph-writer.ts';
import { counting, writeHdf5 } from '../../support/hdf5-writer.ts';
import { writeRiegeli } from '../../support/riegeli-writer.ts';
import {
  appendBlock,
  appendStored,
  blockContent,
  footer,
  handle,
  littleEndian32,
  varint,
  writeTable,
  type Handle,
  type KeyValue,
} from '../../support/table-writer.ts';
import { writeZip, type WrittenEntry } from '../../support/zip-writer.ts';
import { savedModel, smallMetaGraph } from '../../unit/formats/saved-model/writer.ts';
import { blocksOf } from '../mutate/table.ts';

/** An artifact that somebody made to harm whoever opens it. */
export interface Hostile {
  /** What to open, relative to the folder it is written to; its folder has its name. */
  readonly path: string;
  readonly files: () => Files | Promise<Files>;
  /** What is said of it: one of its findings, or of the errors of its tensors, or why it is refused. */
  readonly says: RegExp;
}

type Files = readonly (readonly [path: string, content: Uint8Array | string])[];

const one = (path: string, content: () => Uint8Array, says: RegExp): Hostile => ({
  path,
  files: () => [[path, content()]],
  says,
});

const zip = (path: string, says: RegExp, ...entries: WrittenEntry[]): Hostile =>
  one(path, () => writeZip(entries), says);

const array = countingArray([2]);
const hundredMegabytes = 100_000_000;
const gibibyte = 1024 ** 3;

/**
 * Everything that design limits, by name.
 * @param outside a folder beside, with files in it that nothing may lead to
 */
export function hostileArtifacts(outside: string): Readonly<Record<string, Hostile>> {
  return {
    'entries that overlap': zip(
      'a.npz',
      /its entries overlap/,
      { path: 'x.npy', content: array },
      { path: 'y.npy', content: array, offset: 0 },
    ),
    'an entry that leads out': zip('a.npz', /has the name \.\.\/outside\.npy/, {
      path: '../outside.npy',
      content: array,
    }),
    'an absolute entry': zip('a.npz', /has the name \//, {
      path: `${outside}/x.npy`,
      content: array,
    }),
    '65,537 entries': one(
      'a.npz',
      () =>
        writeZip(
          Array.from({ length: 65_537 }, (_, index) => ({
            path: String(index),
            content: new Uint8Array(0),
          })),
        ),
      /it states 65537 entries/,
    ),
    'an array of a gibibyte in a megabyte': {
      path: 'a.npz',
      files: () => [['a.npz', writeZip([gibibyteOf('zeros.npy', zerosHeader)])]],
      says: /^opened: zeros of 268435456$/,
    },
    'a configuration of a gibibyte in a megabyte': {
      path: 'm.keras',
      files: () => [
        [
          'm.keras',
          writeZip([
            { path: 'metadata.json', content: Buffer.from('{}') },
            gibibyteOf('config.json', Buffer.from('[')),
          ]),
        ],
      ],
      says: /config\.json in .* has 1073741825 bytes, too many/,
    },
    'weights of a gibibyte in a megabyte': {
      path: 'm.keras',
      files: () => [
        [
          'm.keras',
          writeZip([
            { path: 'metadata.json', content: Buffer.from('{}') },
            { path: 'config.json', content: Buffer.from('{}') },
            gibibyteOf('model.weights.h5', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')),
          ]),
        ],
      ],
      says: /is damaged where HDF5 begins/,
    },
    'Snappy that announces too much': one('a.index', snappyThatLies, /which Snappy cannot reach/),
    'keys that share nearly everything': one(
      'a.index',
      sharedKeys,
      /its keys together take more than the 134217728 bytes/,
    ),
    'a chunk of 300 megabytes in a kilobyte': one(
      'saved_model.cpb',
      () => writeRiegeli([new Uint8Array(3 * hundredMegabytes)], { compression: 'brotli' }).bytes,
      /has 300000000 bytes, more than the 268435456 that are read/,
    ),
    'an entry of a million slices': one('a.index', manySlices, /holds more parts than are decoded/),
    'a hundred megabytes of empty nodes': one(
      'graph.pb',
      () => joined([node, repeated([0x0a, 0], hundredMegabytes)]),
      /more fields, nodes or functions than any model/,
    ),
    'a hundred megabytes of empty functions': one(
      'graph.pb',
      () => joined([node, field(2, repeated([0x0a, 0], hundredMegabytes))]),
      /more fields, nodes or functions than any model/,
    ),
    'a hundred megabytes of empty meta graphs': model(
      () => joined([Uint8Array.of(8, 1), repeated([0x12, 0], hundredMegabytes)]),
      /holds more than 100 meta graphs/,
    ),
    'a hundred megabytes of empty signatures': model(
      () => inMetaGraph(repeated([0x2a, 0], hundredMegabytes)),
      /more fields, nodes or functions than any model/,
    ),
    'a hundred megabytes of empty objects': model(
      () => inMetaGraph(field(7, repeated([0x0a, 0], hundredMegabytes))),
      /has more than 250000 objects/,
    ),
    'ten megabytes of broken collections': model(
      () => inMetaGraph(repeated([0x22, 1, 0xff], 10_000_000)),
      /is damaged in more than 1000 places/,
    ),
    'a tensor of 10^12 elements in a checkpoint': {
      path: 'a.index',
      files: () => [
        ...writeBundle('a', [floats('t', [2])], {
          edit: (_, entry) => Object.assign(entry, { shape: shapeProto(1_000_000, 1_000_000) }),
        }),
      ],
      says: /8 bytes for float32 of shape 1000000 × 1000000, which takes 4000000000000/,
    },
    'a constant of 10^12 elements': one(
      'graph.pb',
      () => {
        const tensorShape = shapeProto(1_000_000, 1_000_000);
        return writeGraph([constantNode('c', { dtype: 1, tensorShape, floatVal: [1] })]);
      },
      /its 1000000000000 elements are filled up from a list/,
    ),
    'an array of 10^12 elements': one(
      'a.npy',
      () => writeArray(arrayHeader("'<f4'", [1_000_000, 1_000_000]), new Uint8Array(64)),
      /has 64 bytes of values where 1000000 × 1000000 of <f4 take 4000000000000/,
    ),
    'text that nests 100,000 messages': one(
      'graph.pbtxt',
      () => Buffer.from(`node { name: "x" ${'attr { '.repeat(100_000)}`),
      /its messages nest too deep/,
    ),
    'bytes that nest 20,000 messages': model(() => {
      // A composite tensor of composite tensors.
      let info = new Uint8Array(0) as Uint8Array;
      for (let depth = 0; depth < 10_000; depth++) info = field(5, field(2, info));
      const input = joined([field(1, Buffer.from('x')), field(2, info)]);
      return inMetaGraph(field(5, joined([field(1, Buffer.from('s')), field(2, field(1, input))])));
    }, /The signature s cannot be read; everything else is shown\./),
    'JSON that nests 100,000 lists': zip(
      'm.keras',
      /config\.json .* nests deeper than 256 levels/,
      { path: 'metadata.json', content: Buffer.from('{}') },
      { path: 'config.json', content: Buffer.from('['.repeat(100_000)) },
    ),
    'a header that nests 100,000 lists': one(
      'a.npy',
      () => writeArray('['.repeat(100_000), new Uint8Array(0), { version: 2 }),
      /it is no Python dict/,
    ),
    'spaces where a brace should be': one(
      'graph.pbtxt',
      () => Buffer.from('node {attr'.padEnd(65_000)),
      /is none of the files that are read/,
    ),
    'a state file that leads out': {
      path: '',
      files: () => [
        ...writeBundle('ckpt-1', [floats('t', [2])]),
        [
          'checkpoint',
          `model_checkpoint_path: "../outside/ckpt"\nall_model_checkpoint_paths: "${outside}/ckpt"`,
        ],
      ],
      says: /names ckpt as the latest checkpoint, and it is not here/,
    },
    'assets that lead out': {
      path: '',
      files: () => {
        const asset = (filename: string) => create(AssetFileDefSchema, { filename });
        const assetFileDef = [asset('../../outside/words.txt'), asset(`${outside}/words.txt`)];
        return [['saved_model.pb', savedModel(smallMetaGraph({ assetFileDef }))]];
      },
      says: /reads the asset \.\.\/\.\.\/outside\/words\.txt .* holds no such file/,
    },
    'HDF5 that links to another file': {
      path: 'a.h5',
      files: async () => [
        [
          'a.h5',
          await writeHdf5((root) => {
            root.create_external_link(`${outside}/x.h5`, '/x', 'elsewhere');
            root.create_dataset({ name: 'w', data: counting(4) });
          }),
        ],
      ],
      says: /elsewhere is a link to another file, .*, which is not followed/,
    },
    'HDF5 groups in a circle': {
      path: 'a.h5',
      files: async () => [
        [
          'a.h5',
          await writeHdf5((root) => {
            root
              .create_group('a')
              .create_group('b')
              .create_dataset({ name: 'w', data: counting(2) });
            root.create_hard_link('/a', '/a/b/again');
          }),
        ],
      ],
      says: /^opened: a\/b\/w of 2$/,
    },
    'HDF5 groups 100 deep': {
      path: 'a.h5',
      files: async () => [
        [
          'a.h5',
          await writeHdf5((root) => {
            let group = root.create_group('g');
            for (let depth = 1; depth < 100; depth++) group = group.create_group('g');
            root.create_dataset({ name: 'w', data: counting(2) });
          }),
        ],
      ],
      says: /groups in it nest deeper than the 64 that are listed/,
    },
  };
}

const node = field(1, Buffer.from([0x0a, 1, 0x61, 0x12, 1, 0x62]));

function model(bytes: () => Uint8Array, says: RegExp): Hostile {
  return { path: '', files: () => [['saved_model.pb', bytes()]], says };
}

function inMetaGraph(content: Uint8Array): Uint8Array {
  return joined([Uint8Array.of(8, 1), field(2, content)]);
}

function field(number: number, content: Uint8Array): Uint8Array {
  return joined([Uint8Array.of(number * 8 + 2, ...varint(content.length)), content]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function repeated(unit: readonly number[], bytes: number): Uint8Array {
  return Buffer.alloc(bytes - (bytes % unit.length), Buffer.from(unit));
}

const zerosHeader = Buffer.concat([
  Buffer.from('\x93NUMPY\x01\0\x76\0', 'latin1'),
  Buffer.from(arrayHeader("'<f4'", [gibibyte / 4])),
]);

/** What begins with some bytes and goes on with a gibibyte of zeros, deflated to a thousandth of it. */
function gibibyteOf(path: string, begin: Uint8Array): WrittenEntry {
  const zeros = new Uint8Array(64 * 1024 ** 2);
  const times = gibibyte / zeros.length;
  const flush = { finishFlush: constants.Z_FULL_FLUSH };
  // Every part ends at a byte, so that the same one may stand there again and again; the last is an empty block.
  const part = deflateRawSync(zeros, flush);
  const parts = [deflateRawSync(begin, flush), ...Array<Uint8Array>(times).fill(part)];
  const crc = Array<Uint8Array>(times)
    .fill(zeros)
    .reduce((sum, each) => crc32(each, sum), crc32(begin));
  return {
    path,
    content: new Uint8Array(0),
    deflate: true,
    deflated: joined([...parts, Uint8Array.of(3, 0)]),
    bytes: begin.length + gibibyte,
    crc,
  };
}

function snappyThatLies(): Uint8Array {
  // Sixty megabytes are announced, and there are two bytes.
  return tableOf((file) => appendStored(file, Uint8Array.of(...varint(60_000_000), 0, 0), 1));
}

/** A table with one block. */
function tableOf(append: (file: number[]) => Handle): Uint8Array {
  const file: number[] = [];
  const index = blockContent([[new Uint8Array(0), handle(append(file))]], 1);
  const metaindex = appendBlock(file, blockContent([], 1), false);
  const end = footer(handle(metaindex), handle(appendBlock(file, index, false)));
  return Uint8Array.from([...file, ...end]);
}

/** The header's entry of a checkpoint's index. */
function headerEntry(): KeyValue {
  const index = writeBundle('a', []).get('a.index') ?? new Uint8Array(0);
  const entry = blocksOf(index)?.[0]?.entries[0];
  if (!entry) throw new Error('An index has no header.');
  return entry;
}

function sharedKeys(): Uint8Array {
  const [length, own] = [15_000, 6];
  const header = blockContent([headerEntry()], 1).subarray(0, -8);
  const first = [0, ...varint(length), 0, ...new Uint8Array(length).fill(0x61)];
  const others = Array.from({ length: 10_000 }, (_, index) => [
    ...[...varint(length - own), own, 0],
    ...Buffer.from(`b${String(index).padStart(own - 1, '0')}`),
  ]);
  const entries = [...header, ...first, ...others.flat()];
  const restarts = [...littleEndian32(0), ...littleEndian32(1)];
  return tableOf((file) => appendBlock(file, Uint8Array.from([...entries, ...restarts]), false));
}

function manySlices(): Uint8Array {
  const entry = joined([Uint8Array.of(8, 1), repeated([0x3a, 0], 4_000_000)]);
  const entries = Array.from({ length: 3 }, (_, index): KeyValue => [
    Buffer.from(`t${String(index)}`),
    entry,
  ]);
  return writeTable([headerEntry(), ...entries], { snappy: true, blockBytes: 1 });
}
