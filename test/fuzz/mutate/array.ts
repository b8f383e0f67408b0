import { few, oneIn, otherNumber, type Random } from '../random.ts';
import { joined, mutateBytes, overwritten, type Mutator } from './bytes.ts';
import { mutateText } from './text.ts';

const dtypes = [
  ...[
    '<f4',
    '>f8',
    '<f2',
    '|b1',
    '|i1',
    '>u8',
    '<c16',
    '<f16',
    '|O',
    '|S0',
    '|S3',
    '<U2',
    '<U0',
    '|V5',
  ],
  ...[
    '<M8[s]',
    '>m8[25ns]',
    '<M8',
    '<M8[0Y]',
    '<V2',
    '<f1',
    '|S999999999',
    '<U1073741824',
    '|V1073741825',
  ],
];

const header = mutateText([
  ...dtypes.map((dtype) => `'${dtype}'`),
  ...[
    "'descr'",
    "'shape'",
    "'fortran_order'",
    'True',
    'False',
    'None',
    '()',
    '(0,)',
    '(3,)',
    '(2, 2)',
  ],
  ...[
    "('a', '<f4')",
    "('b', '<i8', (2,))",
    "('', '|V3')",
    "(('t', 'n'), '|S2')",
    "[('c', '>f2')]",
    '3L',
  ],
]);

/** Changes a NumPy array by its parts: the header's text, its length, the version, the values. */
export const mutateArray: Mutator = (bytes, random) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || oneIn(random, 10)) return mutateBytes(bytes, random);
  const start = bytes[6] === 1 ? 10 : 12;
  const end = start + (start === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (oneIn(random, 8)) return overwritten(bytes, 6, [random(5), random(2)]);
  if (oneIn(random, 6)) {
    return joined([bytes.subarray(0, end), mutateBytes(bytes.subarray(end), random)]);
  }
  const text = header(bytes.subarray(start, end), random);
  return joined([
    bytes.subarray(0, 8),
    lengthField(start - 8, text.length, random),
    text,
    oneIn(random, 6) ? bytes.subarray(end, end + few(random, 64)) : bytes.subarray(end),
  ]);
};

function lengthField(width: number, length: number, random: Random): Uint8Array {
  const stated = oneIn(random, 20) ? otherNumber(random, BigInt(length)) : BigInt(length);
  const field = new Uint8Array(8);
  new DataView(field.buffer).setBigUint64(0, stated, true);
  return field.subarray(0, width);
}
