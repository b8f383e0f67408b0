import { checkShape, elementCount } from '../../core/shape.ts';
import * as figures from '../../protocol/figures.ts';
import { shownName } from '../../protocol/visible-text.ts';
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
  /** Whether its numbers may lie in the file as they are: neither in chunks nor in the other byte order. */
  readonly plain: boolean;
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
    const shape = checkShape([...dimensions, ...element.shape].map(BigInt), element.bytes);
    const problem: Problem | null =
      'problem' in shape
        ? { code: 'malformed', message: `${shownName(name)} cannot be read: ${shape.problem}.` }
        : whyUnreadable(name, dataset, element);
    if (problem) findings.push({ severity: 'warning', ...problem, location: name, kind: 'tensor' });
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
        ...(problem ? { damage: problem.message } : {}),
      },
      dataset: `/${path}`,
      member: position,
      type: element,
      shape: dimensions,
      chunks: dataset.chunks,
      plain: isPlain(dataset, element),
      recordBytes: dataset.type.bytes,
    });
  }
  return { tensors, findings };
}

/** Bytes of a shape that nobody is surprised by; Keras 3.13.1 refuses more than these. */
const usualBytes = 4 * 1024 ** 3;

/** Deflate makes at most about 1030 bytes out of one, and the values of chunks that were never written are none. */
const mostPerByte = 1100;

/**
 * Datasets whose shape states far more than the file can hold: the rest would be filled up, and whoever makes room
 * for it runs out of memory (CVE-2026-0897, Keras before 3.12.1 and 3.13.0).
 */
export function sizeFindings(
  tensors: readonly TensorInfo[],
  fileBytes: number,
): readonly Finding[] {
  return tensors
    .filter(({ bytes }) => bytes > usualBytes && bytes > fileBytes * mostPerByte)
    .map(({ name, bytes }) => ({
      severity: 'warning',
      code: 'huge-shape',
      message: `${shownName(name)} states values of ${figures.bytes(bytes)} in a file of ${figures.bytes(fileBytes)}, which cannot hold them: nearly all of them are a value that stands for what was never written. A program that reads it whole runs out of memory; Keras before 3.12.1 does.`,
      location: name,
      kind: 'tensor',
    }));
}

/** Whether nothing stands between the file and the numbers, as far as its description tells. */
function isPlain(
  { type, chunks, filters, virtualSources, external }: Dataset,
  element: ElementType,
): boolean {
  const numbers = type.kind === 'integer' || type.kind === 'float' || type.kind === 'enumeration';
  const asRead = numbers ? type.bytes === 1 || !type.bigEndian : type.kind === 'opaque';
  const inPlace = filters.length === 0 && virtualSources.length === 0 && !external;
  return chunks === null && inPlace && asRead && element.as === 'numbers';
}

interface Member {
  readonly names: readonly string[];
  readonly position: readonly number[];
  readonly type: Datatype;
}

/** The members of records, also of records in records; of all else the whole. No deeper than `datatype` goes. */
function membersOf(type: Datatype): readonly Member[] {
  const found: Member[] = [];
  // The next one is the last.
  const pending: Member[] = [{ names: [], position: [], type }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.type.kind !== 'compound' || isComplex(next.type)) {
      found.push(next);
      continue;
    }
    const { names, position, type: record } = next;
    for (const [index, member] of [...record.members.entries()].reverse()) {
      pending.push({
        names: [...names, member.name],
        position: [...position, index],
        type: member.type,
      });
    }
  }
  return found;
}

/** Keras 3 writes of a variable in bfloat16, which HDF5 does not have, what its bytes are. */
function saysBfloat16(attributes: readonly Attribute[]): boolean {
  return attributes.some(({ name, value }) => name === 'dtype' && value === 'bfloat16');
}

type Problem = Pick<Finding, 'code' | 'message'>;

function whyUnreadable(
  name: string,
  { virtualSources, external }: Dataset,
  { unreadable }: ElementType,
): Problem | null {
  const shown = shownName(name);
  if (virtualSources.length > 0) {
    const [first = ''] = virtualSources;
    const more = virtualSources.length - 1;
    return {
      code: 'virtual-dataset',
      message: `${shown} is a virtual dataset, made of others (${shownName(first)}${more > 0 ? ` and ${String(more)} more` : ''}), which are not followed. ${others} Open the file that holds them.`,
    };
  }
  if (external) {
    return {
      code: 'external-storage',
      message: `The values of ${shown} lie in another file, which is not followed. ${others} Store them in this file.`,
    };
  }
  return unreadable === undefined
    ? null
    : { code: 'unsupported', message: `${shown} ${unreadable}` };
}

/** What leads out of an HDF5 file of Keras's: CVE-2026-1669, before Keras 3.12.1 and in 3.13 before 3.13.2. */
export const others =
  'Other programs, Keras before 3.12.1 among them, read what it leads to, whichever file that is.';
