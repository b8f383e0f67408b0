import { html, nothing, type TemplateResult } from 'lit';
import { leastWidth, paneEdge, type Column } from './data-grid-columns.ts';
import { icon } from './icon.ts';
import { roving } from './roving.ts';

export interface SortState {
  readonly column: string;
  readonly descending: boolean;
}

/** What the head of a table tells the table. */
export interface HeadEvents<Row> {
  readonly onSort: (sort: SortState | null) => void;
  readonly onWidth: (column: Column<Row>, width: number) => void;
  /** As wide as the widest cell on screen. */
  readonly onFit: (column: Column<Row>) => void;
  /** The keyboard leaves the head for the rows. */
  readonly onLeave: () => void;
}

/** CSS pixels by which a key makes a column wider. */
const widthStep = 16;

/** Ascending, descending, the file's order. */
function nextSort(id: string, sort: SortState | null): SortState | null {
  if (sort?.column !== id) return { column: id, descending: false };
  return sort.descending ? null : { column: id, descending: true };
}

/**
 * The head of a table: a click sorts, edges drag, a double click on one fits. It is one stop of the Tab key; the
 * arrows go along it, with Shift they change the width, and down leads into the rows.
 */
export function gridHead<Row>(
  columns: readonly Column<Row>[],
  sort: SortState | null,
  events: HeadEvents<Row>,
): TemplateResult {
  const widthOf = (cell: Element | null | undefined, column: Column<Row>): number => {
    const width = cell?.getBoundingClientRect().width ?? column.width;
    return column === columns[0] ? width - paneEdge : width;
  };
  const onKey = (event: KeyboardEvent, column: Column<Row>): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: widthStep,
      ArrowLeft: -widthStep,
    };
    const step = event.shiftKey ? steps[event.key] : undefined;
    if (step !== undefined) {
      const width = widthOf((event.currentTarget as Element).parentElement, column) + step;
      events.onWidth(column, Math.max(leastWidth, Math.round(width)));
    } else if (event.key === 'ArrowDown') events.onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onEdge = (event: PointerEvent, column: Column<Row>): void => {
    const edge = event.currentTarget as HTMLElement;
    const start = widthOf(edge.parentElement, column);
    const from = event.clientX;
    const onMove = (move: PointerEvent): void => {
      events.onWidth(column, Math.max(leastWidth, Math.round(start + move.clientX - from)));
    };
    edge.setPointerCapture(event.pointerId);
    edge.addEventListener('pointermove', onMove);
    edge.addEventListener(
      'lostpointercapture',
      () => {
        edge.removeEventListener('pointermove', onMove);
      },
      { once: true },
    );
    event.preventDefault();
  };
  return html`<div
    class="head"
    role="row"
    aria-rowindex="1"
    ${roving({ items: 'button', along: 'row' })}
  >
    ${columns.map((column) => {
      const sorted = sort?.column === column.id ? sort : null;
      const direction = sorted === null ? 'none' : sorted.descending ? 'descending' : 'ascending';
      return html`<div
        role="columnheader"
        class=${column.align ?? ''}
        aria-sort=${column.sortable === true ? direction : nothing}
      >
        ${
          column.sortable === true
            ? html`<button
                type="button"
                @click=${() => {
                  events.onSort(nextSort(column.id, sort));
                }}
                @keydown=${(event: KeyboardEvent) => {
                  onKey(event, column);
                }}
              >
                ${column.title}${
                  sorted === null ? nothing : icon(sorted.descending ? 'arrow-down' : 'arrow-up')
                }
              </button>`
            : html`<span>${column.title}</span>`
        }
        <span
          class="edge"
          @pointerdown=${(event: PointerEvent) => {
            onEdge(event, column);
          }}
          @dblclick=${() => {
            events.onFit(column);
          }}
        ></span>
      </div>`;
    })}
  </div>`;
}
