import { count, plural, time as timeText } from '../src/protocol/figures.ts';
import { visibleText } from '../src/protocol/visible-text.ts';

/** What the page and the terminal write alike; below is what only the page writes. */
export * from '../src/protocol/figures.ts';

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

const minute = 60_000;

/** "just now", "2 minutes ago", and from an hour on the day and the clock: 18 Nov 2026 09:41. */
export function when(time: number, now: number): string {
  const age = now - time;
  if (age >= 0 && age < minute) return 'just now';
  if (age >= 0 && age < 60 * minute) return `${plural(Math.floor(age / minute), 'minute')} ago`;
  return timeText(time);
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
