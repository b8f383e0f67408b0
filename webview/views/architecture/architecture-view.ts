import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { banner, bannerStyles } from '../../elements/banner.ts';
import { controlStyles, focusField, iconButton, textField } from '../../elements/controls.ts';
import { copyButton, copyItems, type Copied } from '../../elements/copy-menu.ts';
import '../../elements/data-grid.ts';
import type { Column } from '../../elements/data-grid-columns.ts';
import type { DataGrid, GridEvents, Outline } from '../../elements/data-grid.ts';
import { figureStyles } from '../../elements/figures.ts';
import { histogramStyles } from '../../elements/histogram.ts';
import { KeptScroll } from '../../elements/kept-scroll.ts';
import { kindOf } from '../../elements/kinds.ts';
import { openMenu } from '../../elements/menu.ts';
import { problemStyles } from '../../elements/problem.ts';
import type { RowRange } from '../../elements/row-selection.ts';
import { base, scrollbars } from '../../elements/shared-styles.ts';
import {
  bytes,
  count,
  middle,
  plural,
  sentence,
  share,
  storedShape,
  visible,
} from '../../format.ts';
import { layerLabel, type LayerNode } from '../../state/layers.ts';
import { Watch } from '../../state/observable.ts';
import { copiedLayers } from '../copied-layers.ts';
import { copies } from '../copies.ts';
import { View, viewStyles, type Room } from '../view.ts';
import { architectureStyles } from './architecture-styles.ts';
import { layerDetail } from './layer-detail.ts';
import { layerRows, matches, type LayerRow } from './layer-rows.ts';

const outline: Outline<LayerRow> = {
  level: ({ level }) => level,
  expanded: ({ expanded }) => expanded,
};

function classText({ layer }: LayerNode): unknown {
  if (layer.class === null) return html`<span class="tertiary">–</span>`;
  return layer.classSource === 'inferred'
    ? html`<em
          class="secondary"
          title="Inferred from variables and ops: the file does not name the class"
          >${visible(layer.class)}</em
        ><span class="caption">inferred</span>`
    : html`<span class="secondary">${visible(layer.class)}</span>`;
}

/** Scroll position of the tree, in the memory. */
const place = 'architecture';

/** The model as its layers: a tree table with the parameters of each, and everything known of the chosen one. */
export class Architecture extends View {
  static override properties = { ...View.properties, version: { state: true } };
  static override styles = [
    base,
    scrollbars,
    controlStyles,
    bannerStyles,
    histogramStyles,
    figureStyles,
    problemStyles,
    viewStyles,
    architectureStyles,
  ];
  declare private version: number;
  #rows: readonly LayerRow[] = [];
  #revealed: string | null = null;
  readonly #watch = new Watch(this, () => [this.model.layers, this.model.statistics]);

  constructor() {
    super();
    this.version = 0;
    new KeptScroll(
      this,
      () => this.renderRoot.querySelector('.detail'),
      () => this.model.memory.place('layer'),
    );
    void this.#watch;
  }

  override focusSearch(): void {
    focusField(this.renderRoot.querySelector('vscode-text-field'));
  }

  override panes(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('sm-data-grid, .detail')];
  }

  get #grid(): DataGrid<LayerRow> | null {
    return this.renderRoot.querySelector('sm-data-grid');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { layers, memory } = this.model;
    if (changed.has('model')) layers.want();
    const { selected } = memory.get('architecture');
    this.#rows = layerRows(layers.roots ?? [], new Set(memory.get('architecture').closed));
    const node = this.#rows.find((row) => row.node.layer.path === selected)?.node;
    const small = node?.weights.filter(
      ({ bytes: size, damage }) => size <= 64 * 1024 ** 2 && !damage,
    );
    this.model.statistics.need((small ?? []).slice(0, 4).map((weight) => weight.name));
  }

  /** Where somebody has scrolled it stays. */
  protected override firstUpdated(): void {
    const { memory } = this.model;
    if (memory.place(place).kept !== null) this.#revealed = memory.get('architecture').selected;
  }

  protected override updated(): void {
    super.updated();
    const { selected } = this.model.memory.get('architecture');
    if (selected === this.#revealed || this.#rows.length === 0) return;
    this.#revealed = selected;
    const index = this.#rows.findIndex(({ node }) => node.layer.path === selected);
    if (index >= 0) void this.#grid?.updateComplete.then(() => this.#grid?.reveal(index));
  }

  #select(path: string | null): void {
    this.#revealed = path;
    this.model.memory.merge('architecture', { selected: path });
    this.version += 1;
  }

  #toggle(index: number): void {
    const row = this.#rows[index];
    if (row === undefined || row.expanded === null) return;
    const { path } = row.node.layer;
    const { closed } = this.model.memory.get('architecture');
    this.model.memory.merge('architecture', {
      closed: row.expanded ? [...closed, path] : closed.filter((other) => other !== path),
    });
    this.version += 1;
  }

  #toggleAll(): void {
    const { memory, layers } = this.model;
    const { closed } = memory.get('architecture');
    const open = layerRows(layers.roots ?? [], new Set())
      .filter(({ expanded, level }) => expanded !== null && level > 1)
      .map(({ node }) => node.layer.path);
    memory.merge('architecture', { closed: closed.length > 0 ? [] : open });
    this.version += 1;
  }

  #search(search: string): void {
    this.model.memory.merge('architecture', { search });
    this.version += 1;
  }

  /** Enter in the search goes from hit to hit. */
  #nextHit(backwards: boolean): void {
    const { search, selected } = this.model.memory.get('architecture');
    const hits = this.#rows.filter(({ node }) => matches(node, search));
    if (search.trim() === '' || hits.length === 0) return;
    const at = hits.findIndex(({ node }) => node.layer.path === selected);
    const next = hits[(at + (backwards ? -1 : 1) + hits.length) % hits.length];
    if (next === undefined) return;
    this.#select(next.node.layer.path);
    this.#grid?.reveal(this.#rows.indexOf(next));
  }

  /** Rows that are selected, or every layer, whether its parent is open or not. */
  #copied(range: RowRange | null): Copied {
    const rows =
      range === null
        ? layerRows(this.model.layers.roots ?? [], new Set())
        : this.#rows.slice(range.first, range.last + 1);
    const layers = rows.map(({ node }) => node.layer);
    return copies(this.model, 'Layer', copiedLayers, layers);
  }

  #columns(room: Room, search: string): readonly Column<LayerRow>[] {
    const total = this.model.summary.parameterCount ?? 0;
    const dimmed = (row: LayerRow): boolean => search.trim() !== '' && !matches(row.node, search);
    const columns: readonly Column<LayerRow>[] = [
      {
        id: 'layer',
        title: 'Layer',
        width: room === 'narrow' ? 140 : 260,
        grows: true,
        cell: (row, characters) =>
          html`<span class="square ${kindOf(row.node.layer.class)}"></span
            ><span
              class="layer-name cut ${dimmed(row) ? 'tertiary' : ''}"
              title=${visible(row.node.layer.path || row.node.layer.name)}
              >${middle(visible(layerLabel(row.node.layer)), characters - 2)}</span
            >`,
      },
      {
        id: 'class',
        title: 'Class',
        width: room === 'narrow' ? 100 : 148,
        cell: ({ node }) => classText(node),
      },
      {
        id: 'weights',
        title: 'Weights',
        width: 144,
        mono: true,
        cell: ({ node }) => {
          const shapes = node.weights.map(({ shape }) => storedShape(shape));
          return html`<span class="cut secondary" title=${shapes.join(' · ')}
            >${shapes.join(' · ')}</span
          >`;
        },
      },
      {
        id: 'parameters',
        title: 'Parameters',
        width: 92,
        align: 'end',
        mono: true,
        cell: ({ node: { layer } }) =>
          layer.parameters === 0 ? html`<span class="tertiary">0</span>` : count(layer.parameters),
      },
      {
        id: 'share',
        title: 'Share',
        width: 72,
        align: 'end',
        mono: true,
        cell: ({ node: { layer } }) =>
          html`<span class="secondary"
            >${layer.parameters === 0 ? '' : share(layer.parameters, total)}</span
          >`,
      },
      {
        id: 'memory',
        title: 'Memory',
        width: 80,
        align: 'end',
        mono: true,
        cell: ({ node }) =>
          html`<span class="secondary"
            >${node.bytes === null || node.bytes === 0 ? '' : bytes(node.bytes)}</span
          >`,
      },
    ];
    if (room === 'wide') return columns;
    const kept = new Set(
      room === 'narrow'
        ? ['layer', 'class', 'parameters']
        : ['layer', 'class', 'weights', 'parameters', 'share'],
    );
    return columns.filter(({ id }) => kept.has(id));
  }

  protected override render(): unknown {
    const { layers, memory } = this.model;
    const { selected, search, closed } = memory.get('architecture');
    if (layers.error !== null) {
      return html`<div class="page">
        ${banner({ tone: 'failed', icon: 'error', title: 'The layers could not be read', text: sentence(layers.error.message) })}
      </div>`;
    }
    if (layers.roots === null) return nothing;
    const node = this.#rows.find((row) => row.node.layer.path === selected)?.node ?? null;
    const hits =
      search.trim() === '' ? null : this.#rows.filter((row) => matches(row.node, search)).length;
    return html`<div class="toolbar">
        ${textField({
          label: 'Find layer or class',
          value: search,
          icon: 'search',
          classes: 'search',
          onInput: (text) => {
            this.#search(text);
          },
          onKey: (event) => {
            if (event.key === 'Enter') this.#nextHit(event.shiftKey);
            if (event.key === 'Escape' && search !== '') this.#search('');
            else if (event.key === 'Escape' || event.key === 'ArrowDown') this.#grid?.focus();
          },
        })}
        ${hits === null ? nothing : html`<span class="secondary" role="status">${plural(hits, 'hit')}</span>`}
        <span class="end legend">${this.#legend()}</span>
        ${iconButton(
          closed.length > 0 ? 'expand-all' : 'collapse-all',
          closed.length > 0 ? 'Expand All' : 'Collapse All',
          {
            onClick: () => {
              this.#toggleAll();
            },
          },
        )}
        ${copyButton(this.#copied(null))}
      </div>
      <div
        class="panes ${node === null ? '' : 'detailed'}"
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Escape' && node !== null) this.#close();
        }}
      >
        <div class="tree">${this.#tree(node, search)} ${this.#totals()}</div>
        ${
          node === null
            ? nothing
            : html`<div class="detail" tabindex="-1" role="region" aria-label="Layer">
                ${layerDetail(
                  this.model,
                  node,
                  (target) => {
                    this.navigate(target);
                  },
                  () => {
                    this.#close();
                  },
                )}
              </div>`
        }
      </div>`;
  }

  #close(): void {
    this.#select(null);
    this.#grid?.focus();
  }

  #tree(node: LayerNode | null, search: string): TemplateResult {
    return html`<sm-data-grid
      .label=${'Layers'}
      .columns=${this.#columns(this.room, search)}
      .rowCount=${this.#rows.length}
      .row=${(index: number) => this.#rows[index]}
      .nameOf=${(row: LayerRow) => layerLabel(row.node.layer)}
      .selected=${node === null ? -1 : this.#rows.findIndex((row) => row.node === node)}
      .outline=${outline}
      .version=${this.version}
      .place=${this.model.memory.place(place)}
      @grid-select=${({ detail }: GridEvents['grid-select']) => {
        this.#select(this.#rows[detail.index]?.node.layer.path ?? null);
      }}
      @grid-open=${({ detail }: GridEvents['grid-open']) => {
        this.#toggle(detail.index);
      }}
      @grid-toggle=${({ detail }: GridEvents['grid-toggle']) => {
        this.#toggle(detail.index);
      }}
      @grid-copy=${({ detail }: GridEvents['grid-copy']) => {
        void this.#copied(detail.range).onCopy('text');
      }}
      @grid-menu=${({ detail }: GridEvents['grid-menu']) => {
        const { path, name } = this.#rows[detail.range.last]?.node.layer ?? {};
        void openMenu(detail, [
          {
            label: 'Copy Path',
            onChoose: () => {
              this.copy(path || (name ?? ''));
            },
          },
          ...copyItems(this.#copied(detail.range)),
        ]);
      }}
    ></sm-data-grid>`;
  }

  /** Kinds that are there, by the classes that have them. */
  #legend(): unknown {
    const kinds = new Map<string, string>();
    for (const { node } of this.#rows) {
      const kind = kindOf(node.layer.class);
      if (node.layer.class !== null && kind !== 'grey' && !kinds.has(kind))
        kinds.set(kind, node.layer.class);
    }
    return [...kinds].map(
      ([kind, className]) =>
        html`<span><i class="square ${kind}"></i>${middle(visible(className), 24)}</span>`,
    );
  }

  #totals(): TemplateResult {
    const { summary, layers } = this.model;
    const all = layerRows(layers.roots ?? [], new Set());
    const sources = new Set(all.map(({ node }) => node.layer.classSource));
    const named = sources.has('config')
      ? sources.has('inferred')
        ? 'Classes from the saved configuration; those in italics are inferred'
        : 'Classes from the saved configuration'
      : sources.has('inferred')
        ? 'Classes are inferred: the file names none'
        : 'The file names no classes';
    return html`<div class="totals">
      <span
        ><span class="secondary">Layers</span>
        <span class="mono">${count(summary.layerCount)}</span></span
      >
      <span
        ><span class="secondary">Parameters</span>
        <span class="mono"
          >${summary.parameterCount === null ? '–' : count(summary.parameterCount)}</span
        ></span
      >
      <span
        ><span class="secondary">Memory</span>
        <span class="mono">${bytes(summary.weightBytes)}</span></span
      >
      <span class="end secondary">${named}</span>
    </div>`;
  }
}

customElements.define('sm-architecture', Architecture);
