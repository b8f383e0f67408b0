// Exact counts in bins of one width, which is a power of two.

export { crc32c, input, inputBytes } from './parts/input';
export { widened } from './parts/widen';
import { input } from './parts/input';
import { blockLength, bytesOf, widen, widened } from './parts/widen';

/** Counts of the bins. */
export const bins: usize = memory.data(64 * 4, 16);

let first: f64 = 0;
let perBin: f64 = 1;
let length: i32 = 0;

/** Bin 0 begins at `firstBin` widths, of which `binsPerOne` make 1; at most 64. */
export function begin(firstBin: f64, binsPerOne: f64, binCount: i32): void {
  first = firstBin;
  perBin = binsPerOne;
  length = binCount;
  memory.fill(bins, 0, 64 * 4);
}

/** Counts the first bytes of the block. @param kind see `parts/widen.ts` */
export function add(kind: i32, bytes: i32): void {
  const size = bytesOf(kind);
  const end = input + <usize>bytes;
  for (let at = input; at < end; at += <usize>blockLength * size) {
    const count = min(blockLength, <i32>((end - at) / size));
    widen(kind, at, count);
    addWidened(count);
  }
}

/** Counts the first numbers of `widened`; what is not finite is left out. */
export function addWidened(count: i32): void {
  const end = widened + ((<usize>count) << 3);
  for (let at = widened; at < end; at += 8) {
    const value = load<f64>(at);
    const scaled = value * perBin;
    // A negative value so small that the product is zero lies below it.
    const bin = (scaled == 0 && value < 0 ? -1 : floor(scaled)) - first;
    if (bin >= 0 && bin < <f64>length) {
      const place = bins + ((<usize>(<i32>bin)) << 2);
      store<u32>(place, load<u32>(place) + 1);
    }
  }
}
