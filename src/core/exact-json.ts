import { limits } from '../protocol/limits.ts';

/**
 * JSON in which no number loses digits: an integer beyond ±2^53 is a bigint, all else the nearest double. Objects
 * are maps, so that no key means anything to JavaScript.
 */
export type ExactJson =
  null | boolean | number | bigint | string | readonly ExactJson[] | ReadonlyMap<string, ExactJson>;

/** What is wrong with a text, and where, as a sentence. */
export class JsonError extends SyntaxError {
  constructor(what: string, text: string, position: number) {
    const before = text.slice(0, position);
    const line = before.split('\n').length;
    const column = position - before.lastIndexOf('\n');
    super(`line ${String(line)}, column ${String(column)}: ${what}`);
    this.name = 'JsonError';
  }
}

/** Control characters stand in a string as escapes only. */
// eslint-disable-next-line no-control-regex -- they are what is refused
const stringLiteral = /"[^"\\\u0000-\u001f]*(?:\\[^\u0000-\u001f][^"\\\u0000-\u001f]*)*"/y;

/** A key that an object has twice is refused, or the last one wins as in JavaScript and Python. */
export interface ExactJsonOptions {
  readonly lastKeyWins?: boolean;
}

/**
 * Parses JSON (RFC 8259) exactly. Python's bare `NaN`, `Infinity` and `-Infinity` are taken too, as `json.dump`
 * writes them.
 * @throws JsonError where it is no JSON, has a key twice, or nests deeper than `limits.jsonDepth`
 */
export function parseExactJson(
  text: string,
  { lastKeyWins = false }: ExactJsonOptions = {},
): ExactJson {
  let position = text.startsWith('\ufeff') ? 1 : 0;

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

  const string = (): string => {
    const literal = take(stringLiteral);
    if (literal === null) throw fail('a string that does not end');
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
    return Number.isSafeInteger(value) || !/^-?\d+$/.test(literal) ? value : BigInt(literal);
  };

  const value = (depth: number): ExactJson => {
    if (depth > limits.jsonDepth)
      throw fail(`it nests deeper than ${String(limits.jsonDepth)} levels`);
    skipSpace();
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
      if (!lastKeyWins && entries.has(key)) {
        throw fail(`the key ${JSON.stringify(key)} is here twice`);
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
