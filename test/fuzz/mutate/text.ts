import { few, oneIn, otherNumber, pick, type Random } from '../random.ts';
import { mutateBytes, type Mutator } from './bytes.ts';

/** Spaces, words, numbers, quoted strings, and every other character by itself: JSON, pbtxt and Python alike. */
const token = /\s+|[A-Za-z_]\w*|-?\d[\w.+-]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^]/g;

const marks = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  ':',
  ',',
  ';',
  '#',
  '"',
  "'",
  '\\',
  '\n',
  ' ',
  '-',
];

const numbers = [
  '1e999',
  '-1e-999',
  'NaN',
  'Infinity',
  '-inf',
  '0x',
  '0x7fffffffffffffff',
  '09',
  '1.',
  '.5f',
];

const strings = [
  ...[
    '""',
    "''",
    '"\\',
    '"\\u0000"',
    '"\\ud800"',
    '"\\xff\\377"',
    '"\\U0010ffff"',
    '"\\9"',
    '"../../x"',
  ],
  ...[
    '"__proto__"',
    '"\\n"',
    '"/etc/passwd"',
    '\ufeff',
    '\0',
    '\u00ff',
    '"\\N{x}"',
    "b'x'",
    "u'x'",
  ],
];

/** Changes a text by its tokens; `words` are such as mean something where it is read. */
export function mutateText(words: readonly string[]): Mutator {
  return (bytes, random) => {
    if (oneIn(random, 8)) return mutateBytes(bytes, random);
    const tokens = Buffer.from(bytes).toString('latin1').match(token) ?? [];
    for (let rounds = few(random, 5); rounds > 0; rounds--) change(tokens, words, random);
    return new Uint8Array(Buffer.from(tokens.join(''), 'latin1'));
  };
}

function change(tokens: string[], words: readonly string[], random: Random): void {
  const at = random(tokens.length + 1);
  const found = tokens[at] ?? '';
  switch (random(9)) {
    case 0:
      tokens.splice(at, few(random, 6));
      return;
    case 1:
      tokens.splice(at, 0, ...Array.from({ length: few(random, 30) }, () => found));
      return;
    case 2: {
      const from = random(tokens.length + 1);
      tokens.splice(at, 0, ...tokens.slice(from, from + few(random, 30)));
      return;
    }
    case 3: {
      const other = random(tokens.length + 1);
      const there = tokens[other] ?? '';
      [tokens[at], tokens[other]] = [there, found];
      return;
    }
    case 4:
      tokens[at] = pick(random, marks);
      return;
    case 5:
      tokens[at] = pick(
        random,
        [numbers, strings, words.length > 0 ? words : strings][random(3)] ?? numbers,
      );
      return;
    case 6:
      tokens[at] = String(otherNumber(random, 1n) - (oneIn(random, 3) ? 2n ** 63n : 0n));
      return;
    case 7: {
      const nest = pick(random, ['[', '(', '{', '{"a":', 'a {', 'a <', '"']);
      tokens.splice(at, 0, nest.repeat(oneIn(random, 40) ? 20_000 : few(random, 300)));
      return;
    }
    default:
      tokens[at] = found.slice(0, random(found.length + 1));
  }
}
