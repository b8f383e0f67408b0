/** What a Python literal of a NumPy header can be; a list and a tuple are the same. */
export type Literal =
  string | bigint | boolean | null | readonly Literal[] | ReadonlyMap<string, Literal>;

/** Lists within lists; a dtype of fields within fields has few. */
const mostDepth = 64;

/** A list, tuple or dict that has begun. */
interface Open {
  readonly close: string;
  readonly items: Literal[];
  /** Whether the last item is followed by a comma: `(3,)` is a tuple and `(3)` a number. */
  comma: boolean;
  /** Of a dict: a key that waits for its value. */
  key: string | null;
  readonly entries: Map<string, Literal> | null;
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const token =
  /\s*(?:([([{])|([)\]}])|(,)|(:)|(-?\d{1,20})L?|[uUbB]?('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(True|False|None))/suy;

/**
 * Reads a Python literal made of dicts, lists, tuples, strings, whole numbers, booleans and None: all that a header
 * can hold. Nothing is evaluated, and nesting takes no recursion.
 * @returns undefined where the text is no such literal
 */
export function parseLiteral(text: string): Literal | undefined {
  const open: Open[] = [];
  let result: Literal | undefined;
  token.lastIndex = 0;
  while (result === undefined) {
    const match = token.exec(text);
    if (!match) return undefined;
    const [, begin, end, comma, colon, digits, quoted, word] = match;
    const top = open.at(-1);
    let value: Literal | undefined;
    if (begin !== undefined) {
      if (open.length === mostDepth) return undefined;
      const entries = begin === '{' ? new Map<string, Literal>() : null;
      open.push({ close: closing[begin] ?? '', items: [], comma: true, key: null, entries });
      continue;
    }
    if (comma !== undefined || colon !== undefined) {
      if (!top || !(comma === undefined ? takesColon(top) : takesComma(top))) return undefined;
      continue;
    }
    if (end !== undefined) {
      if (top?.close !== end || top.key !== null) return undefined;
      open.pop();
      value = closed(top);
    } else if (digits !== undefined) {
      value = BigInt(digits);
    } else if (quoted !== undefined) {
      value = unquote(quoted);
    } else {
      value = word === 'None' ? null : word === 'True';
    }
    const holder = open.at(-1);
    if (!holder) result = value;
    else if (!accept(holder, value)) return undefined;
  }
  return /^[\s\0]*$/.test(text.slice(token.lastIndex)) ? result : undefined;
}

function takesComma(open: Open): boolean {
  if (open.comma || open.key !== null || (open.entries && open.items.length > 0)) return false;
  open.comma = true;
  return true;
}

function takesColon(open: Open): boolean {
  const key = open.items.at(-1);
  if (!open.entries || open.key !== null || typeof key !== 'string') return false;
  open.key = key;
  open.items.length = 0;
  return true;
}

function accept(open: Open, value: Literal): boolean {
  if (open.entries && open.key !== null) {
    open.entries.set(open.key, value);
    open.key = null;
    open.comma = false;
    return true;
  }
  if (!open.comma) return false;
  open.items.push(value);
  open.comma = false;
  return true;
}

function closed({ close, items, comma, entries }: Open): Literal {
  if (entries) return entries;
  const [only] = items;
  return close === ')' && items.length === 1 && !comma && only !== undefined ? only : items;
}

const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Names of fields are written by `repr`: its escapes are these. */
function unquote(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(
      /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gis,
      (_, x?: string, u?: string, wide?: string, other: string = '') => {
        const code = parseInt(x ?? u ?? wide ?? '', 16);
        if (Number.isNaN(code)) return named[other] ?? other;
        return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
      },
    );
}
