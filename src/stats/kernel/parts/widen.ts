// Numbers as float64. 64-bit integers become their nearest; all else is exact.

/** How numbers are stored. */
export const float32: i32 = 0;
export const float64: i32 = 1;
export const int32: i32 = 2;
export const uint32: i32 = 3;
export const int64: i32 = 4;
export const uint64: i32 = 5;

/** Numbers in a block, which stays in the processor's first cache as float64. */
export const blockLength: i32 = 2048;

/** Where they go; vectors may reach beyond the last. */
export const widened: usize = memory.data(2048 * 8 + 64, 16);

/** Bytes of one number. */
export function bytesOf(kind: i32): usize {
  return kind == float32 || kind == int32 || kind == uint32 ? 4 : 8;
}

/** Up to `blockLength` numbers; a vector may be read beyond the last. */
export function widen(kind: i32, at: usize, length: i32): void {
  widenTo(widened, kind, at, length);
}

/** The same to anywhere; vectors may reach beyond the last. */
export function widenTo(target: usize, kind: i32, at: usize, length: i32): void {
  const end = target + ((<usize>length) << 3);
  let from = at;
  if (kind == float32) {
    for (let to = target; to < end; to += 16, from += 8) {
      v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
    }
  } else if (kind == int32) {
    for (let to = target; to < end; to += 16, from += 8) {
      v128.store(to, f64x2.convert_low_i32x4_s(v128.load64_zero(from)));
    }
  } else if (kind == uint32) {
    for (let to = target; to < end; to += 16, from += 8) {
      v128.store(to, f64x2.convert_low_i32x4_u(v128.load64_zero(from)));
    }
  } else if (kind == int64) {
    for (let to = target; to < end; to += 8, from += 8) store<f64>(to, <f64>load<i64>(from));
  } else if (kind == uint64) {
    for (let to = target; to < end; to += 8, from += 8) store<f64>(to, <f64>load<u64>(from));
  } else {
    memory.copy(target, at, (<usize>length) << 3);
  }
}
