export { seededRandom } from '../../src/core/random.ts';

/** A float64 of any bits: subnormals, infinities and NaN too. */
export function anyFloat64(random: () => number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, random() * 2 ** 32);
  view.setUint32(4, random() * 2 ** 32);
  return view.getFloat64(0);
}
