import { parseExactJson, type ExactJson } from './exact-json.ts';
import { decodeUtf8 } from './text.ts';

/**
 * Parses JSON as people's files have it, into plain data that can be sent on as JSON without a loss: an integer that
 * a double cannot hold becomes its decimal digits as a string, and Python's bare `NaN`, `Infinity` and `-Infinity`
 * become the strings of the same name.
 * @throws SyntaxError where it is not JSON, and where it nests deeper than `limits.jsonDepth`
 */
export function parseJson(text: string): unknown {
  return plain(parseExactJson(text, { lastKeyWins: true }));
}

/** What JSON in bytes says, or as a clause what is wrong with it. */
export function readJson(
  bytes: Uint8Array,
): { readonly value: unknown } | { readonly problem: string } {
  const text = decodeUtf8(bytes);
  if (text === null) return { problem: 'it is not UTF-8' };
  try {
    return { value: parseJson(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problem: error.message.replace(/\.$/, '') };
  }
}

/** Whether parsed JSON is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plain(value: ExactJson): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isArray(value)) return value.map(plain);
  return Object.fromEntries(Array.from(value, ([key, item]) => [key, plain(item)]));
}

function isArray(
  value: readonly ExactJson[] | ReadonlyMap<string, ExactJson>,
): value is readonly ExactJson[] {
  return Array.isArray(value);
}
