import { html, nothing, type TemplateResult } from 'lit';
import type {
  ChosenLabels,
  EmbeddingTable,
  LabelSource,
} from '../../../src/protocol/embeddings.ts';
import type { ErrorData } from '../../../src/protocol/errors.ts';
import { iconButton, link } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import { openMenu, type MenuItem } from '../../elements/menu.ts';
import { count, middle, plural, sentence, storedShape, visible } from '../../format.ts';
import type { LabelChoice } from '../../state/embeddings.ts';

/** Tables that are listed beside those that were found; a model may have 100,000 tensors. */
const mostOthers = 200;

function shapeOf({ rows, dimensions }: EmbeddingTable): string {
  return storedShape([rows, dimensions]);
}

/** The table that is looked at; found ones come first, what only has two dimensions after a line. */
export function tablePicker(
  tables: readonly EmbeddingTable[],
  table: EmbeddingTable,
  onChoose: (tensor: string) => void,
  onMore: () => void,
): TemplateResult {
  const item = (each: EmbeddingTable): MenuItem => ({
    label: middle(visible(each.title), 60),
    note: shapeOf(each),
    current: each === table,
    onChoose: () => {
      onChoose(each.tensor);
    },
  });
  const found = tables.filter(({ reason }) => reason !== 'shape');
  const others = tables.filter(({ reason }) => reason === 'shape');
  // The one that is looked at is listed wherever it stands.
  const listed = others.filter((each, at) => at < mostOthers || each === table);
  const items = (): readonly MenuItem[] => [
    ...found.map(item),
    ...listed.map((each, at) => ({ ...item(each), apart: at === 0 && found.length > 0 })),
    ...(listed.length === others.length
      ? []
      : [
          {
            label: `${count(others.length - listed.length)} more in Tensors`,
            apart: true,
            onChoose: onMore,
          },
        ]),
  ];
  const name = visible(table.title);
  return html`<button
    type="button"
    class="picker"
    aria-haspopup="menu"
    title=${name === visible(table.tensor) ? name : `${name}\n${visible(table.tensor)}`}
    @click=${(event: MouseEvent) => {
      void openMenu(event.currentTarget as Element, items());
    }}
  >
    <span class="visually-hidden">Table:</span>${icon('symbol-array')}<span class="cut"
      >${middle(name, 60)}</span
    ><span class="mono">${shapeOf(table)}</span>${icon('chevron-down')}
  </button>`;
}

export interface Labels {
  readonly table: EmbeddingTable;
  /** undefined: on its way. */
  readonly source: LabelSource | null | undefined;
  /** What was read of a file that was chosen for them, or why it was not. */
  readonly chosen: ChosenLabels | ErrorData | null;
  readonly choice: LabelChoice | undefined;
  readonly onChoose: (choice: LabelChoice) => void;
  readonly onPick: () => void;
  readonly onOpen: (file: string) => void;
}

/** Where the words for the rows come from, and a way to take others. */
export function labelsOf(labels: Labels): TemplateResult {
  return html`<span class="labels"
    ><span class="cut">${labelWords(labels)}</span>${iconButton('chevron-down', 'Choose labels', {
      popup: true,
      onClick: (event) => {
        void openMenu(event.currentTarget as Element, labelItems(labels));
      },
    })}</span
  >`;
}

function labelWords({ source, table, onOpen }: Labels): unknown {
  if (source === undefined) return html`<span class="secondary">Reading labels</span>`;
  if (source === null) return html`<span class="secondary">No labels</span>`;
  const title = middle(visible(source.name), 60);
  const { file } = source;
  const labelled = Math.max(
    0,
    Math.min(table.rows, source.firstRow + source.count) - source.firstRow,
  );
  const words =
    file === null
      ? title
      : link(
          title,
          () => {
            onOpen(file);
          },
          'Open the file',
        );
  const fits = source.firstRow + source.count === table.rows;
  return html`<span class="secondary">Labels from </span>${words}<span class="secondary"
      >, ${count(labelled)} of ${plural(table.rows, 'row')}</span
    >${
      fits
        ? nothing
        : html`<span title=${mismatch(source, table)}> ${icon('warning', 'warning')}</span>`
    }`;
}

/** In what number of labels and number of rows differ. */
function mismatch({ firstRow, count: all }: LabelSource, { rows }: EmbeddingTable): string {
  const from = firstRow === 0 ? '' : ` The first label is row ${firstRow}’s.`;
  return firstRow + all > rows
    ? `There are more labels than rows: ${count(all)} for ${plural(rows, 'row')}.${from}`
    : `There are fewer labels than rows: ${count(all)} for ${plural(rows, 'row')}.${from}`;
}

function labelItems({
  table,
  source,
  chosen,
  choice,
  onChoose,
  onPick,
}: Labels): readonly MenuItem[] {
  const columns = chosen !== null && 'columns' in chosen ? chosen.columns : [];
  const file = choice?.kind === 'file' ? choice : null;
  return [
    ...table.labels.map((each): MenuItem => ({
      label: middle(visible(each.name), 60),
      note: plural(each.count, 'label'),
      current: file === null && source?.id === each.id,
      onChoose: () => {
        onChoose({ kind: 'source', id: each.id });
      },
    })),
    ...(file === null || columns.length > 0
      ? []
      : [{ label: middle(visible(file.path), 60), current: true, onChoose: onPick }]),
    ...columns.map((column, at): MenuItem => ({
      label: `Column ${middle(visible(column), 50)}`,
      current: file !== null && (file.column ?? columnOf(chosen)) === column,
      apart: at === 0 && table.labels.length > 0,
      onChoose: () => {
        if (file !== null) onChoose({ ...file, column });
      },
    })),
    {
      label: 'No Labels',
      current: choice?.kind === 'none' || (choice === undefined && source === null),
      onChoose: () => {
        onChoose({ kind: 'none' });
      },
    },
    { label: 'Labels from a File…', apart: true, onChoose: onPick },
  ];
}

/** Of several columns the first is taken until a person chooses another. */
function columnOf(chosen: Labels['chosen']): string | undefined {
  return chosen !== null && 'columns' in chosen ? chosen.columns[0] : undefined;
}

/** What does not fit about labels out of a chosen file, or why it could not be read. */
export function labelNotes({ chosen, choice, onChoose, onPick }: Labels): unknown {
  if (chosen === null || choice?.kind !== 'file') return nothing;
  const failed = 'code' in chosen;
  const notes = failed ? [chosen.message] : chosen.notes;
  if (notes.length === 0) return nothing;
  return html`<div class="label-notes small" role=${failed ? 'alert' : 'status'}>
    ${icon(failed ? 'error' : 'info', failed ? 'failed' : '')}
    <span>${notes.map((note) => sentence(note)).join(' ')}</span>
    ${link('Another file…', onPick)}
    ${link('No labels', () => {
      onChoose({ kind: 'none' });
    })}
  </div>`;
}
