// CRC-32C (Castagnoli, RFC 3720 appendix B.4) without a table for most of the bytes.
//
// x^209 + x^144 + x^54 + x^39 + x^14 + 1 is a multiple of the generator, found by trying; so is its 128th power, in
// which every exponent is 128 times as large. A unit of 16 bytes may therefore be dropped when it is added to those 65,
// 155, 170, 195 and 209 units behind it: only the last 209 units remain, and they take a table.

const distanceA: usize = 65 * 16;
const distanceB: usize = 155 * 16;
const distanceC: usize = 170 * 16;
const distanceD: usize = 195 * 16;
const distanceE: usize = 209 * 16;

/** Zeros that must lie before the bytes. */
export const padBytes: i32 = 209 * 16;

/** Below this the table alone is as fast. */
const worthFolding: i32 = 4 * padBytes;

/** Tables 0 … 7 of 256 entries: the effect of a byte that 0 … 7 more bytes follow. */
const tables: usize = memory.data(8 * 256 * 4, 16);

makeTables();

function makeTables(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0x82f63b78 & (0 - (crc & 1)));
    store<u32>(tables + ((<usize>byte) << 2), crc);
  }
  for (let index: usize = 256; index < 8 * 256; index++) {
    const before = load<u32>(tables + ((index - 256) << 2));
    store<u32>(
      tables + (index << 2),
      load<u32>(tables + ((<usize>(before & 0xff)) << 2)) ^ (before >>> 8),
    );
  }
}

/**
 * The checksum of all bytes so far. The bytes are destroyed.
 * @param padded whether `at` is a multiple of 16 with `padBytes` zeros before it
 * @param crc of the bytes before these; 0 at the beginning
 */
export function checksum(at: usize, length: i32, crc: u32, padded: bool): u32 {
  let from = at;
  let state = ~crc;
  if (padded && length >= worthFolding) {
    store<u32>(at, load<u32>(at) ^ state);
    state = 0;
    from = fold(at, length >> 4);
  }
  return ~bytewise(from, at + <usize>length, state);
}

/** Drops all units but the last 209. @returns where those begin */
function fold(at: usize, units: i32): usize {
  const rest = at + ((<usize>units) << 4) - distanceE;
  for (let unit = at; unit < rest; unit += 16) {
    v128.store(
      unit,
      v128.xor(
        v128.xor(
          v128.xor(v128.load(unit), v128.load(unit - distanceA)),
          v128.xor(v128.load(unit - distanceB), v128.load(unit - distanceC)),
        ),
        v128.xor(v128.load(unit - distanceD), v128.load(unit - distanceE)),
      ),
    );
  }
  const end = rest + distanceE;
  for (let unit = rest; unit < end; unit += 16) {
    let sum = v128.load(unit);
    // Of what lies behind `rest` nothing was dropped.
    if (unit - distanceA < rest) sum = v128.xor(sum, v128.load(unit - distanceA));
    if (unit - distanceB < rest) sum = v128.xor(sum, v128.load(unit - distanceB));
    if (unit - distanceC < rest) sum = v128.xor(sum, v128.load(unit - distanceC));
    if (unit - distanceD < rest) sum = v128.xor(sum, v128.load(unit - distanceD));
    sum = v128.xor(sum, v128.load(unit - distanceE));
    v128.store(unit, sum);
  }
  return rest;
}

/** Eight bytes a step by slicing. */
function bytewise(from: usize, end: usize, start: u32): u32 {
  let at = from;
  let state = start;
  while (at + 8 <= end) {
    const low = load<u32>(at) ^ state;
    const high = load<u32>(at, 4);
    state =
      entry(7, low) ^
      entry(6, low >>> 8) ^
      entry(5, low >>> 16) ^
      entry(4, low >>> 24) ^
      entry(3, high) ^
      entry(2, high >>> 8) ^
      entry(1, high >>> 16) ^
      entry(0, high >>> 24);
    at += 8;
  }
  while (at < end) state = entry(0, state ^ (<u32>load<u8>(at++))) ^ (state >>> 8);
  return state;
}

function entry(table: i32, byte: u32): u32 {
  return load<u32>(tables + ((<usize>table) << 10) + ((<usize>(byte & 0xff)) << 2));
}
