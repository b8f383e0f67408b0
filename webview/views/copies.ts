import { copiedTable, type CopiedColumn } from '../copy.ts';
import type { Copied } from '../elements/copy-menu.ts';
import { plural } from '../format.ts';
import type { Model } from '../state/model.ts';

/** Rows that a menu copies, under their name: "File" for one. */
export function copies<Row>(
  { rpc }: Model,
  noun: string,
  columns: readonly CopiedColumn<Row>[],
  rows: readonly Row[],
): Copied {
  return {
    what: plural(rows.length, noun),
    onCopy: (format) => {
      rpc.host({ action: 'copy', text: copiedTable(columns, rows, format) });
    },
  };
}
