/** Orders as a person does: `ckpt-9` before `ckpt-10`. Equal only for equal texts. */
export function compareNatural(a: string, b: string): number {
  const partsOfA = a.match(parts) ?? [];
  const partsOfB = b.match(parts) ?? [];
  for (let index = 0; index < Math.min(partsOfA.length, partsOfB.length); index++) {
    const order = comparePart(partsOfA[index] ?? '', partsOfB[index] ?? '');
    if (order !== 0) return order;
  }
  return partsOfA.length - partsOfB.length || compareText(a, b);
}

const parts = /[0-9]+|[^0-9]+/g;
const number = /^[0-9]+$/;

function comparePart(a: string, b: string): number {
  if (!number.test(a) || !number.test(b)) return compareText(a, b);
  // Digits of any length, without leading zeros: the longer is the larger.
  const digitsOfA = a.replace(/^0+/, '');
  const digitsOfB = b.replace(/^0+/, '');
  return digitsOfA.length - digitsOfB.length || compareText(digitsOfA, digitsOfB);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
