/**
 * TensorFlow and LevelDB store a CRC masked, so that the CRC of bytes that hold a CRC stays a good one
 * (tensorflow/core/lib/hash/crc32c.h): rotated right by 15 bits, plus a constant.
 */
const maskDelta = 0xa282ead8;

/** The form in which a checksum is stored. */
export function maskCrc32c(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + maskDelta) >>> 0;
}

/** The checksum itself, of its stored form. */
export function unmaskCrc32c(masked: number): number {
  const rotated = (masked - maskDelta) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}
