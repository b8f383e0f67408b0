import { visibleJson } from '../../../src/protocol/visible-text.ts';
import type { Signature } from '../../../src/protocol/model.ts';
import type {
  PredictionTensor,
  PredictionTensors,
  PredictionValue,
} from '../../../src/protocol/verify.ts';

/**
 * A sample input as the JSON that people edit: an object with a value or nested lists for each input, nothing
 * else. dtype and shape are the signature's and the nesting's to say.
 */

const lineWidth = 32;

/** Flat values folded by shape; nested ones stay as they are. */
function nested({ shape, values }: PredictionTensor): PredictionValue {
  if (!isList(values)) return values;
  if (shape.length === 0) return values[0] ?? [];
  if (shape.length === 1 || values.some(isList)) return values;
  let rows: readonly PredictionValue[] = values;
  for (const size of shape.slice(1).reverse()) {
    const folded: PredictionValue[] = [];
    for (let at = 0; at < rows.length; at += size) folded.push(rows.slice(at, at + size));
    rows = folded;
  }
  return rows;
}

function isList(value: PredictionValue): value is readonly PredictionValue[] {
  return Array.isArray(value);
}

/** A list of plain values fills its lines; a list of lists has one of them on each line. */
function write(value: PredictionValue, indent: string): string {
  if (!Array.isArray(value)) return visibleJson(JSON.stringify(value));
  const inner = `${indent}  `;
  const parts = value.map((item: PredictionValue) => write(item, inner));
  const flat = `[${parts.join(', ')}]`;
  if (inner.length + flat.length <= lineWidth) return flat;
  if (value.some((item) => Array.isArray(item))) {
    return `[\n${parts.map((part) => inner + part).join(',\n')}\n${indent}]`;
  }
  const lines: string[] = [];
  let line = '';
  parts.forEach((part, index) => {
    const text = index === parts.length - 1 ? part : `${part}, `;
    if (line !== '' && inner.length + line.length + text.trimEnd().length > lineWidth) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += text;
  });
  lines.push(line);
  return `[\n${lines.map((text) => inner + text).join('\n')}\n${indent}]`;
}

/** The text to edit. */
export function sampleText(inputs: PredictionTensors): string {
  const entries = Object.entries(inputs).map(
    ([key, tensor]) => `  ${visibleJson(JSON.stringify(key))}: ${write(nested(tensor), '  ')}`,
  );
  return `{\n${entries.join(',\n')}\n}`;
}

const stringOrWhole = /"(?:[^"\\]|\\.)*"|-?\d+(?![\d.eE])/g;

/** JSON with whole numbers beyond ±2^53 kept as strings of their digits, as prediction files write them. @throws SyntaxError */
function parseExactly(text: string): unknown {
  const kept = text.replace(stringOrWhole, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );
  return JSON.parse(kept);
}

/** A sample that can be run, or why it cannot. `rows`: the first dimension, where all inputs agree on it. */
export type ReadSample =
  | { readonly ok: true; readonly inputs: PredictionTensors; readonly rows: number | null }
  | { readonly ok: false; readonly problem: string };

class Problem extends Error {}

/** Shape of nested lists. @throws Problem where they are ragged. */
function shapeOf(value: unknown, where: string): number[] {
  const shape: number[] = [];
  let level: readonly unknown[] = [value];
  while (Array.isArray(level[0])) {
    const size = (level[0] as unknown[]).length;
    const uneven = level.some((item) => !Array.isArray(item) || item.length !== size);
    if (uneven) throw new Problem(`${where}: lists in dimension ${shape.length} differ in length.`);
    shape.push(size);
    level = (level as readonly unknown[][]).flat();
  }
  if (level.some((item) => Array.isArray(item))) {
    throw new Problem(`${where}: values and lists stand side by side.`);
  }
  return shape;
}

const wholeRanges: Readonly<Record<string, readonly [bigint, bigint]>> = Object.fromEntries(
  [8, 16, 32, 64].flatMap((bits) => [
    [`int${bits}`, [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n]],
    [`uint${bits}`, [0n, 2n ** BigInt(bits) - 1n]],
  ]),
);

const nonFinite = new Set(['NaN', 'Infinity', '-Infinity']);

/** Whether one value can be of a dtype. What is not known here is the runtime's to judge. */
function fits(value: unknown, dtype: string): boolean {
  const range = wholeRanges[dtype];
  if (range !== undefined) {
    const whole =
      typeof value === 'number'
        ? Number.isInteger(value)
        : typeof value === 'string' && /^-?\d+$/.test(value);
    if (!whole) return false;
    const exact = BigInt(value as number | string);
    return exact >= range[0] && exact <= range[1];
  }
  if (dtype === 'bool') return typeof value === 'boolean';
  if (dtype === 'string') {
    return (
      typeof value === 'string' ||
      (typeof value === 'object' && value !== null && 'base64' in value)
    );
  }
  if (/^(b?float|half|double)/.test(dtype)) {
    return typeof value === 'number' || (typeof value === 'string' && nonFinite.has(value));
  }
  return true;
}

function checkValues(value: unknown, dtype: string, where: string): void {
  const flat = Array.isArray(value) ? (value.flat(Infinity) as unknown[]) : [value];
  const wrong = flat.findIndex((item) => !fits(item, dtype));
  if (wrong !== -1) {
    throw new Problem(`${where}: ${JSON.stringify(flat[wrong])} is no ${dtype}.`);
  }
}

function shapeText(shape: readonly (number | null)[]): string {
  return `(${shape.map((size) => size ?? '?').join(', ')})`;
}

function readInput(
  key: string,
  value: unknown,
  dtype: string,
  stated: readonly (number | null)[] | null,
): PredictionTensor {
  // A pair of numbers is one complex value, not a dimension.
  const complex = dtype.startsWith('complex');
  const nesting = shapeOf(value, key);
  const shape = complex && nesting.at(-1) === 2 ? nesting.slice(0, -1) : nesting;
  const fitsShape =
    stated === null ||
    (stated.length === shape.length &&
      stated.every((size, index) => size === null || size === shape[index]));
  if (!fitsShape) {
    throw new Problem(
      `${key}: the signature wants ${shapeText(stated)}, this is ${shapeText(shape)}.`,
    );
  }
  checkValues(value, dtype, key);
  return { dtype, shape, values: value as PredictionTensor['values'] };
}

/** Reads edited text against what the signature wants. `made`: the sample that was offered, for dtypes. */
export function readSample(
  text: string,
  made: PredictionTensors,
  signature: Signature | null,
): ReadSample {
  try {
    const parsed = parseExactly(text);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      throw new Problem('An object with a value for each input is wanted.');
    }
    const given = parsed as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(given).find((key) => !Object.hasOwn(made, key));
    if (unknown !== undefined) {
      throw new Problem(`There is no input ${JSON.stringify(unknown)}.`);
    }
    const inputs: Record<string, PredictionTensor> = {};
    for (const [key, { dtype }] of Object.entries(made)) {
      if (!Object.hasOwn(given, key))
        throw new Problem(`The input ${JSON.stringify(key)} is missing.`);
      inputs[key] = readInput(key, given[key], dtype, signature?.inputs[key]?.shape ?? null);
    }
    const firsts = new Set(Object.values(inputs).map(({ shape }) => shape[0] ?? null));
    const [rows = null] = firsts.size === 1 ? firsts : [];
    return { ok: true, inputs, rows };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: error.message };
    return { ok: false, problem: syntaxProblem(error, text) };
  }
}

/** Where the JSON breaks, by line. */
function syntaxProblem(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(message)?.[1];
  const what = message.replace(/(?: in JSON)? at position.*$/s, '').replace(/, ".*$/s, '');
  if (position === undefined) return `No JSON: ${what}.`;
  const line = text.slice(0, Number(position)).split('\n').length;
  return `Line ${line}: ${what}.`;
}
