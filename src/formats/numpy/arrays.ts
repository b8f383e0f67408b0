import { ReadError } from '../../core/errors.ts';
import type { Place } from '../../core/read-error.ts';
import { checkShape, shapeInSentence } from '../../core/shape.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { ByteSource } from '../../io/byte-source.ts';
import { limits } from '../../protocol/limits.ts';
import type { Finding, TensorInfo } from '../../protocol/model.ts';
import type { Field } from './fields.ts';
import { readHeader, type ArrayHeader } from './header.ts';
import { rawBytes } from './text.ts';

/** An array whose header was read. */
export interface StoredArray {
  /** The tensor's name, or of several fields the beginning of theirs. */
  readonly name: string;
  readonly header: ArrayHeader;
  /** The whole of it: a file, or an entry of an archive. */
  readonly open: () => Promise<ByteSource>;
  /** Whether its checksum holds; absent where it has none. */
  readonly intact?: (signal?: AbortSignal) => Promise<boolean>;
}

/** One array, or one field of an array of records, as a tensor. */
export interface ArrayTensor {
  readonly info: TensorInfo;
  readonly array: StoredArray;
  readonly field: Field;
  readonly elements: number;
}

/** What an array is called in sentences, and where it lies. */
export interface ArrayPlace {
  readonly name: string;
  /** "/data/x.npy", or "x.npy in /data/arrays.npz". */
  readonly what: string;
  /** What a finding leads to: the file, or the entry. */
  readonly location: string;
  /** The file that is read, relative to the artifact. */
  readonly file: string;
  readonly place: Place;
}

/** Reads an array's header and says what is in it: its tensors, and what is wrong with it. */
export async function describeArray(
  source: ByteSource,
  at: ArrayPlace,
  stored: Pick<StoredArray, 'open' | 'intact'>,
  signal?: AbortSignal,
): Promise<{
  readonly array: StoredArray;
  readonly tensors: ArrayTensor[];
  readonly findings: Finding[];
}> {
  const header = await readHeader(source, at.what, at.place, signal);
  const array: StoredArray = { name: at.name, header, ...stored };
  const findings: Finding[] = [];
  const pickled = header.records.fields.some(({ dtype }) => dtype.name === 'object');
  const left = source.size - header.dataOffset;
  const needed = header.elements * header.records.bytes;
  let damage: string | undefined;
  if (!pickled && needed > left) {
    damage = `${at.what} has ${String(left)} bytes of values where ${shapeInSentence(header.shape)} of ${header.descr} take ${String(needed)}. The save did not finish, or the copy failed; copy it again from where it was saved.`;
    findings.push(finding('error', 'truncated', damage, at));
  } else if (!pickled && needed < left) {
    const message = `${String(left - needed)} bytes follow the array in ${at.what} and are not shown. Several arrays in one file are best saved with np.savez.`;
    findings.push(finding('info', 'trailing-bytes', message, at));
  }
  const tensors: ArrayTensor[] = [];
  for (const field of header.records.fields) {
    const shape = checkShape([...header.shape.map(BigInt), ...field.shape], field.dtype.bytes);
    if ('problem' in shape) {
      throw new ReadError({
        ...at.place,
        code: 'malformed',
        message: `${at.what} has a damaged header: of its field ${shownName(field.path.join('/'))}, ${shape.problem}. Copy it again from where it was saved.`,
      });
    }
    const why = damage ?? unreadable(field, pickled, at);
    const place = source.locate();
    const inOnePiece = header.records.fields.length === 1 && place !== null;
    const name = [at.name, ...field.path].join('/');
    tensors.push({
      array,
      field,
      elements: shape.elements,
      info: {
        name,
        objectPath: null,
        dtype: field.dtype.name,
        shape: shape.shape,
        bytes: pickled ? left : shape.elements * field.dtype.bytes,
        role: 'weight',
        stored: inOnePiece ? { file: at.file, offset: place.offset + header.dataOffset } : null,
        ...(why === undefined ? {} : { damage: why }),
      },
    });
    if (why === undefined || damage !== undefined) continue;
    findings.push({
      severity: 'warning',
      code: pickled ? 'pickle' : 'unsupported',
      message: why,
      location: name,
      kind: 'tensor',
    });
  }
  return { array, tensors, findings };
}

/** Why a field's values are not read, as a sentence. */
function unreadable(
  { dtype, path }: Field,
  pickled: boolean,
  { what }: ArrayPlace,
): string | undefined {
  const subject = path.length === 0 ? what : `${shownName(path.join('/'))} of ${what}`;
  if (dtype.encoding.kind === 'none') return `${subject} ${dtype.encoding.why}`;
  if (pickled)
    return `${subject} is pickled with a field of Python objects beside it, and never unpickled.`;
  if (dtype.bytes === 0) return `${subject} has elements of no bytes: there is nothing to read.`;
  const largest = limits.stringBytes / (dtype.encoding.kind === 'raw' ? rawBytes : 1);
  if (dtype.bytes > largest) {
    return `${subject} has elements of ${String(dtype.bytes)} bytes, more than the ${String(largest)} that are read at once.`;
  }
  return undefined;
}

function finding(
  severity: Finding['severity'],
  code: string,
  message: string,
  { location }: ArrayPlace,
): Finding {
  return { severity, code, message, location, kind: 'file' };
}
