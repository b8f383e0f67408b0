import { limits } from '../protocol/limits.ts';

/**
 * Parses JSON as people's files have it, exactly: an integer that a double cannot hold becomes its decimal digits
 * as a string, and Python's bare `NaN`, `Infinity` and `-Infinity` become the strings of the same name.
 * @throws SyntaxError where it is not JSON, and where it nests deeper than `limits.jsonDepth`.
 */
export function parseJson(text: string): unknown {
  checkDepth(text);
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const json = start === 0 ? text : text.slice(start);
  if (!needsCare.test(json)) return JSON.parse(json);
  return JSON.parse(
    json.replace(stringOrToken, (token) =>
      token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
    ),
  );
}

const needsCare = /[0-9]{16}|NaN|Infinity/;

/** A whole string literal, which is passed over; or a long integer or one of Python's words outside of one. */
const stringOrToken =
  /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![.\deE+-])-?\d{16,}(?![.\deE])|(?<![\w-])(?:NaN|-?Infinity)\b/gs;

function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) {
      inString = true;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > limits.jsonDepth) {
        throw new SyntaxError(`it nests deeper than ${String(limits.jsonDepth)} levels`);
      }
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    }
  }
}
