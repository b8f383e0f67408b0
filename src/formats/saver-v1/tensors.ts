import { boxOf, compareStarts, extentsOf, overlapping } from '../../codec/tensor-slices/box.ts';
import { dtypeFromNumber, type Dtype } from '../../core/dtypes.ts';
import { Pacer } from '../../core/pacer.ts';
import { checkShape, elementCount } from '../../core/shape.ts';
import { decodeUtf8, visibleBytes } from '../../core/text.ts';
import { storedShape as shapeText } from '../../protocol/figures.ts';
import type { ListedTensor } from './contents.ts';
import type { Damage, SavedTensor, StoredSlice } from './saved-tensor.ts';

/** What one file of a checkpoint lists; null for one that is missing or cannot be read. */
export interface ListedShard {
  readonly file: string;
  readonly tensors: readonly ListedTensor[] | null;
}

/** A tensor while its slices are gathered. */
interface Gathered {
  readonly nameBytes: Uint8Array;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly elements: number;
  /** The file that lists it first. */
  readonly file: string;
  readonly slices: StoredSlice[];
  damage: Damage | null;
}

/**
 * The tensors of a checkpoint. Each of its files lists the slices that it holds, and those of one name are one tensor.
 * What does not fit together becomes the tensor's `damage`; no size that a file states is used before.
 */
export async function joinTensors(
  shards: readonly ListedShard[],
  signal: AbortSignal | undefined,
): Promise<readonly SavedTensor[]> {
  const gathered = new Map<string, Gathered>();
  const pacer = new Pacer(signal);
  for (const [shard, { tensors, file }] of shards.entries()) {
    for (const listed of tensors ?? []) {
      if (pacer.due) await pacer.pause();
      const stated = statedTensor(listed, shard, file);
      const key = Buffer.from(listed.name).toString('latin1');
      const tensor = gathered.get(key);
      if (tensor) add(tensor, stated);
      else gathered.set(key, stated);
    }
  }
  const absent = shards.filter(({ tensors }) => tensors === null).map(({ file }) => file);
  const joined: SavedTensor[] = [];
  for (const tensor of gathered.values()) {
    if (pacer.due) await pacer.pause();
    const { nameBytes, dtype, shape, elements, slices } = tensor;
    slices.sort(compareStarts);
    // A name is what it is; where it is shown it is made visible.
    const name = decodeUtf8(nameBytes) ?? visibleBytes(nameBytes);
    const damage = tensor.damage ?? damageOfSlices(tensor, shards, absent);
    joined.push({ name, nameBytes, dtype, shape, elements, slices, damage });
  }
  return joined;
}

/** A tensor as one file lists it. */
function statedTensor({ name, meta }: ListedTensor, shard: number, file: string): Gathered {
  const dtype = dtypeFromNumber(meta.type);
  const stated =
    meta.shape?.unknownRank === true
      ? { problem: 'a shape has no rank' }
      : checkShape(meta.shape?.dim.map(({ size }) => size) ?? []);
  const { shape, elements } = 'problem' in stated ? { shape: [], elements: 0 } : stated;
  const slices: StoredSlice[] = [];
  let damage: Damage | null = 'problem' in stated ? damaged(file, stated.problem) : null;
  if (dtype.kind === 'other') {
    damage ??= {
      code: 'unsupported',
      message: `Values of dtype ${dtype.name} are objects of a TensorFlow program and cannot be shown.`,
    };
  }
  for (const proto of damage ? [] : meta.slice) {
    const extents = extentsOf(proto);
    const box = boxOf(extents, shape);
    if (box) slices.push({ ...box, extents, elements: elementCount(box.length), shard });
    else damage = damaged(file, 'a slice does not lie in the tensor');
  }
  return { nameBytes: name, dtype, shape, elements, file, slices, damage };
}

function add(tensor: Gathered, more: Gathered): void {
  tensor.damage ??= more.damage;
  if (tensor.dtype !== more.dtype || shapeText(tensor.shape) !== shapeText(more.shape)) {
    tensor.damage ??= {
      code: 'malformed',
      message: `${tensor.file} has it as ${told(tensor)}, and ${more.file} as ${told(more)}: they are of different saves. Copy all files of the checkpoint again from where it was saved.`,
    };
  }
  for (const slice of more.slices) tensor.slices.push(slice);
}

function told({ dtype, shape }: Gathered): string {
  return `${dtype.name} ${shapeText(shape)}`;
}

/** Whether the slices are the whole tensor, each of its elements once. */
function damageOfSlices(
  { elements, slices }: Gathered,
  shards: readonly ListedShard[],
  absent: readonly string[],
): Damage | null {
  const pair = overlapping(slices);
  const held = slices.reduce((sum, slice) => sum + BigInt(slice.elements), 0n);
  if (pair || held > BigInt(elements)) {
    const places = pair?.map(
      ({ start, shard }) => `at [${start.join(', ')}] in ${shards[shard]?.file ?? ''}`,
    );
    return {
      code: 'malformed',
      message: `Its slices ${places?.join(' and ') ?? ''} overlap. Copy all files of the checkpoint again from where it was saved.`,
    };
  }
  if (held === BigInt(elements)) return null;
  const there = `hold ${String(held)} of ${String(elements)} elements`;
  const [file, ...others] = absent;
  if (file === undefined) {
    return {
      code: 'unsupported',
      message: `Its slices ${there}, so there is no whole tensor to read; TensorFlow only restores it slice by slice.`,
    };
  }
  const more = others.length > 0 ? ` and ${String(others.length)} more` : '';
  return {
    code: 'missing-part',
    message: `Its slices in the files that can be read ${there}; the others are in ${file}${more}. Copy what is missing from where the checkpoint was saved.`,
  };
}

function damaged(file: string, problem: string): Damage {
  return {
    code: 'malformed',
    message: `The list of tensors in ${file} is damaged: ${problem}. Copy the file again from where the checkpoint was saved.`,
  };
}
