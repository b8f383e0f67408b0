/** 12345 as Python's `:,` writes it. */
export function withCommas(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * Bytes as Keras writes them (`readable_memory_size` of both generations): two decimals, halves to the even digit as
 * Python rounds them.
 */
export function readableSize(bytes: number, first: 'B' | 'Byte'): string {
  const units = [first, 'KB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  while (unit < units.length - 1 && bytes / 1024 ** unit >= 1024) unit++;
  // As Keras does it, which leaves petabytes divided once too often.
  const scale = bytes / 1024 ** unit >= 1024 ? unit + 1 : unit;
  const hundredths = halfEven(BigInt(Math.round(bytes)) * 100n, 1024n ** BigInt(scale));
  const digits = String(hundredths).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)} ${units[unit] ?? ''}`;
}

function halfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const twice = 2n * (dividend % divisor);
  if (twice > divisor || (twice === divisor && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}
