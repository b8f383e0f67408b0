import type { OpenedArtifact } from '../formats/contract.ts';
import { dtypeFromName } from '../core/dtypes.ts';
import { seededRandom } from '../core/random.ts';
import { decodeUtf8 } from '../core/text.ts';
import { limits } from '../protocol/limits.ts';
import type { Shape } from '../protocol/model.ts';
import type { RawTensor } from '../protocol/runner.ts';
import { encodeTensor } from './encode.ts';
import type { ExactJson } from '../core/exact-json.ts';
import type { Endpoint, Selection } from './select.ts';

/** Rows of a sample, where the signature leaves the number open. */
const sampleRows = 2;

/**
 * Makes up inputs that a signature takes, the same ones every time. A guess that most models accept: whole numbers
 * are row numbers that every embedding of the model has, strings are words of its vocabularies, all else is small.
 */
export async function makeSample(
  opened: OpenedArtifact,
  { inputs }: Selection,
): Promise<Map<string, RawTensor>> {
  const idLimit = smallestTable(opened);
  const parsed = parsedStrings((opened.metaGraphs ?? []).flatMap(({ ops }) => ops));
  const words =
    parsed === null && [...inputs.values()].some(({ dtype }) => dtype === 'string')
      ? await vocabularies(opened)
      : [];
  const sample = new Map<string, RawTensor>();
  const random = seededRandom(1);
  for (const [name, endpoint] of inputs) {
    const dtype = endpoint.dtype ?? 'float32';
    const shape = sampleShape(endpoint.shape);
    const next = valueMaker(dtype, { idLimit, words: parsed ?? wordsFor(name, words), random });
    const count = shape.reduce((product, size) => product * size, 1);
    const values = sparsePart(endpoint, shape) ?? Array.from({ length: count }, next);
    const json = new Map<string, ExactJson>([
      ['dtype', dtype],
      ['shape', shape],
      ['values', values],
    ]);
    sample.set(name, encodeTensor(json, `inputs.${name}`));
  }
  return sample;
}

/**
 * Two rows; every other open dimension is one, or for an image as wide as a few convolutions take. An unknown rank is
 * a list of two.
 */
function sampleShape(shape: Shape): number[] {
  if (!shape) return [sampleRows];
  const open = isImage(shape) ? imageSize : 1;
  return shape.map((size, axis) => size ?? (axis === 0 ? sampleRows : open));
}

/** Width and height of an image, where the signature leaves them open. */
const imageSize = 32;

/** Rows, height, width, and one to four channels. */
function isImage(shape: readonly (number | null)[]): boolean {
  const channels = shape[3] ?? null;
  return shape.length === 4 && channels !== null && channels >= 1 && channels <= 4;
}

/**
 * A sparse tensor's parts must agree with each other: one value in each row, in the first cell.
 * @param shape of the part itself
 * @returns null for what is no index of a sparse tensor
 */
function sparsePart({ part }: Endpoint, shape: readonly number[]): number[] | null {
  if (part?.role === 'dense_shape') return sampleShape(part.of);
  if (part?.role !== 'indices') return null;
  const [rows = 0, rank = 0] = shape;
  return Array.from({ length: rows * rank }, (_, index) => (index % rank === 0 ? index / rank : 0));
}

interface Hints {
  readonly idLimit: number;
  readonly words: readonly ExactJson[];
  /** 0 … 1 */
  readonly random: () => number;
}

function valueMaker(
  dtype: string,
  { idLimit, words, random }: Hints,
): (_: unknown, index: number) => ExactJson {
  const kind = dtypeFromName(dtype)?.kind;
  // Two decimals: easy to read and to edit.
  const small = (): number => Math.round((random() * 2 - 1) * 100) / 100;
  switch (kind) {
    case 'bool':
      return (_, index) => index % 2 === 0;
    case 'complex':
      return () => [small(), small()];
    case 'string':
      return (_, index) => words[index % words.length] ?? '';
    case 'int':
    case 'uint': {
      const limit = /4$/.test(dtype) && dtype.endsWith('int4') ? 8 : Math.min(idLimit, 100);
      return () => Math.floor(random() * limit);
    }
    default:
      return small;
  }
}

/** A white pixel as PNG, which all of TensorFlow's decoders of images take. */
const pixel: ExactJson = new Map([
  [
    'base64',
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4//8/AAX+Av4zEpUUAAAAAElFTkSuQmCC',
  ],
]);

/** What strings must hold where an op reads something out of them, the most demanding first. */
const stringsByOp: readonly (readonly [op: RegExp, values: readonly ExactJson[]])[] = [
  // An empty tf.Example: all features at their defaults.
  [/^Parse(?:Single)?(?:Sequence)?Example/, ['']],
  [/^Decode(?:AndCropJpeg|Bmp|Gif|Image|Jpeg|Png)$/, [pixel]],
  [/^StringToNumber$/, ['1', '2']],
  [/^DecodeBase64$/, ['YQ', 'Yg']],
];

/** Strings for a graph that does not look words up but reads something out of them; null where it has no such op. */
function parsedStrings(ops: readonly string[]): readonly ExactJson[] | null {
  return stringsByOp.find(([op]) => ops.some((each) => op.test(each)))?.[1] ?? null;
}

/** Rows of the smallest table among the weights: a row number below is one of every table. */
function smallestTable({ tensors }: OpenedArtifact): number {
  const tables = tensors.filter(({ role, shape }) => role === 'weight' && shape.length === 2);
  const named = tables.filter(({ name, objectPath }) => /embed/i.test(objectPath ?? name));
  const rows = (named.length > 0 ? named : tables).map(({ shape }) => shape[0] ?? 0);
  return Math.max(1, Math.min(10, ...rows.filter((count) => count > 0)));
}

interface Vocabulary {
  readonly path: string;
  readonly words: readonly string[];
}

/** The first lines of each asset that is a text file. */
async function vocabularies(opened: OpenedArtifact): Promise<Vocabulary[]> {
  const found: Vocabulary[] = [];
  for (const path of opened.assets.filter((asset) => asset.startsWith('assets/'))) {
    const source = await opened.tree.open(path).catch(() => null);
    if (!source) continue;
    const length = Math.min(source.size, limits.previewBytes);
    const bytes = await source.read(0, length).catch(() => new Uint8Array(0));
    await source.close();
    // The last line may be cut; a character cut in two is cut off with it.
    const whole = length < source.size ? bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1) : bytes;
    const words = (decodeUtf8(whole) ?? '').split(/\r?\n/).filter((word) => word !== '');
    if (words.length > 0) found.push({ path, words });
  }
  return found;
}

/** Words of the vocabulary that is named like the input, else of the first one. */
function wordsFor(input: string, found: readonly Vocabulary[]): readonly string[] {
  const stem = input.replace(/(?:_ids?|_input)$/, '').toLowerCase();
  const named = found.find(({ path }) => path.toLowerCase().includes(stem));
  return (named ?? found[0])?.words ?? ['a', 'b'];
}
