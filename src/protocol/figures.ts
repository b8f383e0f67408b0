/**
 * How figures and times are written for people, on the page and in the terminal alike, and in one way for every
 * locale: a report pasted into an issue reads the same everywhere. Copied text uses plain digits instead.
 */

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** In full: 48,130, never 48.1k. */
export function count(value: number): string {
  return grouped.format(value);
}

/** "1 tensor", "27 tensors". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Units of 1024 and three figures: 260 B, 62.5 KB, 1.2 GB. */
export function bytes(value: number): string {
  let amount = value;
  let unit = 0;
  while (unit < byteUnits.length - 1 && Math.round(amount) >= 1024) {
    amount /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? count(amount) : threeFigures(amount)} ${byteUnits[unit]}`;
}

function threeFigures(value: number): string {
  const decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  const text = value.toFixed(decimals);
  return decimals === 0 ? text : text.replace(/\.?0+$/, '');
}

/** Part of a whole: 66.5 %. A part that is there is never 0 %, one that is not all is never 100 %. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.05) return '< 0.1 %';
  if (percent > 99.95) return '> 99.9 %';
  return `${percent.toFixed(1)} %`;
}

/** The shape of a stored tensor: 500 × 32, "scalar" for rank 0. */
export function storedShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join(' × ');
}

/** The shape that a signature states: (?, 32), "scalar", or "any shape" where not even the rank is known. */
export function statedShape(shape: readonly (number | null)[] | null): string {
  if (shape === null) return 'any shape';
  if (shape.length === 0) return 'scalar';
  return `(${shape.map((size) => size ?? '?').join(', ')})`;
}

const months = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];

/** 18 Nov 2026, in this machine's time zone. */
export function day(at: number): string {
  const date = new Date(at);
  return `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`;
}

/** 09:41, in this machine's time zone. */
export function clock(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** 18 Nov 2026 09:41, in this machine's time zone. */
export function time(at: number): string {
  return `${day(at)} ${clock(at)}`;
}

/** How long something took: 120 ms, 1.9 s, 2 min 5 s. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
