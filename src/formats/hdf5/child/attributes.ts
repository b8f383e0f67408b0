import { AppError } from '../../../core/errors.ts';
import type { Attribute } from '../calls.ts';
import { datatype } from './datatype.ts';
import { decodeElement } from './decode.ts';
import { guarded, type OpenFile } from './library.ts';
import { holdsPointers, inMemory } from './values.ts';

/** Bytes of one attribute that are read; Keras keeps a model's whole configuration in one. */
const attributeBytes = 64 * 1024 ** 2;

/** Values of one attribute: each becomes one of JavaScript's, and goes to another process. */
const mostValues = 100_000;

/** The attributes of an object; of one that cannot be read why. */
export function readAttributes(file: OpenFile, path: string): readonly Attribute[] {
  const { library, id } = file;
  const names = guarded(() => library.get_attribute_names(id, path));
  return names.map((name) => {
    try {
      return { name, value: readAttribute(file, path, name) };
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      return { name, value: null, problem: thrown.message };
    }
  });
}

/** A list in row-major order for any rank but 0. */
function readAttribute(file: OpenFile, path: string, name: string): unknown {
  const { library, id } = file;
  const metadata = guarded(() => library.get_attribute_metadata(id, path, name));
  if (metadata.shape === null) return null;
  const type = datatype(metadata);
  const bytes = type.bytes * metadata.total_size;
  if (bytes > attributeBytes) {
    throw new AppError({
      code: 'limit-exceeded',
      message: `it has ${String(bytes)} bytes, more than the ${String(attributeBytes)} that are read`,
    });
  }
  if (metadata.total_size > mostValues) {
    throw new AppError({
      code: 'limit-exceeded',
      message: `it has ${String(metadata.total_size)} values, more than the ${String(mostValues)} that are read`,
    });
  }
  file.budget.attributeBytes -= bytes;
  if (file.budget.attributeBytes < 0) {
    throw new AppError({
      code: 'limit-exceeded',
      message: 'the attributes before it take all the memory that there is for them',
    });
  }
  return inMemory(file, bytes, (address) => {
    guarded(() => library.get_attribute_data(id, path, name, BigInt(address)));
    try {
      const values = Array.from({ length: metadata.total_size }, (_, index) =>
        guarded(() => decodeElement(file, type, address + index * type.bytes)),
      );
      return metadata.shape?.length === 0 ? values[0] : values;
    } finally {
      if (holdsPointers(type)) library.reclaim_vlen_memory(id, path, name, BigInt(address));
    }
  });
}
