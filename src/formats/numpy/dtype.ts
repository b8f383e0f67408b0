import type { DtypeName } from '../../protocol/model.ts';

/** How the bytes of an element become what is handed out. */
export type Encoding =
  /** Numbers of a dtype that TensorFlow has too. */
  | { readonly kind: 'numbers' }
  /** Fixed width, filled up with NULs. */
  | { readonly kind: 'bytes' }
  /** Fixed width in UTF-32, filled up with NULs. */
  | { readonly kind: 'text' }
  /** An int64 that counts units: since 1970 (`datetime`), or of time gone by. */
  | {
      readonly kind: 'time';
      readonly datetime: boolean;
      readonly unit: string;
      readonly count: bigint;
    }
  /** Bytes that nothing is known of. */
  | { readonly kind: 'raw' }
  /** Nothing that can be shown; `why` is the rest of a sentence that begins with what it is. */
  | { readonly kind: 'none'; readonly why: string };

/** The type of an array's elements, or of one field of them. */
export interface NumpyDtype {
  /** TensorFlow's name where it has the type, else NumPy's. */
  readonly name: DtypeName;
  /** Of one element. */
  readonly bytes: number;
  readonly bigEndian: boolean;
  readonly encoding: Encoding;
}

const numbers: Readonly<Record<string, DtypeName>> = {
  '?1': 'bool',
  b1: 'bool',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  c8: 'complex64',
  c16: 'complex128',
  // ml_dtypes writes its types by their size and a kind that NumPy has. Only these two can be told from it: all
  // others of one byte are `<V1`.
  '<V2': 'bfloat16',
  '<f1': 'float8_e5m2',
};

const pickled =
  'is an array of Python objects, stored as a pickle. Unpickling can run any code, so it is never done here. Save the values as numbers or strings.';

/**
 * The dtype that a type string such as `<f4` stands for (NumPy's array interface protocol, `typestr`).
 * @returns null for what is no type string
 */
export function dtypeFromTypestr(typestr: string): NumpyDtype | null {
  const match = /^([<>|=]?)([a-zA-Z?])(\d{0,15})(?:\[(\d*)(\w+)\])?$/.exec(typestr);
  if (!match) return null;
  const [, order = '', code = '', size = '', count = '', unit = ''] = match;
  const bigEndian = order === '>';
  const known = numbers[`${order}${code}${size}`] ?? numbers[`${code}${size || '1'}`];
  if (known !== undefined && unit === '') {
    const bytes = Number(size || '1');
    return { name: known, bytes, bigEndian, encoding: { kind: 'numbers' } };
  }
  const length = Number(size);
  switch (code) {
    case 'S':
    case 'a':
      return { name: 'string', bytes: length, bigEndian, encoding: { kind: 'bytes' } };
    case 'U':
      return { name: 'string', bytes: length * 4, bigEndian, encoding: { kind: 'text' } };
    case 'V': {
      const name = `void${String(length * 8)}`;
      return { name, bytes: length, bigEndian, encoding: { kind: 'raw' } };
    }
    case 'M':
    case 'm':
      return timeDtype(code === 'M', unit, count, bigEndian);
    case 'O':
      return { name: 'object', bytes: 0, bigEndian, encoding: { kind: 'none', why: pickled } };
    case 'f':
    case 'c': {
      const name = `${code === 'f' ? 'float' : 'complex'}${String(length * 8)}`;
      const why = `has values of ${name}, a type whose bits depend on the machine that saved them, and which is not read. Save them as ${code === 'f' ? 'float64' : 'complex128'}.`;
      return { name, bytes: length, bigEndian, encoding: { kind: 'none', why } };
    }
    default:
      return null;
  }
}

function timeDtype(datetime: boolean, unit: string, count: string, bigEndian: boolean): NumpyDtype {
  const name = `${datetime ? 'datetime64' : 'timedelta64'}${unit === '' ? '' : `[${count}${unit}]`}`;
  const encoding: Encoding = { kind: 'time', datetime, unit, count: BigInt(count || '1') };
  return { name, bytes: 8, bigEndian, encoding };
}
