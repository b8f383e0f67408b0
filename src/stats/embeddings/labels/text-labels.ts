import { parse, type Parser } from 'csv-parse';
import { AppError } from '../../../core/errors.ts';
import { throwIfCancelled } from '../../../core/cancel.ts';
import { Pacer } from '../../../core/pacer.ts';
import type { ByteSource } from '../../../io/byte-source.ts';
import { LabelBuilder } from './label-list.ts';

/** Bytes that are read at once. */
const readBytes = 256 * 1024;

const [newline, carriageReturn] = [0x0a, 0x0d];

/**
 * Reads a label from each line of a text, as TensorFlow reads a vocabulary: the last line may lack its end, and a
 * carriage return is none of its characters.
 * @throws AppError `limit-exceeded`, `cancelled`, and what the source throws
 */
export async function lineLabels(
  source: ByteSource,
  where: string,
  signal?: AbortSignal,
): Promise<LabelBuilder> {
  const labels = new LabelBuilder(where);
  const pacer = new Pacer(signal);
  let rest = new Uint8Array(0);
  const add = (line: Uint8Array): void => {
    labels.add(line.at(-1) === carriageReturn ? line.subarray(0, -1) : line);
  };
  for await (const piece of pieces(source, signal)) {
    let from = 0;
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, from)) {
      const line = piece.subarray(from, end);
      add(rest.length === 0 ? line : joined(rest, line));
      rest = new Uint8Array(0);
      from = end + 1;
    }
    rest = joined(rest, piece.subarray(from));
    if (pacer.due) await pacer.pause();
  }
  if (rest.length > 0) add(rest);
  return labels;
}

/** A column of a table in a text file. */
export interface ColumnLabels {
  /** Names of the columns; empty for a file of one column, which has no line of names. */
  readonly columns: readonly string[];
  readonly column: string | null;
  readonly labels: LabelBuilder;
}

/** What a column of words for people is often called. */
const labelName = /^(?:label|labels|name|names|title|titles|word|words|token|tokens|text)$/i;

/** Columns that are told. */
const mostColumns = 200;

/** Which column is read. */
export interface ColumnChoice {
  readonly delimiter: string;
  /** Its name; without it the one that is called as labels are, else the first. */
  readonly name?: string | undefined;
  /** Its place, in a file without names. */
  readonly index?: number;
}

/**
 * Reads a column of a CSV or TSV file. Of several columns the first line is their names, as TensorBoard's projector has
 * it in its metadata files, unless the column is chosen by its place.
 * @throws AppError `malformed`, `bad-request` for a column that there is not, `limit-exceeded`, `cancelled`, and what
 *   the source throws
 */
export async function columnLabels(
  source: ByteSource,
  where: string,
  { delimiter, name, index: place }: ColumnChoice,
  signal?: AbortSignal,
): Promise<ColumnLabels> {
  const labels = new LabelBuilder(where);
  const pacer = new Pacer(signal);
  const columns: string[] = [];
  let begun = place !== undefined;
  let index = place ?? 0;
  const parser = parse({
    delimiter,
    bom: true,
    // TensorFlow splits a line at each delimiter, whatever stands around it.
    quote: place === undefined ? '"' : null,
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: 1024 ** 2,
  });
  const take = (record: readonly string[]): void => {
    if (!begun) {
      begun = true;
      if (record.length > 1) columns.push(...record.slice(0, mostColumns));
      index = indexOf(columns, name, where);
      if (columns.length > 0) return;
    }
    labels.add(Buffer.from(record[index] ?? ''));
  };
  parser.on('readable', () => {
    try {
      for (let record = next(parser); record; record = next(parser)) take(record);
    } catch (thrown) {
      // Thrown here it would be nobody's to catch.
      parser.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  });
  const ended = new Promise<void>((resolve, reject) => {
    parser.once('end', resolve).once('error', reject);
  });
  // Whoever waits for it below is told; until then it must not count as nobody's.
  ended.catch(() => undefined);
  try {
    for await (const piece of pieces(source, signal)) {
      if (parser.destroyed) break;
      if (!parser.write(piece)) {
        await Promise.race([ended, new Promise((resolve) => parser.once('drain', resolve))]);
      }
      if (pacer.due) await pacer.pause();
    }
    parser.end();
    await ended;
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError(
      {
        code: 'malformed',
        message: `${where} cannot be read as a table: ${thrown instanceof Error ? thrown.message : String(thrown)}. Save it as CSV or TSV in UTF-8, or as text with a label in each line.`,
      },
      { cause: thrown },
    );
  } finally {
    parser.destroy();
  }
  return { columns, column: columns[index] ?? null, labels };
}

function next(parser: Parser): readonly string[] | null {
  return parser.read() as readonly string[] | null;
}

function indexOf(columns: readonly string[], wanted: string | undefined, where: string): number {
  if (wanted === undefined) {
    return Math.max(
      0,
      columns.findIndex((name) => labelName.test(name.trim())),
    );
  }
  const index = columns.indexOf(wanted);
  if (index >= 0) return index;
  throw new AppError({
    code: 'bad-request',
    message: `${where} has no column ${wanted}. Choose one of those that it has.`,
  });
}

async function* pieces(
  source: ByteSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < source.size; at += readBytes) {
    throwIfCancelled(signal);
    yield await source.read(at, Math.min(readBytes, source.size - at), signal);
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
