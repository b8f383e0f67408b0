/** The generator of CRC-32C, bits in the order of the checksum. */
const generator = 0x82f63b78;

/** In that order the highest bit stands for 1, the next for x. */
const one = 0x80000000;

/** The product of two polynomials, modulo the generator. */
function product(a: number, b: number): number {
  let sum = 0;
  let factor = b;
  for (let bit = one; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) sum ^= factor;
    factor = (factor & 1) === 0 ? factor >>> 1 : (factor >>> 1) ^ generator;
  }
  return sum >>> 0;
}

/**
 * CRC-32C of two parts one after the other, of the checksums of both.
 * @param bytes of the second part
 */
export function combineCrc32c(first: number, second: number, bytes: number): number {
  // The first is moved by x^(8·bytes), by squaring; every byte moves it by x^8.
  let shift = one;
  let power = one >>> 8;
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) shift = product(shift, power);
    power = product(power, power);
  }
  return (product(first, shift) ^ second) >>> 0;
}
