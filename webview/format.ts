import { visibleText } from '../src/protocol/visible-text.ts';

/**
 * How figures, times and names are written for people. Copied text uses plain digits instead. One way of
 * writing for every locale: a report pasted into an issue reads the same everywhere.
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

/** A value's text in a column of values; "NaN", "Infinity" and whole numbers that a double cannot hold stay as they come. */
export function value(figure: number | string | null, whole = false): string {
  if (figure === null) return '–';
  if (typeof figure === 'string') return figure;
  if (!Number.isFinite(figure)) return String(figure);
  if (figure === 0) return '0';
  if (whole && Number.isInteger(figure)) return String(figure);
  const size = Math.abs(figure);
  if (size < 1e-3) return figure.toExponential(1);
  if (size >= 1e4) return figure.toExponential(3);
  return figure.toFixed(4);
}

/** Whether values of a dtype are whole numbers, which are written in full. */
export function isWhole(dtype: string): boolean {
  return /^q?u?int|^bool/.test(dtype);
}

/** A difference, by its order of magnitude: 3.1e-2. */
export function difference(figure: number | string | null): string {
  if (figure === null) return '–';
  if (typeof figure === 'string') return figure;
  return figure === 0 ? '0' : figure.toExponential(1);
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

const minute = 60_000;

/** "just now", "2 minutes ago", and from an hour on the day and the clock: 18 Nov 2026 09:41. */
export function when(time: number, now: number): string {
  const age = now - time;
  if (age >= 0 && age < minute) return 'just now';
  if (age >= 0 && age < 60 * minute) return `${plural(Math.floor(age / minute), 'minute')} ago`;
  return `${day(time)} ${clock(time)}`;
}

const months = [
  ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'],
  ...['Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
];

/** 18 Nov 2026, in this machine's time zone. */
export function day(time: number): string {
  const date = new Date(time);
  return `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`;
}

/** 09:41, in this machine's time zone. */
export function clock(time: number): string {
  const date = new Date(time);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** How long something took: 120 ms, 1.9 s, 2 min 5 s. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < minute) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Characters of one text that are put on the page, and of those at its end. */
const [mostCharacters, lastCharacters] = [8192, 1024];

/** A name out of a file as text that shows all of it: what cannot be seen becomes an escape; of megabytes both ends. */
export function visible(text: string): string {
  const left = text.length - mostCharacters;
  if (left <= 0) return visibleText(text);
  const head = text.slice(0, mostCharacters - lastCharacters);
  return visibleText(`${head}… ${count(left)} more …${text.slice(-lastCharacters)}`);
}

/** A sentence that may quote names out of a file: the sentence is there, however long they are. */
export function sentence(text: string): string {
  return middle(visible(text), 1200);
}

/** Text of several lines; each line with what cannot be seen as escapes. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visibleText).join('\n');
}

/** A long text with its middle left out, because names of one family differ at their ends. */
export function middle(text: string, longest: number): string {
  const characters = Array.from(text);
  if (characters.length <= longest) return text;
  const head = Math.floor((longest - 1) * 0.4);
  const tail = longest - 1 - head;
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}
