/**
 * A record of a TFRecord file (tensorflow/core/lib/io/record_writer.h): the data's length as uint64, the masked
 * CRC-32C of these eight bytes, the data, and their masked CRC-32C; all little-endian. Nothing precedes the first
 * record, nothing lies between two.
 */
export const lengthBytes = 8;
const checksumBytes = 4;
export const headerBytes = lengthBytes + checksumBytes;
export const trailerBytes = checksumBytes;
