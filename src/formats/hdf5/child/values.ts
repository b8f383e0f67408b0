import { AppError } from '../../../core/errors.ts';
import type { BoxOfValues, Datatype, Values } from '../calls.ts';
import { elementType, isComplex } from '../dtype.ts';
import { datatype } from './datatype.ts';
import { decodeElement, stringBytes } from './decode.ts';
import { guarded, type OpenFile } from './library.ts';

/** Bytes that one answer may take in libhdf5's memory. */
export const boxBytes = 256 * 1024 ** 2;

/**
 * Reads a box of a dataset.
 * @param known its type, where that was asked for already
 * @throws AppError `malformed` with libhdf5's reason, `limit-exceeded` for a box that is too large
 */
export function readValues(file: OpenFile, box: BoxOfValues, known?: Datatype): Values {
  const { library, id } = file;
  const stored = known ?? guarded(() => datatype(library.get_dataset_metadata(id, box.dataset)));
  const elements = box.count.reduce((product, size) => product * size, 1);
  if (elements * stored.bytes > boxBytes) {
    throw new AppError({
      code: 'limit-exceeded',
      message: `${String(elements)} elements of ${String(stored.bytes)} bytes are too much for one reading.`,
    });
  }
  return inMemory(file, elements * stored.bytes, (address) => {
    const large = (values: readonly number[]): bigint[] => values.map(BigInt);
    const count = large(box.count);
    guarded(() =>
      count.length === 0
        ? library.get_dataset_data(id, box.dataset, null, null, null, BigInt(address))
        : library.get_dataset_data(
            id,
            box.dataset,
            count,
            large(box.start),
            count.map(() => 1n),
            BigInt(address),
          ),
    );
    try {
      return cutOut(file, stored, box.member, address, elements);
    } finally {
      if (holdsPointers(stored)) {
        library.reclaim_vlen_memory_count(id, box.dataset, '', BigInt(address), count);
      }
    }
  });
}

/** Runs work with a piece of libhdf5's memory. */
export function inMemory<T>({ library }: OpenFile, bytes: number, work: (at: number) => T): T {
  const address = library._malloc(Math.max(1, bytes));
  if (address === 0) {
    throw new AppError({
      code: 'limit-exceeded',
      message: `There is no memory for ${String(bytes)} bytes.`,
    });
  }
  try {
    return work(address);
  } finally {
    library._free(address);
  }
}

/** A member of every record, or the whole elements. */
function cutOut(
  file: OpenFile,
  stored: Datatype,
  member: readonly number[],
  address: number,
  elements: number,
): Values {
  let type = stored;
  let offset = 0;
  for (const position of member) {
    const found = type.kind === 'compound' ? type.members[position] : undefined;
    if (!found) throw new Error(`There is no member ${member.join('.')}.`);
    type = found.type;
    offset += found.offset;
  }
  const isText = elementType(type).as === 'texts';
  if (!isText && type === stored && ordersIn(stored).size < 2) {
    const bytes = file.library.HEAPU8.slice(address, address + elements * type.bytes);
    return { kind: 'bytes', bytes };
  }
  const places = Array.from(
    { length: elements },
    (_, index) => address + offset + index * stored.bytes,
  );
  if (isText) return { kind: 'texts', texts: places.map((place) => textOf(file, type, place)) };
  const bytes = new Uint8Array(elements * type.bytes);
  for (const [index, place] of places.entries()) {
    bytes.set(file.library.HEAPU8.subarray(place, place + type.bytes), index * type.bytes);
  }
  // libhdf5 has turned round what is big-endian throughout, and leaves records of both orders alone.
  if (ordersIn(stored).size > 1 && ordersIn(type).has(true)) swap(bytes, numberBytes(type));
  return { kind: 'bytes', bytes };
}

function textOf(file: OpenFile, type: Datatype, at: number): Uint8Array {
  if (type.kind === 'string') return stringBytes(file, type, at);
  const value = guarded(() => decodeElement(file, type, at));
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Whether reading leaves pieces of memory behind that only libhdf5 can free. */
export function holdsPointers(type: Datatype): boolean {
  switch (type.kind) {
    case 'string':
      return type.variable;
    case 'sequence':
      return true;
    case 'array':
      return holdsPointers(type.of);
    case 'compound':
      return type.members.some((each) => holdsPointers(each.type));
    default:
      return false;
  }
}

/** The byte orders of the numbers in a type: true for big-endian. */
function ordersIn(type: Datatype): ReadonlySet<boolean> {
  switch (type.kind) {
    case 'integer':
    case 'float':
    case 'enumeration':
      return new Set(type.bytes > 1 ? [type.bigEndian] : []);
    case 'array':
    case 'sequence':
      return ordersIn(type.of);
    case 'compound':
      return new Set(type.members.flatMap((each) => [...ordersIn(each.type)]));
    default:
      return new Set();
  }
}

/** Of the numbers that elements are made of. */
function numberBytes(type: Datatype): number {
  if (type.kind === 'array') return numberBytes(type.of);
  return isComplex(type) ? type.bytes / 2 : type.bytes;
}

function swap(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}
