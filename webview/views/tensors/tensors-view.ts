import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';

import type { TensorInfo } from '../../../src/protocol/model.ts';
import type { FigureSort, TensorSort } from '../../../src/protocol/tensors.ts';
import { copiedTable } from '../../copy.ts';
import { banner, bannerStyles } from '../../elements/banner.ts';
import { controlStyles, focusField, link, textField } from '../../elements/controls.ts';
import { cssProperties } from '../../elements/css-properties.ts';
import { copyButton, copyItems, type Copied } from '../../elements/copy-menu.ts';
import '../../elements/data-grid.ts';
import type { DataGrid, GridEvents } from '../../elements/data-grid.ts';
import type { SortState } from '../../elements/data-grid-head.ts';
import { openMenu } from '../../elements/menu.ts';
import { progressStyles } from '../../elements/progress.ts';
import type { RowRange } from '../../elements/row-selection.ts';
import '../../elements/sash.ts';
import { base, scrollbars } from '../../elements/shared-styles.ts';
import { bytes, count, plural, sentence, visible } from '../../format.ts';
import type { Remembered } from '../../state/memory.ts';
import { Watch } from '../../state/observable.ts';
import { shownName } from '../../state/tensor-names.ts';
import { View, viewStyles } from '../view.ts';
import { damageBanner } from './damage-banner.ts';
import { facetBar } from './facet-bar.ts';
import { statisticsProgress } from './statistics-progress.ts';
import { copiedColumns, damageOf, tensorColumns } from './tensor-columns.ts';
import './tensor-detail.ts';
import type { TensorDetail } from './tensor-detail.ts';
import { tensorsStyles } from './tensors-styles.ts';

/** Up to this many bytes statistics are computed without being asked for. */
const smallBytes = 64 * 1024 ** 2;
/** Milliseconds: typing settles, and the lower pane follows the keys. */
const typingPause = 120;
const followPause = 150;

const figureSorts: ReadonlySet<string> = new Set<FigureSort>([
  ...(['min', 'max', 'mean', 'std', 'zeros', 'nan'] as const),
]);

/** Scroll position of the table, in the memory. */
const place = 'tensors';

/** Every tensor: found, sorted, measured, and opened down to its bytes. */
export class Tensors extends View {
  static override properties = {
    ...View.properties,
    current: { state: true },
    opened: { state: true },
    version: { state: true },
    filter: { state: true },
  };
  static override styles = [
    base,
    scrollbars,
    controlStyles,
    bannerStyles,
    viewStyles,
    progressStyles,
    tensorsStyles,
  ];
  /** Index and tensor of the current row. */
  declare private current: { readonly index: number; readonly tensor: TensorInfo } | null;
  /** The tensor in the lower pane. */
  declare private opened: TensorInfo | null;
  declare private version: number;
  declare private filter: string;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #following: ReturnType<typeof setTimeout> | undefined;
  /** Statistics ran when it was last rendered. */
  #counting = false;
  readonly #watch = new Watch(this, () => [
    this.model.tensors,
    this.model.statistics,
    this.model.names,
  ]);

  constructor() {
    super();
    this.current = null;
    this.opened = null;
    this.version = 0;
    this.filter = '';
    void this.#watch;
  }

  override focusSearch(): void {
    focusField(this.renderRoot.querySelector('.filter'));
  }

  override panes(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('sm-data-grid, sm-tensor-detail')];
  }

  get #grid(): DataGrid<TensorInfo> | null {
    return this.renderRoot.querySelector('sm-data-grid');
  }

  get #memory(): Remembered['tensors'] {
    return this.model.memory.get('tensors');
  }

  #remember(fields: Partial<Remembered['tensors']>): void {
    this.model.memory.merge('tensors', fields);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('model')) {
      // State and bookkeeping are hidden at first, where there are weights to look at.
      const weights = (this.model.summary.parameterCount ?? 0) > 0;
      this.filter = this.#memory.filter ?? (weights ? 'role:weight,optimizer' : '');
      void this.#start();
    }
    this.toggleAttribute('opened', this.opened !== null);
    const { running } = this.model.statistics;
    const counted = this.#counting && !running;
    if (counted && figureSorts.has(this.#memory.sort)) void this.#reorder({ reveal: false });
    this.#counting = running;
  }

  async #start(): Promise<void> {
    await this.#show();
    const { selected, open } = this.#memory;
    this.current = null;
    // Where somebody has scrolled, and when the files have changed, it stays as it was.
    const reveal = this.model.memory.place(place).kept === null;
    const tensor = selected === null ? null : await this.#find(selected, reveal);
    this.opened = open ? tensor : null;
  }

  /** Asks for the first page in the present order. */
  async #show(): Promise<void> {
    const { sort, descending } = this.#memory;
    const { tensors } = this.model;
    await tensors.show({ filter: this.filter, sort, descending });
    const { figures } = tensors;
    if (figures === null) return;
    if (figures.matchedBytes <= smallBytes || this.#memory.stopped) await this.#compute();
  }

  /** Shows the order that is remembered; the current row stays the current one, wherever it goes. */
  async #reorder({ reveal }: { readonly reveal: boolean }): Promise<void> {
    const name = this.current?.tensor.name;
    this.current = null;
    await this.#show();
    // Somebody else may have become the current one meanwhile.
    if (name !== undefined && this.#memory.selected === name) await this.#find(name, reveal);
  }

  /** Figures that it is to be sorted by are computed first; when they are, it is sorted again. */
  async #sortBy(sort: SortState | null): Promise<void> {
    const column = (sort?.column ?? 'file') as TensorSort;
    this.#remember({ sort: column, descending: sort?.descending ?? false });
    await this.#reorder({ reveal: true });
    if (!figureSorts.has(column)) return;
    await this.#compute();
    this.model.statistics.resume();
  }

  /** Statistics of all that pass, those on screen first. */
  async #compute(): Promise<void> {
    const { tensors, statistics } = this.model;
    const all = await tensors.all();
    statistics.want(all.filter(({ damage }) => damage === undefined).map(({ name }) => name));
  }

  /** Makes a tensor the current row, wherever in the order it stands. */
  async #find(name: string, reveal = true): Promise<TensorInfo | null> {
    const found = await this.model.tensors.find(name);
    if (found === null) return null;
    this.current = found;
    if (reveal) {
      await this.updateComplete;
      this.#grid?.reveal(found.index);
    }
    return found.tensor;
  }

  #setFilter(filter: string, pause = 0): void {
    this.filter = filter;
    this.#remember({ filter });
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      this.current = null;
      this.#grid?.scrollToTop();
      void this.#show();
    }, pause);
  }

  #select(index: number, by: 'key' | 'click'): void {
    const tensor = this.model.tensors.row(index);
    if (tensor === undefined) {
      this.model.tensors.want(index, index);
      return;
    }
    this.current = { index, tensor };
    this.#remember({ selected: tensor.name });
    clearTimeout(this.#following);
    if (this.opened === null) return;
    this.#following = setTimeout(
      () => {
        if (this.opened !== null) this.#open(tensor);
      },
      by === 'key' ? followPause : 0,
    );
  }

  #open(tensor: TensorInfo | undefined): void {
    if (tensor === undefined) return;
    this.opened = tensor;
    this.#remember({ open: true, selected: tensor.name });
    const { statistics } = this.model;
    if (tensor.damage === undefined && tensor.bytes <= smallBytes) statistics.need([tensor.name]);
    void this.updateComplete.then(() => {
      if (this.current !== null) this.#grid?.reveal(this.current.index);
    });
  }

  #close(): void {
    clearTimeout(this.#following);
    this.opened = null;
    this.#remember({ open: false });
    this.#grid?.focus();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (this.opened !== null) this.#close();
    else return;
    event.preventDefault();
  }

  /** Rows that are selected, or all that pass the filter. */
  #copied(range: RowRange | null): Copied {
    const { tensors, statistics } = this.model;
    const { first, last } = range ?? { first: 0, last: (tensors.figures?.matched ?? 0) - 1 };
    return {
      what: plural(last - first + 1, 'Tensor'),
      onCopy: async (format) => {
        const rows = (await tensors.all()).slice(first, last + 1);
        this.copy(copiedTable(copiedColumns(statistics), rows, format));
      },
    };
  }

  protected override render(): unknown {
    const { tensors, summary } = this.model;
    const { figures, error } = tensors;
    const failed =
      error === null
        ? nothing
        : html`<div class="damage">
            ${banner({
              tone: 'failed',
              icon: 'error',
              title: 'The tensors could not be listed',
              text: sentence(error.message),
              action: link('Try Again', () => {
                void tensors.show(tensors.order);
              }),
            })}
          </div>`;
    if (figures === null) return failed;
    return html`${this.#toolbar()} ${failed}
    ${facetBar(figures, this.filter, (filter) => {
      this.#setFilter(filter);
    })}
    ${damageBanner(
      this.model,
      (key) => {
        this.#setFilter('');
        void this.#find(key);
      },
      (text) => {
        this.copy(text);
      },
    )}
    ${
      figures.matched === 0
        ? html`<div class="none" role="status">
            <span
              >No tensor of ${count(summary.tensorCount)} matches “${visible(this.filter)}”</span
            >
            ${link('Clear filter', () => {
              this.#setFilter('');
            })}
          </div>`
        : this.#table()
    }
    ${this.opened === null ? nothing : this.#detail(this.opened)}`;
  }

  #toolbar(): TemplateResult {
    const { figures } = this.model.tensors;
    const { matched = 0, total = 0, matchedBytes = 0 } = figures ?? {};
    return html`<div class="toolbar" @keydown=${this.#onKey}>
      ${textField({
        label: 'Filter tensors',
        placeholder: 'Filter: name, role:weight, dtype:float32, shape:>1',
        value: this.filter,
        icon: 'filter',
        classes: 'filter',
        onInput: (text) => {
          this.#setFilter(text, typingPause);
        },
        onKey: (event) => {
          if (event.key === 'ArrowDown') this.#grid?.focus();
          if (event.key === 'Escape' && this.filter !== '') this.#setFilter('');
          else if (event.key === 'Escape') this.#grid?.focus();
        },
      })}
      <span class="count secondary" role="status"
        >${
          matched === total
            ? plural(total, 'tensor')
            : `${count(matched)} of ${plural(total, 'tensor')}`
        }
        · ${bytes(matchedBytes)}</span
      >
      <span class="end progress"
        >${statisticsProgress(
          this.model.statistics,
          matchedBytes > smallBytes && this.room !== 'narrow',
          () => {
            void this.#compute();
          },
        )}</span
      >
      ${copyButton(this.#copied(null))}
    </div>`;
  }

  #table(): TemplateResult {
    const { tensors, statistics } = this.model;
    const { figures } = tensors;
    const { sort, descending, widths } = this.#memory;
    return html`<sm-data-grid
      .label=${'Tensors'}
      .columns=${tensorColumns(statistics, this.room, statistics.running)}
      .rowCount=${figures?.matched ?? 0}
      .row=${(index: number) => tensors.row(index)}
      .nameOf=${shownName}
      .selected=${this.current?.index ?? -1}
      .sort=${sort === 'file' ? null : { column: sort, descending }}
      .widths=${widths}
      .place=${this.model.memory.place(place)}
      @keydown=${this.#onKey}
      @grid-range=${({ detail: { first, last } }: GridEvents['grid-range']) => {
        this.#onRange(first, last);
      }}
      @grid-select=${({ detail }: GridEvents['grid-select']) => {
        this.#select(detail.index, detail.by);
      }}
      @grid-open=${({ detail }: GridEvents['grid-open']) => {
        this.#open(tensors.row(detail.index));
      }}
      @grid-sort=${({ detail }: GridEvents['grid-sort']) => {
        void this.#sortBy(detail.sort);
      }}
      @grid-width=${({ detail }: GridEvents['grid-width']) => {
        this.#remember({ widths: { ...this.#memory.widths, [detail.column]: detail.width } });
        this.version += 1;
      }}
      @grid-copy=${({ detail }: GridEvents['grid-copy']) => {
        void this.#copied(detail.range).onCopy('text');
      }}
      @grid-menu=${({ detail }: GridEvents['grid-menu']) => {
        const tensor = tensors.row(detail.range.last);
        void openMenu(detail, [
          {
            label: 'Show Values',
            onChoose: () => {
              this.#open(tensor);
            },
          },
          {
            label: 'Copy Name',
            onChoose: () => {
              this.copy(tensor?.name ?? '');
            },
          },
          ...copyItems(this.#copied(detail.range)),
        ]);
      }}
    ></sm-data-grid>`;
  }

  #onRange(first: number, last: number): void {
    const { tensors, statistics } = this.model;
    tensors.want(first, last);
    const names: string[] = [];
    for (let index = first; index <= last; index += 1) {
      const tensor = tensors.row(index);
      if (tensor !== undefined && damageOf(tensor, undefined) === null) names.push(tensor.name);
    }
    statistics.prefer(names);
  }

  #detail(tensor: TensorInfo): TemplateResult {
    const { lowerHeight } = this.#memory;
    const most = Math.max(160, this.clientHeight - 200);
    const height = Math.min(lowerHeight, most);
    return html`<sm-sash
        .size=${height}
        .least=${140}
        .most=${most}
        .label=${'Height of the opened tensor'}
        @sash-move=${(event: CustomEvent<{ size: number }>) => {
          this.#remember({ lowerHeight: event.detail.size });
          this.version += 1;
        }}
      ></sm-sash>
      <sm-tensor-detail
        ${cssProperties({ height: `${height}px` })}
        .model=${this.model}
        .tensor=${tensor}
        .room=${this.room}
        @keydown=${this.#onKey}
        @detail-close=${() => {
          this.#close();
        }}
      ></sm-tensor-detail>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'sm-tensor-detail': TensorDetail;
  }
}

customElements.define('sm-tensors', Tensors);
