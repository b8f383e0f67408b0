import type { DtypeName } from '../../protocol/model.ts';
import type { Datatype } from './calls.ts';

/** How elements of a datatype are handed out. */
export interface ElementType {
  /** TensorFlow's name where it has the type, else HDF5's word for it. */
  readonly name: DtypeName;
  /** Of one element. */
  readonly bytes: number;
  /** Dimensions within one element (an array type). */
  readonly shape: readonly number[];
  /** Bytes that nothing is known of are written as hexadecimal digits. */
  readonly as: 'numbers' | 'texts' | 'hex';
  /** Why the values cannot be shown, as the rest of a sentence that begins with the dataset. */
  readonly unreadable?: string;
}

/** Of what a datatype's elements are, `bfloat16` where Keras says so of two opaque bytes. */
export function elementType(type: Datatype, { isBfloat16 = false } = {}): ElementType {
  const numbers = (name: DtypeName): ElementType => ({
    name,
    bytes: type.bytes,
    shape: [],
    as: 'numbers',
  });
  const text = (name: DtypeName): ElementType => ({ ...numbers(name), as: 'texts' });
  switch (type.kind) {
    case 'integer':
      return {
        ...numbers(integerName(type.bytes, type.signed)),
        as: [1, 2, 4, 8].includes(type.bytes) ? 'numbers' : 'hex',
      };
    case 'float':
      return [2, 4, 8].includes(type.bytes)
        ? numbers(`float${String(type.bytes * 8)}`)
        : {
            ...numbers(`float${String(type.bytes * 8)}`),
            as: 'hex',
            unreadable: `has values of ${String(type.bytes)} bytes, a floating-point type that depends on the machine that saved them and is not read. Save them as float64.`,
          };
    case 'enumeration':
      return numbers(isBoolean(type) ? 'bool' : integerName(type.bytes, type.signed));
    case 'string':
      return text('string');
    case 'sequence':
    case 'reference':
      return text(type.kind);
    case 'compound':
      return isComplex(type) ? numbers(`complex${String(type.bytes * 8)}`) : text('compound');
    case 'array': {
      const of = elementType(type.of);
      return of.as === 'numbers' && of.shape.length === 0
        ? { ...of, shape: type.shape }
        : text('array');
    }
    default:
      return isBfloat16 && type.bytes === 2
        ? numbers('bfloat16')
        : { ...numbers(`void${String(type.bytes * 8)}`), as: 'hex' };
  }
}

function integerName(bytes: number, signed: boolean): DtypeName {
  return `${signed ? 'int' : 'uint'}${String(bytes * 8)}`;
}

/** h5py's bool: an enumeration of FALSE and TRUE. */
export function isBoolean(type: Datatype): boolean {
  if (type.kind !== 'enumeration' || type.bytes !== 1) return false;
  const members = type.members.map(({ name, value }) => `${name}=${String(value)}`);
  return members.join() === 'FALSE=0,TRUE=1';
}

/** NumPy's complex numbers, as h5py stores them: records of `r` and `i`. */
export function isComplex(type: Datatype): boolean {
  if (type.kind !== 'compound' || type.members.length !== 2) return false;
  const [real, imaginary] = type.members;
  return (
    real?.name === 'r' &&
    imaginary?.name === 'i' &&
    real.type.kind === 'float' &&
    imaginary.type.kind === 'float' &&
    [4, 8].includes(real.type.bytes) &&
    imaginary.type.bytes === real.type.bytes &&
    type.bytes === real.type.bytes * 2
  );
}
