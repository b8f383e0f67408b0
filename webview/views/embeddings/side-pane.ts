import { html, nothing, type TemplateResult } from 'lit';
import type {
  EmbeddingRow,
  EmbeddingTable,
  Metric,
  Neighbour,
} from '../../../src/protocol/embeddings.ts';
import { dropdown, iconButton, link, segments, textField } from '../../elements/controls.ts';
import { copyButton, copyItems, type Copied } from '../../elements/copy-menu.ts';
import type { GridEvents } from '../../elements/data-grid.ts';
import { figureList } from '../../elements/figures.ts';
import { icon } from '../../elements/icon.ts';
import { openMenu } from '../../elements/menu.ts';
import { count, plural, value, visible } from '../../format.ts';
import type { Embeddings } from '../../state/embeddings.ts';
import { failure } from './failure.ts';
import {
  dimensionColumns,
  neighbourColumns,
  rowColumns,
  type ComparedDimension,
  type ListedRow,
} from './row-columns.ts';
import { rowTitle } from './row-words.ts';

const metrics = [
  { value: 'cosine', label: 'Cosine' },
  { value: 'dot', label: 'Dot' },
  { value: 'euclid', label: 'Euclid' },
] as const satisfies readonly { readonly value: Metric; readonly label: string }[];

const amounts = ['10', '25', '100'] as const;

/** Rows of a list of neighbours that are in sight at once. */
const mostInSight = 12;

/** A list of rows that stands in the pane. */
export interface RowList {
  /** What they have in common: "3 zero rows". */
  readonly title: string;
  readonly count: number;
  readonly row: (index: number) => ListedRow | undefined;
  /** Index of the chosen row among them, −1 for none. */
  readonly current: number;
  readonly grouped: boolean;
  readonly onRange: (first: number, last: number) => void;
  readonly copied: Copied;
}

/** What a person can do in the pane. */
export interface SideActions {
  readonly onSearch: (text: string) => void;
  readonly onSearchKey: (event: KeyboardEvent) => void;
  /** A row of a list became the current one. `goes`: it is to be shown with its neighbours. */
  readonly onRow: (row: number, goes: boolean) => void;
  /** A row of the list is only looked at. */
  readonly onLook: (index: number) => void;
  readonly onBack: () => void;
  readonly onMetric: (metric: Metric) => void;
  readonly onNearest: (nearest: number) => void;
  readonly onListed: (listed: boolean) => void;
  readonly onUnselect: () => void;
  readonly onCompare: (row: number | null) => void;
  readonly onDuplicates: () => void;
  readonly onValues: () => void;
  readonly onUnchoose: () => void;
}

export interface Side {
  readonly embeddings: Embeddings;
  readonly table: EmbeddingTable;
  readonly labelled: boolean;
  readonly metric: Metric;
  readonly nearest: number;
  /** The chosen row, as far as it is known. */
  readonly chosen: ListedRow | null;
  /** Which cluster it is in, and how many rows are. */
  readonly cluster: string | null;
  readonly canGoBack: boolean;
  /** What stands in the search, and whether a person types it. */
  readonly field: string;
  readonly typing: boolean;
  /** What a search, a tile or the lasso has found; null: nothing was looked for. */
  readonly found: RowList | null;
  readonly selected: RowList | null;
  readonly all: RowList;
  readonly listed: boolean;
  readonly compared: number | null;
  /** Index of the neighbour that the keyboard is at, −1 for none. */
  readonly looked: number;
  readonly copiedNeighbours: Copied;
  readonly copiedDimensions: Copied;
  readonly actions: SideActions;
}

/** A row, its neighbours, and lists of rows: what the map shows, for reading and for the keyboard. */
export function sidePane(side: Side): TemplateResult {
  return html`${head(side)}
    <div class="search-line">${search(side)}</div>
    ${body(side)}`;
}

function body(side: Side): unknown {
  const { found, compared, chosen, selected, listed, all } = side;
  if (found !== null) return rowList(side, found);
  if (compared !== null && chosen !== null) return comparison(side, compared);
  if (selected !== null && listed) return rowList(side, selected);
  if (chosen === null) {
    return html`<p class="small secondary hint">
        Click a point of the map, or search for a row: its nearest neighbours stand here.
      </p>
      ${rowList(side, all)}`;
  }
  return neighbours(side, chosen);
}

function head(side: Side): TemplateResult {
  const { selected, listed, compared, canGoBack, chosen, found, actions } = side;
  const back = iconButton('arrow-left', 'Back to the row before', {
    disabled: !canGoBack,
    onClick: actions.onBack,
  });
  if (compared !== null && chosen !== null && found === null) {
    return html`<div class="side-head">
      <h2 class="cut">Compare rows</h2>
      ${copyButton(side.copiedDimensions)}
      ${iconButton('close', 'Close the comparison', {
        onClick: () => {
          actions.onCompare(null);
        },
      })}
    </div>`;
  }
  if (selected === null) {
    return html`<div class="side-head">
      ${back}
      <h2>${chosen === null ? 'Rows' : 'Neighbours'}</h2>
      ${copyButton(chosen === null ? side.all.copied : side.copiedNeighbours)}
    </div>`;
  }
  const panes = [
    { value: 'rows', label: selected.title },
    { value: 'neighbours', label: 'Neighbours' },
  ] as const;
  return html`<div class="side-head">
    ${segments('Rows', panes, listed ? 'rows' : 'neighbours', (pane) => {
      actions.onListed(pane === 'rows');
    })}
    <span class="gap"></span>
    ${listed ? copyButton(selected.copied) : back}
    ${iconButton('close', 'Clear the selection', { onClick: actions.onUnselect })}
  </div>`;
}

function search({ chosen, field, typing, labelled, compared, actions }: Side): TemplateResult {
  const what = labelled ? 'Find by label or row' : 'Find a row by its number';
  return html`${textField({
    label: compared === null ? what : 'Compare with label or row',
    value: field,
    placeholder: compared === null ? what : 'Compare with …',
    icon: 'search',
    classes: 'search',
    onInput: actions.onSearch,
    onKey: actions.onSearchKey,
  })}${
    chosen === null || typing || compared !== null
      ? nothing
      : html`<span class="row-number mono">row ${chosen.row}</span>`
  }`;
}

function rowList(side: Side, list: RowList): TemplateResult {
  const { labelled, actions, table } = side;
  return html`${
    // Of rows that were chosen the head says how many they are.
    list === side.selected
      ? nothing
      : html`<p class="caption list-title" role="status">${list.title}</p>`
  }
  ${
    list.count === 0
      ? html`<p class="small secondary hint">
          No row of ${count(table.rows)} has that in its label, nor as its number.
        </p>`
      : html`<sm-data-grid
          class="rows"
          .label=${list.title}
          .columns=${rowColumns(labelled, list.grouped)}
          .rowCount=${list.count}
          .row=${list.row}
          .nameOf=${(row: ListedRow) => rowTitle({ row: row.row, label: row.label ?? null })}
          .selected=${list.current}
          @grid-range=${({ detail }: GridEvents['grid-range']) => {
            list.onRange(detail.first, detail.last);
          }}
          @grid-select=${({ detail }: GridEvents['grid-select']) => {
            const row = list.row(detail.index);
            if (row !== undefined) actions.onRow(row.row, false);
          }}
          @grid-open=${({ detail }: GridEvents['grid-open']) => {
            const row = list.row(detail.index);
            if (row !== undefined) actions.onRow(row.row, true);
          }}
          @grid-copy=${() => {
            void list.copied.onCopy('text');
          }}
          @grid-menu=${({ detail }: GridEvents['grid-menu']) => {
            void openMenu(detail, copyItems(list.copied));
          }}
        ></sm-data-grid>`
  }`;
}

function neighbours(side: Side, chosen: ListedRow): TemplateResult {
  const { embeddings, metric, nearest, table, actions, looked } = side;
  const { result, error, current } = embeddings.neighbours;
  // Of another row until this one's are there; what is shown is then quiet.
  const known = result?.nearest ?? null;
  const rows = known?.length ?? Math.min(nearest, Math.max(0, table.rows - 1));
  return html`<div class="how">
      ${segments('Metric', metrics, metric, actions.onMetric)}
      ${dropdown(
        'How many',
        amounts.map((amount) => ({ value: amount, label: `${amount} nearest` })),
        String(nearest) as (typeof amounts)[number],
        (amount) => {
          actions.onNearest(Number(amount));
        },
      )}
    </div>
    ${
      error !== null
        ? failure(error, 'The neighbours could not be found', () => {
            embeddings.neighbours.again();
          })
        : rows === 0
          ? html`<p class="small secondary hint">${noNeighbours(table, result?.of ?? null)}</p>`
          : html`<sm-data-grid
              class="nearest ${current ? '' : 'stale'}"
              headless
              fit=${Math.min(mostInSight, rows)}
              .label=${`Nearest to ${rowTitle({ row: chosen.row, label: chosen.label ?? null })}`}
              .columns=${neighbourColumns(known ?? [], metric)}
              .rowCount=${rows}
              .row=${(index: number) => known?.[index]}
              .nameOf=${(row: Neighbour) => rowTitle(row)}
              .selected=${looked}
              @grid-select=${({ detail }: GridEvents['grid-select']) => {
                const row = known?.[detail.index];
                if (detail.by === 'click' && row !== undefined) actions.onRow(row.row, true);
                else actions.onLook(detail.index);
              }}
              @grid-open=${(event: GridEvents['grid-open']) => {
                const row = known?.[event.detail.index];
                if (row !== undefined) actions.onRow(row.row, true);
              }}
              @grid-copy=${() => {
                void side.copiedNeighbours.onCopy('text');
              }}
              @grid-menu=${({ detail }: GridEvents['grid-menu']) => {
                void openMenu(detail, copyItems(side.copiedNeighbours));
              }}
            ></sm-data-grid>`
    }
    ${copiesNote(known ?? [], actions.onDuplicates)} ${rowFacts(side, chosen)}`;
}

function noNeighbours(table: EmbeddingTable, of: EmbeddingRow | null): string {
  if (table.rows < 2) return 'There is no other row.';
  if (of?.norm === null) return 'A row with NaN or infinity in it has no neighbours.';
  if (of?.norm === 0) return 'A zero row has no direction, and so no neighbours by cosine.';
  return 'No other row can be compared with it.';
}

function copiesNote(nearest: readonly Neighbour[], onDuplicates: () => void): unknown {
  const places = nearest.flatMap(({ duplicate }, at) => (duplicate ? [at + 1] : []));
  const [first] = places;
  if (first === undefined) return nothing;
  const some =
    places.length === 1
      ? `Neighbour ${first} is an exact copy`
      : places.length === 2
        ? `Neighbours ${first} and ${places[1] ?? ''} are exact copies`
        : `${count(places.length)} of these are exact copies`;
  return html`<p class="copies small">
    ${icon('info')}<span>${some} of this row. ${link('Show duplicates', onDuplicates)}</span>
  </p>`;
}

function rowFacts(side: Side, { row, label, norm }: ListedRow): TemplateResult {
  const { cluster, actions, embeddings, looked } = side;
  const nearest = embeddings.neighbours.result?.nearest ?? [];
  const other = nearest[Math.max(0, looked)];
  return html`<div class="row-facts">
    <div class="side-head">
      <h2>Row ${row}</h2>
      ${iconButton('close', 'Let go of the row', { onClick: actions.onUnchoose })}
    </div>
    <dl class="facts">
      ${
        label === null || label === undefined
          ? nothing
          : html`<dt>label</dt>
              <dd title=${visible(label)}>${visible(label)}</dd>`
      }
      <dt>norm</dt>
      <dd>${norm === undefined ? '' : norm === null ? 'NaN or infinity' : value(norm)}</dd>
      <dt>cluster</dt>
      <dd>${cluster ?? 'not on the map'}</dd>
    </dl>
    <p class="links small">
      ${link('Show values', actions.onValues)}
      ${
        other === undefined
          ? nothing
          : link('Compare rows', () => {
              actions.onCompare(other.row);
            })
      }
    </p>
  </div>`;
}

function comparison(side: Side, compared: number): TemplateResult {
  const { embeddings, actions } = side;
  const { result, error } = embeddings.comparison;
  if (error !== null) {
    return failure(error, 'The rows could not be compared', () => {
      embeddings.comparison.again();
    });
  }
  const shown = result?.rows[0].row === side.chosen?.row && result?.rows[1].row === compared;
  if (result === null || !shown) return html`<p class="hint"></p>`;
  const [one, other] = result.rows;
  const figure = (known: number | null): string => (known === null ? '–' : value(known));
  return html`<div class="compared small">
      ${link(rowTitle(one), () => {
        actions.onCompare(null);
      })}
      <span class="secondary">and</span>
      ${link(rowTitle(other), () => {
        actions.onRow(other.row, true);
      })}
    </div>
    ${figureList([
      ['cosine', figure(result.cosine)],
      ['dot', figure(result.dot)],
      ['euclid', figure(result.euclid)],
      ['norms', `${figure(one.norm)} · ${figure(other.norm)}`],
    ])}
    <sm-data-grid
      class="rows"
      .label=${`Row ${one.row} and row ${other.row} by dimension, the largest difference first`}
      .columns=${dimensionColumns([one.row, other.row])}
      .rowCount=${result.dimensions.length}
      .row=${(index: number) => result.dimensions[index]}
      .nameOf=${({ dimension }: ComparedDimension) => String(dimension)}
      .selected=${side.looked}
      @grid-select=${({ detail }: GridEvents['grid-select']) => {
        actions.onLook(detail.index);
      }}
      @grid-copy=${() => {
        void side.copiedDimensions.onCopy('text');
      }}
    ></sm-data-grid>`;
}

/** "10 neighbours", for the clipboard. */
export function neighboursTitle(nearest: readonly Neighbour[]): string {
  return plural(nearest.length, 'Neighbour');
}
