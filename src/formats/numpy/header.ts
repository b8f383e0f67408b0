import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import { checkShape } from '../../core/shape.ts';
import { decodeUtf8 } from '../../core/text.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import { recordsFromDescr, type Records } from './fields.ts';
import { parseLiteral, type Literal } from './python-literal.ts';

/** What the header of an array says, checked. */
export interface ArrayHeader {
  /** "1.0", "2.0" or "3.0". */
  readonly version: string;
  /** The dtype as it is written. */
  readonly descr: string;
  /** Whether the first index changes fastest. */
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly records: Records;
  /** Where the values begin. */
  readonly dataOffset: number;
}

/** Magic string, version and the longest length field. */
const preambleBytes = 12;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Whether these bytes begin as an array. */
export function isArray(head: Uint8Array): boolean {
  return magic.every((byte, index) => head[index] === byte);
}

/**
 * Reads the header of an array (numpy.lib.format): magic string, version, length, and a Python dict.
 * @param what it is, for errors: a file's path, or an entry's name with the archive's
 * @throws ReadError
 */
export async function readHeader(
  source: ByteSource,
  what: string,
  place: Place,
  signal?: AbortSignal,
): Promise<ArrayHeader> {
  const malformed = (problem: string): ReadError =>
    new ReadError({
      ...place,
      code: 'malformed',
      message: `${what} has a damaged header: ${problem}. Copy it again from where it was saved.`,
    });
  const preamble = await source.read(0, Math.min(preambleBytes, source.size), signal);
  if (!isArray(preamble)) throw malformed('it does not begin as a NumPy array');
  if (preamble.length < preambleBytes) throw malformed('it ends before its length');
  const view = new DataView(preamble.buffer, preamble.byteOffset, preamble.byteLength);
  const [major, minor] = [view.getUint8(6), view.getUint8(7)];
  if (major < 1 || major > 3) {
    throw new ReadError({
      ...place,
      code: 'unsupported',
      message: `${what} is a NumPy array of format version ${String(major)}.${String(minor)}; versions 1 to 3 are read. Save it with another version of NumPy.`,
    });
  }
  const start = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > limits.numpyHeaderBytes) {
    throw new ReadError({
      ...place,
      code: 'limit-exceeded',
      message: `${what} states a header of ${String(length)} bytes, more than any array needs. It is damaged.`,
    });
  }
  if (start + length > source.size) throw malformed('it ends in the middle of its header');
  const bytes = await source.read(start, length, signal);
  // Names of fields are the only text that may not be ASCII.
  const text = major === 3 ? decodeUtf8(bytes) : Buffer.from(bytes).toString('latin1');
  if (text === null) throw malformed('it is not UTF-8');
  return {
    version: `${String(major)}.${String(minor)}`,
    dataOffset: start + length,
    ...parseHeader(text, malformed),
  };
}

function parseHeader(
  text: string,
  malformed: (problem: string) => ReadError,
): Omit<ArrayHeader, 'version' | 'dataOffset'> {
  const header = parseLiteral(text);
  if (!(header instanceof Map)) throw malformed('it is no Python dict');
  const fields = header as ReadonlyMap<string, Literal>;
  const [descr, fortran, shape] = ['descr', 'fortran_order', 'shape'].map((key) => fields.get(key));
  if (descr === undefined || typeof fortran !== 'boolean' || !isSizes(shape)) {
    throw malformed('it lacks the dtype, the order or the shape');
  }
  const checked = checkShape(shape);
  if ('problem' in checked) throw malformed(checked.problem);
  const records = recordsFromDescr(descr);
  if ('problem' in records) throw malformed(records.problem);
  return {
    descr: typeof descr === 'string' ? descr : 'structured',
    fortran,
    ...checked,
    records,
  };
}

function isSizes(value: Literal | undefined): value is readonly bigint[] {
  return Array.isArray(value) && (value as unknown[]).every((size) => typeof size === 'bigint');
}
