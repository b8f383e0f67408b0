import path from 'node:path';
import { AppError } from '../../core/errors.ts';
import { openFile } from '../../io/file-source.ts';
import { count, plural } from '../../protocol/figures.ts';
import { limits } from '../../protocol/limits.ts';
import { shownName } from '../../protocol/visible-text.ts';
import type { ChosenLabels } from '../../protocol/embeddings.ts';
import type { LabelBuilder, LabelList } from '../../stats/embeddings/labels/label-list.ts';
import { columnLabels, lineLabels } from '../../stats/embeddings/labels/text-labels.ts';

/** Words out of a file that a person chose. */
export interface ChosenFile extends ChosenLabels {
  readonly list: LabelList;
  /** The column that they are; null where the file has one only. */
  readonly column: string | null;
}

/** `LabelSource.id` of such a file is its absolute path. */
export function isChosenFile(id: string): boolean {
  return path.isAbsolute(id);
}

/**
 * Reads a label for each row: the lines of a text file, or a column of a CSV or TSV file.
 * @param file absolute
 * @throws AppError `not-found`, `unreadable`, `malformed`, `limit-exceeded`, `bad-request` for a column that there is
 *   not, `cancelled`
 */
export async function readChosenFile(
  file: string,
  column: string | undefined,
  rows: number,
  signal?: AbortSignal,
): Promise<ChosenFile> {
  if (!isChosenFile(file)) {
    throw new AppError({
      code: 'bad-request',
      message: `${shownName(file)} is no absolute path. Name the file by its whole path.`,
    });
  }
  const name = path.basename(file);
  const where = shownName(file);
  const source = await openFile(file);
  try {
    if (source.size > 4 * limits.labelBytes) {
      throw new AppError({
        code: 'limit-exceeded',
        message: `${where} has more than ${count((4 * limits.labelBytes) / 1024 ** 2)} MB: more than words for rows take. Choose another file.`,
        path: file,
      });
    }
    const delimiter = delimiterOf(name);
    const {
      labels,
      columns,
      column: read,
    } = delimiter === null
      ? { labels: await lineLabels(source, where, signal), columns: [], column: null }
      : await columnLabels(source, where, { delimiter, name: column }, signal);
    const list = labels.list(firstRowOf(labels, rows));
    return {
      list,
      column: read,
      columns,
      source: {
        id: file,
        kind: 'chosen-file',
        name: read === null ? shownName(name) : `${shownName(name)}, ${shownName(read)}`,
        file: null,
        count: list.count,
        firstRow: list.firstRow,
      },
      notes: notesOn(list, rows),
    };
  } finally {
    await source.close();
  }
}

function delimiterOf(name: string): string | null {
  if (/\.tsv$/i.test(name)) return '\t';
  return /\.csv$/i.test(name) ? ',' : null;
}

/** A vocabulary without its special words leaves the first rows to them, where it is just as many words short. */
function firstRowOf(labels: LabelBuilder, rows: number): number {
  const inFront = rows - labels.count;
  return inFront === 1 || inFront === 2 ? inFront : 0;
}

function notesOn(list: LabelList, rows: number): readonly string[] {
  const notes: string[] = [];
  const { count: labels, firstRow } = list;
  if (firstRow > 0) {
    notes.push(
      `The file has ${plural(labels, 'label')} and the table ${plural(rows, 'row')}: the first label is taken for row ${String(firstRow)}, as where the rows before it stand for what is in no vocabulary.`,
    );
  } else if (labels < rows) {
    const left = rows - labels;
    notes.push(
      `The file has ${plural(labels, 'label')} and the table ${plural(rows, 'row')}: the last ${plural(left, 'row')} ${left === 1 ? 'has' : 'have'} none.`,
    );
  } else if (labels > rows) {
    const left = labels - rows;
    notes.push(
      `The file has ${plural(labels, 'label')} and the table ${plural(rows, 'row')}: the last ${plural(left, 'label')} ${left === 1 ? 'belongs' : 'belong'} to no row. Check that the file is for this table, and has no heading.`,
    );
  }
  const twice = duplicates(list);
  if (twice) {
    notes.push(
      `${plural(twice.count, 'label')} ${twice.count === 1 ? 'stands' : 'stand'} in the file more than once, such as ${shownName(twice.first)}. Looked for by label, the first row is found.`,
    );
  }
  return notes;
}

/** Labels of a number that a float64 holds beside the bits of a hash. */
const indexUnit = 2 ** 25;

/** How many labels there are that stand more than once, and the first of them. */
function duplicates(list: LabelList): { readonly count: number; readonly first: string } | null {
  // Sorted by a hash: a map of millions of labels would take far more memory than they do.
  const keys = new Float64Array(list.count);
  for (let index = 0; index < list.count; index++) {
    const bytes = list.bytesAt(list.firstRow + index);
    keys[index] = (bytes === null ? 0 : hashOf(bytes)) * indexUnit + index;
  }
  keys.sort();
  let first = Infinity;
  let twice = 0;
  for (let at = 0; at < keys.length;) {
    const hash = Math.floor((keys[at] as number) / indexUnit);
    const counts = new Map<string, number>();
    for (; at < keys.length && Math.floor((keys[at] as number) / indexUnit) === hash; at++) {
      if (hash === 0) continue;
      const row = list.firstRow + ((keys[at] as number) % indexUnit);
      const next = keys[at + 1];
      const isAlone = counts.size === 0 && (next === undefined || next >= (hash + 1) * indexUnit);
      if (isAlone) continue;
      const bytes = Buffer.from(list.bytesAt(row) ?? []).toString('latin1');
      const count = (counts.get(bytes) ?? 0) + 1;
      counts.set(bytes, count);
      if (count !== 2) continue;
      twice++;
      first = Math.min(first, row);
    }
  }
  return twice === 0 ? null : { count: twice, first: list.at(first) ?? '' };
}

/** FNV-1a in 27 bits; never 0. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return ((hash >>> 27) ^ hash) & 0x7ffffff || 1;
}
