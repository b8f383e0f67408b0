// What a kernel has counted, as pairs: for what, and how often.

/** For what, ascending. */
export const found: usize = memory.data((65536 + 256) * 4, 16);
export const counts: usize = memory.data((65536 + 256) * 4, 16);

/** Adds a pair behind `length` others, unless there was none. @returns how many there are now */
export function write(what: usize, times: u32, length: usize): usize {
  if (times == 0) return length;
  store<u32>(found + (length << 2), <u32>what);
  store<u32>(counts + (length << 2), times);
  return length + 1;
}

/**
 * Pairs of all that two tables of 65,536 have counted together; they begin anew.
 * @returns how many there are
 */
export function takeTables(one: usize, other: usize): i32 {
  let length: usize = 0;
  const none = i32x4.splat(0);
  for (let what: usize = 0; what < 65536; what += 4) {
    const at = what << 2;
    const four = i32x4.add(v128.load(one + at), v128.load(other + at));
    if (!v128.any_true(four)) continue;
    v128.store(one + at, none);
    v128.store(other + at, none);
    length = write(what, i32x4.extract_lane(four, 0), length);
    length = write(what + 1, i32x4.extract_lane(four, 1), length);
    length = write(what + 2, i32x4.extract_lane(four, 2), length);
    length = write(what + 3, i32x4.extract_lane(four, 3), length);
  }
  return <i32>length;
}
