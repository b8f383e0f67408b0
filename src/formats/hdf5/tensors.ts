import { checkShape, elementCount } from '../../core/shape.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { Finding, TensorInfo } from '../../protocol/model.ts';
import type { Attribute, Dataset, Datatype, ListedObject } from './calls.ts';
import { elementType, isComplex, type ElementType } from './dtype.ts';

/** A dataset, or one member of its records, as a tensor. */
export interface StoredTensor {
  readonly info: TensorInfo;
  /** The dataset's path with its leading slash. */
  readonly dataset: string;
  /** Position of the member in the dataset's type; empty for the whole. */
  readonly member: readonly number[];
  readonly type: ElementType;
  /** Of the dataset, without the dimensions within an element. */
  readonly shape: readonly number[];
  readonly chunks: readonly number[] | null;
  /** Bytes of a whole record. */
  readonly recordBytes: number;
}

/**
 * The tensors of a dataset: itself, or the members of its records; and what keeps them from being read.
 * @param byKeras whether Keras wrote the file, which stores two bytes that HDF5 knows nothing of for bfloat16 alone
 */
export function tensorsOf(
  object: Extract<ListedObject, { kind: 'dataset' }>,
  byKeras: boolean,
): {
  readonly tensors: readonly StoredTensor[];
  readonly findings: readonly Finding[];
} {
  const { path, dataset, attributes } = object;
  const dimensions = dataset.shape ?? [0];
  const tensors: StoredTensor[] = [];
  const findings: Finding[] = [];
  for (const { names, position, type } of membersOf(dataset.type)) {
    const name = [path, ...names].join('/');
    const element = elementType(type, {
      isBfloat16: byKeras || saysBfloat16(attributes),
    });
    const shape = checkShape([...dimensions, ...element.shape].map(BigInt));
    const damage =
      'problem' in shape
        ? `${visibleText(name)} cannot be read: ${shape.problem}.`
        : whyUnreadable(name, dataset, element);
    if (damage !== undefined) {
      const code = 'problem' in shape ? 'malformed' : 'unsupported';
      findings.push({ severity: 'warning', code, message: damage, location: name, kind: 'tensor' });
    }
    const known = 'problem' in shape ? [0] : shape.shape;
    const elements = elementCount(known);
    tensors.push({
      info: {
        name,
        objectPath: null,
        dtype: element.name,
        shape: known,
        bytes: elements * element.bytes,
        role: 'weight',
        stored: null,
        ...(damage === undefined ? {} : { damage }),
      },
      dataset: `/${path}`,
      member: position,
      type: element,
      shape: dimensions,
      chunks: dataset.chunks,
      recordBytes: dataset.type.bytes,
    });
  }
  return { tensors, findings };
}

interface Member {
  readonly names: readonly string[];
  readonly position: readonly number[];
  readonly type: Datatype;
}

/** The members of records, also of records in records; of all else the whole. No deeper than `datatype` goes. */
function membersOf(type: Datatype): readonly Member[] {
  const found: Member[] = [];
  const pending: Member[] = [{ names: [], position: [], type }];
  for (let next = pending.shift(); next; next = pending.shift()) {
    if (next.type.kind !== 'compound' || isComplex(next.type)) {
      found.push(next);
      continue;
    }
    const { names, position } = next;
    pending.unshift(
      ...next.type.members.map((member, index) => ({
        names: [...names, member.name],
        position: [...position, index],
        type: member.type,
      })),
    );
  }
  return found;
}

/** Keras 3 writes of a variable in bfloat16, which HDF5 does not have, what its bytes are. */
function saysBfloat16(attributes: readonly Attribute[]): boolean {
  return attributes.some(({ name, value }) => name === 'dtype' && value === 'bfloat16');
}

function whyUnreadable(
  name: string,
  { virtualSources }: Dataset,
  { unreadable }: ElementType,
): string | undefined {
  if (virtualSources.length > 0) {
    const [first = ''] = virtualSources;
    return `${visibleText(name)} is a virtual dataset, made of others (${visibleText(first)}${virtualSources.length > 1 ? ` and ${String(virtualSources.length - 1)} more` : ''}); they are not followed. Open the file that holds them.`;
  }
  return unreadable === undefined ? undefined : `${visibleText(name)} ${unreadable}`;
}
