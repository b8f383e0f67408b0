/** What a message in text form is made of. */
export type Token =
  | { readonly kind: 'name' | 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly bytes: Uint8Array }
  /** One of `{}<>[]:,;`. */
  | { readonly kind: 'mark'; readonly text: string }
  | { readonly kind: 'end' }
  /** What is no token; `text` begins with it. */
  | { readonly kind: 'foreign'; readonly text: string };

const nameOrMark = /[A-Za-z_][\w]*|[{}<>[\]:,;]/y;
const number =
  /-?\s*(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fF]?|inf(?:inity)?\b|nan\b)/iy;

/** Reads the tokens of protobuf's text format (protobuf.dev/reference/protobuf/textformat-spec) one by one. */
export class Tokens {
  /** One character for each byte. */
  readonly #text: string;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }

  /** Of the next token, from 1. */
  get line(): number {
    this.#skipSpace();
    let line = 1;
    for (let at = this.#text.indexOf('\n'); at >= 0 && at < this.#position; line++) {
      at = this.#text.indexOf('\n', at + 1);
    }
    return line;
  }

  next(): Token {
    this.#skipSpace();
    if (this.#position >= this.#text.length) return { kind: 'end' };
    const first = this.#text[this.#position] ?? '';
    if (first === '"' || first === "'") return this.#string();
    const match = this.#match(nameOrMark);
    if (match !== null) return { kind: /\w/.test(match) ? 'name' : 'mark', text: match };
    const digits = this.#match(number);
    if (digits !== null) return { kind: 'number', text: digits.replace(/\s/g, '') };
    return { kind: 'foreign', text: this.#text.slice(this.#position, this.#position + 20) };
  }

  /** Whether the next token is this mark; it stays the next one. */
  sees(mark: string): boolean {
    this.#skipSpace();
    return this.#text[this.#position] === mark;
  }

  /** Goes on after the next `]`: the name of an extension or of a type. */
  skipBracket(): void {
    const end = this.#text.indexOf(']', this.#position);
    this.#position = end < 0 ? this.#text.length : end + 1;
  }

  /** By hand: a pattern for both spaces and comments would keep a way back for each of millions. */
  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#position);
      if (code === 0x23) {
        const end = this.#text.indexOf('\n', this.#position);
        this.#position = end < 0 ? this.#text.length : end;
      } else if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) this.#position++;
      else return;
    }
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match) this.#position = pattern.lastIndex;
    return match?.[0] ?? null;
  }

  /** Literals that stand next to each other are one string. */
  #string(): Token {
    const pieces: Uint8Array[] = [];
    for (;;) {
      const begin = this.#position;
      const quote = this.#text[begin] ?? '';
      if (quote !== '"' && quote !== "'") break;
      const end = this.#closing(quote);
      if (end === null) return { kind: 'foreign', text: this.#text.slice(begin, begin + 20) };
      pieces.push(unescape(this.#text, begin + 1, end));
      this.#position = end + 1;
      this.#skipSpace();
    }
    const [only] = pieces;
    return { kind: 'string', bytes: only && pieces.length === 1 ? only : Buffer.concat(pieces) };
  }

  /** Where the literal ends that begins here: at the next such quote with an even number of backslashes before. */
  #closing(quote: string): number | null {
    for (let at = this.#position; ;) {
      at = this.#text.indexOf(quote, at + 1);
      if (at < 0) return null;
      let slashes = 0;
      while (this.#text[at - 1 - slashes] === '\\') slashes++;
      if (slashes % 2 === 0) return at;
    }
  }
}

const simple: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

const digitsOf: Readonly<Record<string, readonly [pattern: RegExp, base: number]>> = {
  x: [/[\da-fA-F]{1,2}/y, 16],
  X: [/[\da-fA-F]{1,2}/y, 16],
  u: [/[\da-fA-F]{4}/y, 16],
  U: [/[\da-fA-F]{8}/y, 16],
};

const octal = /[0-7]{1,3}/y;

/** The bytes of a literal's inside: C's escapes, and Unicode characters by their number. */
function unescape(text: string, start: number, end: number): Uint8Array {
  // An escape is longer than the bytes that it stands for.
  const bytes = Buffer.alloc(end - start);
  let length = 0;
  for (let at = start; at < end;) {
    const plain = text.indexOf('\\', at);
    const stop = plain < 0 || plain > end ? end : plain;
    length += bytes.write(text.slice(at, stop), length, 'latin1');
    at = stop + 1;
    if (stop >= end) break;
    const letter = text[at] ?? '';
    const [pattern, base] = digitsOf[letter] ?? [octal, 8];
    pattern.lastIndex = base === 8 ? at : at + 1;
    const digits = pattern.exec(text)?.[0];
    if (digits === undefined) {
      bytes[length++] = simple[letter] ?? letter.charCodeAt(0);
      at++;
      continue;
    }
    const value = parseInt(digits, base);
    if (letter === 'u' || letter === 'U') {
      length += bytes.write(String.fromCodePoint(Math.min(value, 0x10ffff)), length);
    } else bytes[length++] = value & 0xff;
    at = pattern.lastIndex;
  }
  return bytes.subarray(0, length);
}
