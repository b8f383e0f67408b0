import type { Encoding } from './dtype.ts';

const encoder = new TextEncoder();

/** Fixed-width bytes end at their last byte that is not NUL, as NumPy reads them. */
export function paddedBytes(element: Uint8Array): Uint8Array {
  let end = element.length;
  while (end > 0 && element[end - 1] === 0) end--;
  return element.subarray(0, end);
}

/** Fixed-width UTF-32 as UTF-8. Half of a surrogate pair, which Python's strings may hold, keeps three bytes of its own. */
export function paddedText(element: Uint8Array, bigEndian: boolean): Uint8Array {
  const view = new DataView(element.buffer, element.byteOffset, element.byteLength);
  let characters = element.length / 4;
  while (characters > 0 && view.getUint32((characters - 1) * 4) === 0) characters--;
  const bytes: number[] = [];
  for (let index = 0; index < characters; index++) {
    pushUtf8(bytes, view.getUint32(index * 4, !bigEndian));
  }
  return Uint8Array.from(bytes);
}

function pushUtf8(bytes: number[], code: number): void {
  if (code < 0x80) bytes.push(code);
  else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
  else if (code < 0x10000) {
    bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  } else if (code <= 0x10ffff) {
    bytes.push(
      0xf0 | (code >> 18),
      0x80 | ((code >> 12) & 0x3f),
      0x80 | ((code >> 6) & 0x3f),
      0x80 | (code & 0x3f),
    );
  } else bytes.push(0xef, 0xbf, 0xbd); // no character: U+FFFD
}

/** Bytes of which nothing is known, as Python writes them: `\x00\xff`. */
export function rawText(element: Uint8Array): Uint8Array {
  return encoder.encode(
    Array.from(element, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}

type Time = Extract<Encoding, { readonly kind: 'time' }>;

/** "Not a time", the smallest int64. */
const notATime = -(2n ** 63n);

/** A moment in ISO 8601 to the precision of its unit, or a span of time in its unit, as NumPy prints them. */
export function timeText(element: Uint8Array, bigEndian: boolean, time: Time): Uint8Array {
  const view = new DataView(element.buffer, element.byteOffset, element.byteLength);
  const value = view.getBigInt64(0, !bigEndian);
  if (value === notATime) return encoder.encode('NaT');
  const units = value * time.count;
  return encoder.encode(time.datetime ? momentText(units, time.unit) : spanText(units, time.unit));
}

const words: Readonly<Record<string, string>> = {
  Y: 'years',
  M: 'months',
  W: 'weeks',
  D: 'days',
  h: 'hours',
  m: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  ps: 'picoseconds',
  fs: 'femtoseconds',
  as: 'attoseconds',
  '': 'generic time units',
};

function spanText(units: bigint, unit: string): string {
  return `${String(units)} ${words[unit] ?? unit}`;
}

/** Units in a day, and digits after the second's point, of those that are parts of a day. */
const partsOfDay: Readonly<Record<string, readonly [perDay: bigint, digits: number]>> = {
  h: [24n, 0],
  m: [1440n, 0],
  s: [86_400n, 0],
  ms: [86_400n * 10n ** 3n, 3],
  us: [86_400n * 10n ** 6n, 6],
  ns: [86_400n * 10n ** 9n, 9],
  ps: [86_400n * 10n ** 12n, 12],
  fs: [86_400n * 10n ** 15n, 15],
  as: [86_400n * 10n ** 18n, 18],
};

function momentText(units: bigint, unit: string): string {
  if (unit === 'Y') return yearText(1970n + units);
  if (unit === 'M') {
    const [years, month] = divide(units, 12n);
    return `${yearText(1970n + years)}-${two(month + 1n)}`;
  }
  if (unit === 'W') return dayText(units * 7n);
  if (unit === 'D') return dayText(units);
  const parts = partsOfDay[unit];
  if (!parts) return spanText(units, unit);
  const [perDay, digits] = parts;
  const [days, rest] = divide(units, perDay);
  const day = dayText(days);
  if (unit === 'h') return `${day}T${two(rest)}`;
  if (unit === 'm') return `${day}T${two(rest / 60n)}:${two(rest % 60n)}`;
  const perSecond = 10n ** BigInt(digits);
  const seconds = rest / perSecond;
  const clock = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  const fraction = digits === 0 ? '' : `.${String(rest % perSecond).padStart(digits, '0')}`;
  return `${day}T${clock}${fraction}`;
}

/** Day since 1970 in the proleptic Gregorian calendar, whose years of 400 repeat. */
function dayText(days: bigint): string {
  const [eras, dayOfEra] = divide(days, 146_097n);
  // Within four centuries, JavaScript's calendar knows.
  const date = new Date(Number(dayOfEra) * 86_400_000);
  const year = 1970n + eras * 400n + BigInt(date.getUTCFullYear() - 1970);
  return `${yearText(year)}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** In four characters at least, of which one is the sign of a year before the common era. */
function yearText(year: bigint): string {
  return year < 0n ? `-${String(-year).padStart(3, '0')}` : String(year).padStart(4, '0');
}

function two(value: bigint | number): string {
  return String(value).padStart(2, '0');
}

/** Quotient towards minus infinity, and a rest that is not negative. */
function divide(value: bigint, by: bigint): [bigint, bigint] {
  const rest = ((value % by) + by) % by;
  return [(value - rest) / by, rest];
}
