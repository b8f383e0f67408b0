import { limits } from '../protocol/limits.ts';
import { shownName } from '../protocol/visible-text.ts';

/**
 * JSON in which no number loses digits: an integer beyond ±2^53 is a bigint, all else the nearest double. Objects
 * are maps, so that no key means anything to JavaScript.
 */
export type ExactJson =
  null | boolean | number | bigint | string | readonly ExactJson[] | ReadonlyMap<string, ExactJson>;

/** What is wrong with a text, and where, as a sentence. */
export class JsonError extends SyntaxError {
  constructor(what: string, text: string, position: number) {
    let [line, lineStart] = [1, 0];
    for (
      let at = text.indexOf('\n');
      at >= 0 && at < position;
      at = text.indexOf('\n', lineStart)
    ) {
      line += 1;
      lineStart = at + 1;
    }
    const column = position - lineStart + 1;
    super(`line ${String(line)}, column ${String(column)}: ${what}`);
    this.name = 'JsonError';
  }
}

const [quote, backslash, firstVisible] = [0x22, 0x5c, 0x20];

/** An empty object takes as much memory as so many numbers. */
const containerValues = 16;

/** Digits of a whole number: to turn more of them into one takes longer than anybody waits. */
const mostDigits = 1000;

/** A key that an object has twice is refused, or the last one wins as in JavaScript and Python. */
export interface ExactJsonOptions {
  readonly lastKeyWins?: boolean;
}

/**
 * Parses JSON (RFC 8259) exactly. Python's bare `NaN`, `Infinity` and `-Infinity` are taken too, as `json.dump`
 * writes them.
 * @throws JsonError where it is no JSON, has a key twice, nests deeper than `limits.jsonDepth`, or holds more than
 *   `limits.jsonValues`
 */
export function parseExactJson(
  text: string,
  { lastKeyWins = false }: ExactJsonOptions = {},
): ExactJson {
  let position = text.startsWith('\ufeff') ? 1 : 0;
  let valuesLeft: number = limits.jsonValues;

  const fail = (what: string): JsonError => new JsonError(what, text, position);

  const skipSpace = (): void => {
    for (;;) {
      const code = text.charCodeAt(position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      position += 1;
    }
  };

  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (!match) return null;
    position = pattern.lastIndex;
    return match[0];
  };

  /** By hand: a pattern would keep a way back for each of millions of escapes. */
  const string = (): string => {
    let end = position + 1;
    for (let code = text.charCodeAt(end); code !== quote; code = text.charCodeAt(end)) {
      end += code === backslash ? 2 : 1;
      // Control characters stand in a string as escapes only; NaN: the text ends.
      if (!(code >= firstVisible)) throw fail('a string that does not end');
    }
    const literal = text.slice(position, end + 1);
    position = end + 1;
    if (!literal.includes('\\')) return literal.slice(1, -1);
    try {
      return JSON.parse(literal) as string;
    } catch {
      throw fail('a string with an escape that JSON does not have');
    }
  };

  const number = (): number | bigint | null => {
    const literal = take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity/y);
    if (literal === null) return null;
    const value = Number(literal);
    if (Number.isSafeInteger(value) || !/^-?\d+$/.test(literal)) return value;
    if (literal.length > mostDigits) throw fail(`a number of ${String(literal.length)} digits`);
    return BigInt(literal);
  };

  const spend = (values: number): void => {
    valuesLeft -= values;
    if (valuesLeft < 0) throw fail('it holds more values than are read');
  };

  const value = (depth: number): ExactJson => {
    if (depth > limits.jsonDepth)
      throw fail(`it nests deeper than ${String(limits.jsonDepth)} levels`);
    skipSpace();
    spend(1);
    switch (text[position]) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string();
      case undefined:
        throw fail('the text ends here');
      default: {
        const word = take(/true|false|null/y);
        if (word !== null) return word === 'null' ? null : word === 'true';
        const found = number();
        if (found === null) throw fail(`${JSON.stringify(text[position])} is not expected here`);
        return found;
      }
    }
  };

  /** `,` or the end; after what came before it. */
  const another = (end: string): boolean => {
    skipSpace();
    const found = text[position];
    if (found !== ',' && found !== end) throw fail(`"," or "${end}" is missing`);
    position += 1;
    return found === ',';
  };

  const array = (depth: number): ExactJson[] => {
    spend(containerValues);
    position += 1;
    const items: ExactJson[] = [];
    skipSpace();
    if (text[position] === ']') {
      position += 1;
      return items;
    }
    do items.push(value(depth + 1));
    while (another(']'));
    return items;
  };

  const object = (depth: number): Map<string, ExactJson> => {
    spend(containerValues);
    position += 1;
    const entries = new Map<string, ExactJson>();
    skipSpace();
    if (text[position] === '}') {
      position += 1;
      return entries;
    }
    do {
      skipSpace();
      if (text[position] !== '"') throw fail('a key in quotes is missing');
      const key = string();
      if (key.length > limits.nameCharacters) throw fail('a key that is too long');
      if (!lastKeyWins && entries.has(key)) {
        throw fail(`the key "${shownName(key)}" is here twice`);
      }
      skipSpace();
      if (text[position] !== ':') throw fail('":" is missing');
      position += 1;
      entries.set(key, value(depth + 1));
    } while (another('}'));
    return entries;
  };

  const result = value(0);
  skipSpace();
  if (position < text.length) throw fail('the text goes on after its end');
  return result;
}
