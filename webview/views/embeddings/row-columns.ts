import { html, nothing } from 'lit';
import type {
  EmbeddingRow,
  Metric,
  Neighbour,
  RowComparison,
} from '../../../src/protocol/embeddings.ts';
import type { CopiedColumn } from '../../copy.ts';
import { cssProperties } from '../../elements/css-properties.ts';
import type { Column } from '../../elements/data-grid-columns.ts';
import { middle, value } from '../../format.ts';
import { rowTitle } from './row-words.ts';

/** A row in a list; the label is undefined while it is on its way. */
export interface ListedRow {
  readonly row: number;
  readonly label: string | null | undefined;
  readonly norm: number | null | undefined;
  /** Which group of copies it belongs to, from 1; absent where it is in none. */
  readonly group?: number;
}

function titled(row: Pick<EmbeddingRow, 'row' | 'label'>, characters: number): unknown {
  const title = rowTitle(row);
  return html`<span class="cut" title=${title}>${middle(title, Math.max(8, characters))}</span>`;
}

/** `grouped`: with the groups of copies. */
export function rowColumns(labelled: boolean, grouped: boolean): readonly Column<ListedRow>[] {
  const number: Column<ListedRow> = {
    ...{ id: 'row', title: 'Row', width: 52, align: 'end', mono: true },
    text: ({ row }) => String(row),
    cell: ({ row }) => html`<span class="secondary">${row}</span>`,
  };
  const alone: Column<ListedRow> = {
    ...{ id: 'row', title: 'Row', width: 90, grows: true, mono: true },
    cell: ({ row }) => String(row),
  };
  const label: Column<ListedRow> = {
    ...{ id: 'label', title: 'Label', width: 96, grows: true },
    cell: ({ row, label: words }, characters) =>
      words === undefined
        ? html`<span class="line"></span>`
        : words === null
          ? html`<span class="tertiary">–</span>`
          : titled({ row, label: words }, characters),
  };
  const norm: Column<ListedRow> = {
    ...{ id: 'norm', title: 'Norm', width: 72, align: 'end', mono: true },
    cell: ({ norm: figure }) =>
      figure === undefined ? nothing : figure === null ? 'NaN' : value(figure),
  };
  const group: Column<ListedRow> = {
    ...{ id: 'group', title: 'Copies', width: 58, align: 'end', mono: true },
    cell: ({ group: number }) => (number === undefined ? '' : `group ${number}`),
    text: ({ group: number }) => (number === undefined ? '' : `group ${number}`),
  };
  return [...(labelled ? [label, number] : [alone]), norm, ...(grouped ? [group] : [])];
}

export const copiedRows: readonly CopiedColumn<ListedRow>[] = [
  { title: 'row', value: ({ row }) => row },
  { title: 'label', value: ({ label }) => label },
  { title: 'norm', value: ({ norm }) => norm },
];

/** How long a neighbour's bar is, 0 … 1, among all that are listed: of cosines and products the nearest is the longest. */
export function barShare(figure: number, metric: Metric, largest: number): number {
  if (metric === 'cosine') return Math.max(0, Math.min(1, figure));
  return largest > 0 ? Math.max(0, Math.min(1, figure / largest)) : 0;
}

/** Room that the rank takes, in characters of a name. */
const rankCharacters = 6;

/** Nearest first: rank, name, a bar and the figure. */
export function neighbourColumns(
  nearest: readonly Neighbour[],
  metric: Metric,
): readonly Column<Neighbour>[] {
  const rank = new Map(nearest.map((neighbour, at) => [neighbour, at + 1]));
  const largest = Math.max(0, ...nearest.map(({ value: figure }) => Math.abs(figure)));
  return [
    {
      ...{ id: 'label', title: 'Row', width: 96, grows: true },
      cell: (neighbour, characters) =>
        html`<span class="rank">${rank.get(neighbour) ?? ''}</span
          >${titled(neighbour, characters - rankCharacters)}`,
    },
    {
      ...{ id: 'bar', title: '', width: 52 },
      cell: ({ value: figure }) =>
        html`<span
          class="track"
          ${cssProperties({ '--part': `${barShare(figure, metric, largest) * 100}%` })}
        ></span>`,
    },
    {
      ...{ id: 'value', title: metric, width: 54, align: 'end', mono: true },
      text: ({ value: figure }) => value(figure),
      cell: ({ value: figure, duplicate }) =>
        html`<span title=${duplicate ? 'An exact copy' : nothing}>${value(figure)}</span>`,
    },
  ];
}

export const copiedNeighbours: readonly CopiedColumn<Neighbour>[] = [
  { title: 'row', value: ({ row }) => row },
  { title: 'label', value: ({ label }) => label },
  { title: 'value', value: ({ value: figure }) => figure },
  { title: 'exactCopy', value: ({ duplicate }) => duplicate },
];

export type ComparedDimension = RowComparison['dimensions'][number];

/** null where one of the two is no finite number. */
function differenceOf({ values: [one, other] }: ComparedDimension): number | null {
  return one === null || other === null ? null : other - one;
}

export function dimensionColumns(
  rows: readonly [number, number],
): readonly Column<ComparedDimension>[] {
  const figure = (
    id: string,
    title: string,
    of: (dimension: ComparedDimension) => number | null,
  ): Column<ComparedDimension> => ({
    ...{ id, title, width: 70, align: 'end', mono: true },
    text: (dimension) => value(of(dimension)),
    cell: (dimension) => value(of(dimension)),
  });
  return [
    {
      ...{ id: 'dimension', title: 'Dim.', width: 44, grows: true, mono: true },
      cell: ({ dimension }) => html`<span class="secondary">${dimension}</span>`,
    },
    figure('one', `Row ${rows[0]}`, ({ values }) => values[0]),
    figure('other', `Row ${rows[1]}`, ({ values }) => values[1]),
    figure('difference', 'Difference', differenceOf),
  ];
}

export const copiedDimensions: readonly CopiedColumn<ComparedDimension>[] = [
  { title: 'dimension', value: ({ dimension }) => dimension },
  { title: 'one', value: ({ values }) => values[0] },
  { title: 'other', value: ({ values }) => values[1] },
];
