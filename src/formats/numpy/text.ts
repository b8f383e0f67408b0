import type { Encoding } from './dtype.ts';

const encoder = new TextEncoder();

/** Bytes that one takes as text. */
export const rawBytes = 4;

const digits = encoder.encode('0123456789abcdef');

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
  // In place: no character takes more bytes than it has there, and an element may have millions.
  const bytes = new Uint8Array(characters * 4);
  let length = 0;
  for (let index = 0; index < characters; index++) {
    for (const byte of utf8(view.getUint32(index * 4, !bigEndian))) bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

function utf8(code: number): readonly number[] {
  const last = 0x80 | (code & 0x3f);
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), last];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), last];
  if (code <= 0x10ffff) {
    return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), last];
  }
  return [0xef, 0xbf, 0xbd]; // no character: U+FFFD
}

/** Bytes of which nothing is known, as Python writes them: `\x00\xff`. */
export function rawText(element: Uint8Array): Uint8Array {
  const text = new Uint8Array(element.length * rawBytes);
  for (const [index, byte] of element.entries()) {
    const at = index * rawBytes;
    text[at] = 0x5c;
    text[at + 1] = 0x78;
    text[at + 2] = digits[byte >> 4] ?? 0;
    text[at + 3] = digits[byte & 0xf] ?? 0;
  }
  return text;
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
