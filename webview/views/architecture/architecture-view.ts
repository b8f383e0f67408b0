import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { GraphChoice, GraphQuery, PictureNode } from '../../../src/protocol/graph.ts';
import { banner, bannerStyles } from '../../elements/banner.ts';
import {
  controlStyles,
  dropdown,
  focusField,
  iconButton,
  segments,
  textField,
} from '../../elements/controls.ts';
import { copyButton, copyItems, type Copied } from '../../elements/copy-menu.ts';
import { cssProperties } from '../../elements/css-properties.ts';
import '../../elements/data-grid.ts';
import type { DataGrid, GridEvents, Outline } from '../../elements/data-grid.ts';
import { figureStyles } from '../../elements/figures.ts';
import '../../elements/graph/graph.ts';
import type { Graph, GraphEvents } from '../../elements/graph/graph.ts';
import { histogramStyles } from '../../elements/histogram.ts';
import { KeptScroll } from '../../elements/kept-scroll.ts';
import { kindNames, kindOf } from '../../elements/kinds.ts';
import { openMenu } from '../../elements/menu.ts';
import { OwnSize } from '../../elements/own-size.ts';
import { problemStyles } from '../../elements/problem.ts';
import type { RowRange } from '../../elements/row-selection.ts';
import { base, scrollbars } from '../../elements/shared-styles.ts';
import { middle, plural, sentence, visible } from '../../format.ts';
import { layerLabel, type LayerNode } from '../../state/layers.ts';
import type { Remembered } from '../../state/memory.ts';
import { Watch } from '../../state/observable.ts';
import { copiedLayers } from '../copied-layers.ts';
import { copies } from '../copies.ts';
import { paneSash, paneSizes, type Pane, type PaneSizes } from '../pane-sizes.ts';
import { savePicture } from '../save-picture.ts';
import { View, viewStyles } from '../view.ts';
import { architectureStyles } from './architecture-styles.ts';
import { crumbs, nodeCrumbs, type Crumb } from './crumbs.ts';
import { drawingFailure } from './drawing-failure.ts';
import { closedAround, layerAround, nodeOfLayer } from './graph-places.ts';
import { columnsAlone, columnsBesideGraph } from './layer-columns.ts';
import { layerDetail } from './layer-detail.ts';
import { layerRows, matches, type LayerRow } from './layer-rows.ts';
import { modelDetail } from './model-detail.ts';
import { nodeDetail } from './node-detail.ts';
import { treeFoot } from './tree-foot.ts';

const outline: Outline<LayerRow> = {
  level: ({ level }) => level,
  expanded: ({ expanded }) => expanded,
};

/** Scroll position of the tree, in the memory. */
const place = 'architecture';

/** Width of the tree from which on the shapes of outputs stand in it. CSS pixels. */
const leastWithOutput = 340;

const levels = [
  { value: 'layers', label: 'Layers' },
  { value: 'ops', label: 'Ops' },
] as const satisfies readonly { readonly value: GraphQuery['level']; readonly label: string }[];

const narrowPanes = [
  { value: 'tree', label: 'Tree' },
  { value: 'graph', label: 'Graph' },
] as const;

/** How wide the panes at the sides are at first. CSS pixels. */
const best = { left: 380, right: 300 };

const sashes = {
  left: { label: 'Width of the tree', field: 'treeWidth' },
  right: { label: 'Width of the detail', field: 'detailWidth' },
  lower: { label: 'Height of the detail', field: 'detailHeight' },
} as const;

/** Where the camera is to go as soon as the picture shows it; groups are opened on the way. */
type Goal = { readonly layer: string } | { readonly node: string };

/** The model as its author thinks of it: layers as a tree and as a graph, and everything known of the chosen one. */
export class Architecture extends View {
  static override properties = {
    ...View.properties,
    version: { state: true },
    size: { state: true },
  };
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
  /** Of the view. CSS pixels. */
  declare private size: { readonly width: number; readonly height: number };
  #rows: readonly LayerRow[] = [];
  #revealed: string | null = null;
  #goal: Goal | null = null;
  /** Groups that were opened on the way to a goal; a file may claim more depth than there is. */
  #steps = 0;
  /** A step from hit to hit that was wanted before the hits were there. */
  #step: 'on' | 'back' | null = null;
  readonly #watch = new Watch(this, () => [
    this.model.layers,
    this.model.statistics,
    this.model.graphs,
    this.model.drawing,
    this.model.graphNodes,
    this.model.graphSearch,
    this.model.embeddings,
  ]);

  constructor() {
    super();
    this.version = 0;
    this.size = { width: 0, height: 0 };
    new OwnSize(this, (size) => {
      this.size = size;
    });
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
    const all = this.renderRoot.querySelectorAll<HTMLElement>('sm-data-grid, sm-graph, .detail');
    return [...all].filter((pane) => pane.checkVisibility());
  }

  get #memory(): Remembered['architecture'] {
    return this.model.memory.get('architecture');
  }

  #remember(fields: Partial<Remembered['architecture']>): void {
    this.model.memory.merge('architecture', fields);
    this.version += 1;
  }

  get #grid(): DataGrid<LayerRow> | null {
    return this.renderRoot.querySelector('sm-data-grid');
  }

  get #graph(): Graph | null {
    return this.renderRoot.querySelector('sm-graph');
  }

  /** The graph that is shown; null where the model has none. */
  get #choice(): GraphChoice | null {
    return this.model.graphs.chosen(this.#memory.graph);
  }

  /** The chosen node, where it is in the picture. */
  get #node(): PictureNode | null {
    const { node } = this.#memory;
    return this.model.drawing.picture?.nodes.find(({ id }) => id === node) ?? null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { layers, graphs, graphSearch, drawing } = this.model;
    if (changed.has('model')) {
      layers.want();
      graphs.want();
    }
    const { selected, search, opened, shut, level } = this.#memory;
    const choice = this.#choice;
    if (choice !== null) {
      const shown = choice.hasOps ? level : 'layers';
      drawing.show({
        ...{ graph: choice.id, level: shown, direction: 'down' },
        ...{ opened, closed: shut },
      });
    }
    graphSearch.show(choice?.id ?? null, search);
    this.#rows = layerRows(layers.roots ?? [], new Set(this.#memory.closed));
    const node = this.#rows.find((row) => row.node.layer.path === selected)?.node;
    const small = node?.weights.filter(
      ({ bytes: size, damage }) => size <= 64 * 1024 ** 2 && !damage,
    );
    this.model.statistics.need((small ?? []).slice(0, 4).map((weight) => weight.name));
  }

  /** Where somebody has scrolled or looked it stays. */
  protected override firstUpdated(): void {
    const { memory } = this.model;
    const { selected, node } = this.#memory;
    if (memory.place(place).kept !== null) this.#revealed = selected;
    else if (node !== null) this.#goal = { node };
    else if (selected !== null) this.#goal = { layer: selected };
  }

  protected override updated(): void {
    super.updated();
    if (this.#step !== null && this.model.graphSearch.hits !== null) {
      this.#nextHit(this.#step === 'back');
    }
    this.#reveal();
    this.#follow();
  }

  /** Brings the chosen layer's row into sight, once. */
  #reveal(): void {
    const { selected } = this.#memory;
    if (selected === this.#revealed || this.#rows.length === 0) return;
    this.#revealed = selected;
    const index = this.#rows.findIndex(({ node }) => node.layer.path === selected);
    if (index >= 0) void this.#grid?.updateComplete.then(() => this.#grid?.reveal(index));
  }

  /** Goes on to the goal: opens the next group around it, or where it shows looks at it. */
  #follow(): void {
    const { picture, error } = this.model.drawing;
    const goal = this.#goal;
    if (goal === null || picture === null || error !== null) return;
    const node =
      'node' in goal
        ? picture.nodes.find(({ id }) => id === goal.node)
        : nodeOfLayer(picture, goal.layer);
    if (node) {
      this.#goal = null;
      const layer = layerAround(picture, node.id) ?? this.#memory.selected;
      if (this.#memory.node !== node.id || this.#memory.selected !== layer) {
        this.#remember({ node: node.id, selected: layer });
      }
      void this.updateComplete.then(async () => {
        await this.#graph?.updateComplete;
        this.#graph?.showNode(node.id);
      });
      return;
    }
    const around = 'layer' in goal ? closedAround(picture, goal.layer) : null;
    if (around === null || this.#steps >= 32) {
      // A goal that is no part of this picture may be one of the next, which is on its way.
      if ('layer' in goal) this.#goal = null;
      return;
    }
    this.#steps += 1;
    this.#open([around.id]);
  }

  #aim(goal: Goal | null): void {
    this.#goal = goal;
    this.#steps = 0;
  }

  /** The tree, a tile or a link chose a layer: the graph goes there. */
  #selectLayer(path: string | null): void {
    this.#revealed = path;
    const { picture } = this.model.drawing;
    const node = path === null || picture === null ? null : nodeOfLayer(picture, path);
    this.#aim(path === null ? null : { layer: path });
    this.#remember({ selected: path, node: node?.id ?? null, detailed: path !== null });
  }

  /** The graph chose a node: the tree goes to its layer, and nothing moves in the graph. */
  #selectNode(id: string | null): void {
    const { picture } = this.model.drawing;
    const layer = id === null || picture === null ? null : layerAround(picture, id);
    this.#aim(null);
    this.#remember({ node: id, selected: layer, detailed: false });
  }

  /** A search or a link leads to a node, wherever it is. */
  #goToNode(id: string, within: readonly string[] = []): void {
    this.#aim({ node: id });
    const { picture } = this.model.drawing;
    const layer = picture === null ? null : layerAround(picture, id);
    this.#remember({ node: id, ...(layer === null ? {} : { selected: layer }) });
    const { opened, shut } = this.#memory;
    const closed = within.filter((group) => {
      const node = picture?.nodes.find((each) => each.id === group);
      return node?.expanded !== true || shut.includes(group);
    });
    if (closed.some((group) => !opened.includes(group))) this.#open(closed);
  }

  #open(ids: readonly string[]): void {
    const { opened, shut } = this.#memory;
    this.#remember({
      opened: [...new Set([...opened, ...ids])],
      shut: shut.filter((id) => !ids.includes(id)),
    });
  }

  #toggleGroup(id: string): void {
    const node = this.model.drawing.picture?.nodes.find((each) => each.id === id);
    if (node?.expanded !== true) {
      this.#open([id]);
      return;
    }
    const { opened, shut } = this.#memory;
    this.#remember({
      opened: opened.filter((each) => each !== id),
      shut: [...new Set([...shut, id])],
    });
  }

  #toggleRow(index: number): void {
    const row = this.#rows[index];
    if (row === undefined || row.expanded === null) return;
    const { path } = row.node.layer;
    const { closed } = this.#memory;
    this.#remember({
      closed: row.expanded ? [...closed, path] : closed.filter((other) => other !== path),
    });
  }

  /** Whether something was closed by hand, so that all can be opened again. */
  get #collapsed(): boolean {
    const { closed, shut } = this.#memory;
    return closed.length > 0 || shut.length > 0;
  }

  #toggleAll(): void {
    if (this.#collapsed) {
      this.#remember({ closed: [], shut: [], opened: [] });
      return;
    }
    const rows = layerRows(this.model.layers.roots ?? [], new Set())
      .filter(({ expanded, level }) => expanded !== null && level > 1)
      .map(({ node }) => node.layer.path);
    const groups = (this.model.drawing.picture?.nodes ?? [])
      .filter(({ expanded }) => expanded === true)
      .map(({ id }) => id);
    this.#remember({ closed: rows, shut: groups, opened: [] });
  }

  /** Enter in the search goes from hit to hit. */
  #nextHit(backwards: boolean): void {
    const { search, selected, node } = this.#memory;
    this.#step = null;
    if (search.trim() === '') return;
    const { hits } = this.model.graphSearch;
    if (this.#choice !== null && hits === null) {
      // It is being searched; the step is taken when there is somewhere to go.
      this.#step = backwards ? 'back' : 'on';
      return;
    }
    const next = <Hit>(all: readonly Hit[], at: number): Hit | undefined =>
      all[(at + (backwards ? (at < 0 ? 0 : -1) : 1) + all.length) % all.length];
    if (hits !== null) {
      const hit = next(
        hits,
        hits.findIndex(({ id }) => id === node),
      );
      if (hit !== undefined) this.#goToNode(hit.id, hit.within);
      return;
    }
    const found = this.#rows.filter((row) => matches(row.node, search));
    const row = next(
      found,
      found.findIndex((each) => each.node.layer.path === selected),
    );
    if (row === undefined) return;
    this.#selectLayer(row.node.layer.path);
    this.#grid?.reveal(this.#rows.indexOf(row));
  }

  /** Rows that are selected, or every layer, whether its parent is open or not. */
  #copied(range: RowRange | null): Copied {
    const rows =
      range === null
        ? layerRows(this.model.layers.roots ?? [], new Set())
        : this.#rows.slice(range.first, range.last + 1);
    const layers = rows.map(({ node }) => node.layer);
    const copied = copies(this.model, 'Layer', copiedLayers, layers);
    return range === null
      ? { ...copied, more: [{ label: 'Copy model.summary()', onChoose: this.#copySummary }] }
      : copied;
  }

  readonly #copySummary = (): void => {
    void this.model.rpc.request('artifact/layer-summary', {}).then(({ text }) => {
      this.copy(text);
    });
  };

  protected override render(): unknown {
    const { layers, graphs } = this.model;
    if (layers.error !== null) {
      return html`<div class="page">
        ${banner({ tone: 'failed', icon: 'error', title: 'The layers could not be read', text: sentence(layers.error.message) })}
      </div>`;
    }
    // The tree has another room beside a graph than alone, so it waits until that is known.
    if (layers.roots === null || (graphs.choices === null && graphs.error === null)) return nothing;
    const choice = this.#choice;
    const { selected, detailed } = this.#memory;
    const row = this.#rows.find((each) => each.node.layer.path === selected)?.node ?? null;
    const detail = this.#detail(row);
    const graphless = choice === null && graphs.error === null;
    // A graph of ops alone has the tree's room, too.
    const layerless = this.#isLayerless;
    const shows = [
      graphless ? 'graphless' : 'graphed',
      layerless ? 'layerless' : '',
      detail === null || (this.room === 'narrow' && !graphless && !detailed) ? '' : 'detailed',
      this.room,
      this.room === 'narrow' && !graphless ? `only-${layerless ? 'graph' : this.#memory.pane}` : '',
    ];
    const { left, right, lower } = this.#sizes();
    return html`${this.#toolbar(choice, row)}
      <div
        class="panes ${shows.join(' ')}"
        ${cssProperties({
          '--tree': layerless ? '0px' : `${left.size}px`,
          '--detail': `${right.size}px`,
          '--lower': `${lower.size}px`,
        })}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Escape' && this.#chosen && !event.defaultPrevented) this.#close();
        }}
      >
        ${
          layerless
            ? nothing
            : html`<div class="tree">${this.#tree(row, graphless)} ${this.#foot(graphless)}</div>`
        }
        ${graphless ? nothing : html`${layerless ? nothing : this.#sash('left')}${this.#picture(choice)}`}
        ${
          detail === null
            ? nothing
            : html`${this.#sash(this.room === 'wide' ? 'right' : 'lower')}
                <div
                  class="detail"
                  tabindex="-1"
                  role="region"
                  aria-label=${this.#describesLayer(row) ? 'Layer' : this.#node === null ? 'Model' : 'Node'}
                >
                  ${detail}
                </div>`
        }
      </div>`;
  }

  get #isLayerless(): boolean {
    return this.model.summary.layerCount === 0;
  }

  #sizes(): PaneSizes {
    const { treeWidth: left, detailWidth: right, detailHeight: lower } = this.#memory;
    return paneSizes({ left, right, lower }, this.size, this.room === 'wide', best);
  }

  #sash(of: Pane): TemplateResult {
    const { label, field } = sashes[of];
    return paneSash(of, this.#sizes(), label, (size) => {
      this.#remember({ [field]: size });
    });
  }

  #toolbar(choice: GraphChoice | null, row: LayerNode | null): TemplateResult {
    const { search, pane } = this.#memory;
    const narrow = this.room === 'narrow';
    const graphPane = choice !== null && (!narrow || pane === 'graph' || this.#isLayerless);
    const hits =
      search.trim() === ''
        ? null
        : choice === null
          ? this.#rows.filter((each) => matches(each.node, search)).length
          : this.model.graphSearch.hits === null
            ? null
            : this.model.graphSearch.matched;
    return html`<div class="toolbar">
      ${
        narrow && choice !== null && !this.#isLayerless
          ? segments('Pane', narrowPanes, pane, (value) => {
              this.#remember({ pane: value, detailed: false });
            })
          : nothing
      }
      ${graphPane ? this.#graphPicker(choice) : nothing} ${this.#crumbs(row)}
      <span class="end legend">${this.#legend(choice)}</span>
      ${textField({
        label: choice === null ? 'Find layer or class' : 'Find layer, class, op or dtype',
        value: search,
        icon: 'search',
        classes: 'search',
        onInput: (text) => {
          this.#step = null;
          this.#remember({ search: text });
        },
        onKey: (event) => {
          if (event.key === 'Enter') this.#nextHit(event.shiftKey);
          if (event.key === 'Escape' && search !== '') this.#remember({ search: '' });
          else if (event.key === 'Escape' || event.key === 'ArrowDown') this.panes()[0]?.focus();
        },
      })}
      ${hits === null ? nothing : html`<span class="secondary hits" role="status">${plural(hits, 'hit')}</span>`}
      ${
        graphPane && choice.hasOps
          ? segments('Level', levels, this.#memory.level, (level) => {
              this.#aim(null);
              this.#remember({ level, opened: [], shut: [], node: null });
            })
          : nothing
      }
      ${iconButton(
        this.#collapsed ? 'expand-all' : 'collapse-all',
        this.#collapsed ? 'Expand All' : 'Collapse All',
        {
          onClick: () => {
            this.#toggleAll();
          },
        },
      )}
      ${this.#isLayerless ? nothing : copyButton(this.#copied(null))}
      ${
        graphPane
          ? iconButton('export', 'Export Picture', {
              popup: true,
              disabled: this.model.drawing.picture === null,
              onClick: (event) => {
                void openMenu(event.currentTarget as Element, this.#exports());
              },
            })
          : nothing
      }
    </div>`;
  }

  #exports(): readonly { readonly label: string; readonly onChoose: () => void }[] {
    return (['svg', 'png'] as const).map((format) => ({
      label: `Export as ${format.toUpperCase()}`,
      onChoose: () => {
        void this.#graph?.file(format).then((file) => {
          void savePicture(this.model, this.model.summary.name, file, format);
        });
      },
    }));
  }

  #graphPicker(choice: GraphChoice): unknown {
    const { choices } = this.model.graphs;
    if (choices === null || choices.length < 2) return nothing;
    return dropdown(
      'Graph',
      choices.map(({ title }, at) => ({ value: String(at), label: middle(visible(title), 40) })),
      String(choices.indexOf(choice)),
      (at) => {
        const graph = choices[Number(at)]?.id ?? null;
        this.#aim(null);
        this.#remember({ graph, opened: [], shut: [], node: null });
      },
    );
  }

  #crumbs(row: LayerNode | null): TemplateResult {
    const { picture } = this.model.drawing;
    const node = this.#node;
    const root: Crumb = {
      label: this.model.summary.name,
      onGo: () => {
        this.#close();
      },
    };
    if (node !== null && picture !== null) {
      const within = nodeCrumbs(picture, node, (id) => {
        this.#goToNode(id);
      });
      return crumbs([root, ...within]);
    }
    if (row === null || row.layer.path === '') return crumbs([root]);
    const here: Crumb = {
      label: layerLabel(row.layer),
      onGo: () => {
        this.#selectLayer(row.layer.path);
      },
    };
    return crumbs([root, here]);
  }

  /** Kinds that are there. */
  #legend(choice: GraphChoice | null): unknown {
    const nodes = choice === null ? null : this.model.drawing.picture?.nodes;
    const classes = nodes
      ? nodes.filter(({ kind }) => kind === 'layer').map((node) => node.class)
      : this.#rows.map(({ node }) => node.layer.class);
    const kinds = new Set(classes.map(kindOf));
    return kindNames
      .filter(([kind]) => kinds.has(kind))
      .map(([kind, words]) => html`<span><i class="square ${kind}"></i>${words}</span>`);
  }

  #close(): void {
    const focused = this.renderRoot.querySelector('sm-graph:focus-within')
      ? this.#graph
      : this.#grid;
    this.#aim(null);
    this.#revealed = null;
    this.#remember({ selected: null, node: null, detailed: false });
    focused?.focus();
  }

  #tree(row: LayerNode | null, graphless: boolean): TemplateResult {
    const { search } = this.#memory;
    const dim = (each: LayerRow): boolean => search.trim() !== '' && !matches(each.node, search);
    // Names come first: a column of shapes would cut them where there is little room.
    const shaped =
      (this.room === 'narrow' || this.#sizes().left.size >= leastWithOutput) &&
      // The graph tells shapes, too, and a column that comes later would move all others.
      (this.model.graphs.choices?.some(({ source }) => source === 'traced') === true ||
        this.#rows.some(({ node }) => (node.layer.outputShapes?.[0] ?? null) !== null));
    const columns = graphless
      ? columnsAlone(this.room, this.model.summary.parameterCount ?? 0, dim)
      : columnsBesideGraph(shaped, dim);
    return html`<sm-data-grid
      .label=${'Layers'}
      .columns=${columns}
      .rowCount=${this.#rows.length}
      .row=${(index: number) => this.#rows[index]}
      .nameOf=${(each: LayerRow) => layerLabel(each.node.layer)}
      .selected=${row === null ? -1 : this.#rows.findIndex((each) => each.node === row)}
      .outline=${outline}
      .version=${this.version}
      .place=${this.model.memory.place(place)}
      @grid-select=${({ detail }: GridEvents['grid-select']) => {
        this.#selectLayer(this.#rows[detail.index]?.node.layer.path ?? null);
      }}
      @grid-open=${({ detail }: GridEvents['grid-open']) => {
        this.#toggleRow(detail.index);
      }}
      @grid-toggle=${({ detail }: GridEvents['grid-toggle']) => {
        this.#toggleRow(detail.index);
      }}
      @grid-copy=${({ detail }: GridEvents['grid-copy']) => {
        void this.#copied(detail.range).onCopy('text');
      }}
      @grid-menu=${({ detail }: GridEvents['grid-menu']) => {
        const { path, name: own } = this.#rows[detail.range.last]?.node.layer ?? {};
        void openMenu(detail, [
          {
            label: 'Copy Path',
            onChoose: () => {
              this.copy(path || (own ?? ''));
            },
          },
          ...copyItems(this.#copied(detail.range)),
        ]);
      }}
    ></sm-data-grid>`;
  }

  #foot(graphless: boolean): TemplateResult {
    const narrow = this.room === 'narrow' || graphless;
    const width = narrow ? this.size.width : this.#sizes().left.size;
    return treeFoot({
      model: this.model,
      // Beside a tree that has all the room a map would be a band.
      width: this.size.height < 480 ? 0 : Math.min(width, 560),
      selected: this.#memory.selected,
      onSelect: (path) => {
        this.#selectLayer(path);
      },
      onCopySummary: this.#copySummary,
    });
  }

  #picture(choice: GraphChoice | null): TemplateResult {
    const { drawing, graphSearch, summary } = this.model;
    const { picture, drawn } = drawing;
    const { level, camera, node } = this.#memory;
    const of = JSON.stringify([drawn?.graph ?? '', drawn?.level ?? level]);
    return html`<div class="picture">
      ${this.#failure()}
      ${
        choice === null || picture === null
          ? nothing
          : html`<sm-graph
              .label=${`Graph of ${middle(visible(summary.name), 80)}`}
              .picture=${picture}
              .place=${of}
              .kept=${camera?.of === of ? camera.at : null}
              .selected=${node}
              .found=${graphSearch.found}
              @graph-select=${({ detail }: GraphEvents['graph-select']) => {
                this.#selectNode(detail.id);
              }}
              @graph-toggle=${({ detail }: GraphEvents['graph-toggle']) => {
                this.#toggleGroup(detail.id);
              }}
              @graph-open=${() => {
                this.#remember({ detailed: true });
              }}
              @graph-camera=${({ detail }: GraphEvents['graph-camera']) => {
                this.model.memory.merge('architecture', { camera: { of, at: detail.camera } });
              }}
            ></sm-graph>`
      }
    </div>`;
  }

  #failure(): unknown {
    const { drawing, graphs } = this.model;
    const { drawn, picture } = drawing;
    if (graphs.error !== null) {
      return drawingFailure(
        graphs.error,
        () => {
          graphs.again();
        },
        null,
      );
    }
    if (drawing.error === null) return nothing;
    return drawingFailure(
      drawing.error,
      () => {
        drawing.again();
      },
      drawn === null || picture === null
        ? null
        : () => {
            this.#remember({ opened: drawn.opened, shut: drawn.closed });
          },
    );
  }

  get #chosen(): boolean {
    const { selected, node } = this.#memory;
    return selected !== null || node !== null;
  }

  /** Whether the detail is of the chosen layer, and not of an op or a group in it. */
  #describesLayer(row: LayerNode | null): boolean {
    const node = this.#node;
    return row !== null && (node === null || node.layer === row.layer.path);
  }

  #detail(row: LayerNode | null): TemplateResult | null {
    const { graphNodes } = this.model;
    const [node, choice] = [this.#node, this.#choice];
    const onNode = (id: string): void => {
      const known = choice === null ? null : graphNodes.of(choice.id, id);
      const groups = known !== null && !('code' in known) ? known.ancestors : [];
      this.#goToNode(
        id,
        groups.map((group) => group.id),
      );
    };
    const onToggle = (id: string): void => {
      this.#toggleGroup(id);
    };
    const onClose = (): void => {
      this.#close();
    };
    if (row !== null && this.#describesLayer(row)) {
      const known = node === null || choice === null ? null : graphNodes.of(choice.id, node.id);
      return layerDetail(
        this.model,
        row,
        (target) => {
          this.navigate(target);
        },
        onClose,
        node === null
          ? null
          : { node, known: known === null || 'code' in known ? null : known, onNode, onToggle },
      );
    }
    if (choice === null) return null;
    if (node === null) {
      // Beside the graph the pane is always there: one that comes with a click would move what was clicked.
      if (this.room !== 'wide') return null;
      return modelDetail(this.model, choice, this.model.drawing.picture, onNode);
    }
    return nodeDetail(node, graphNodes.of(choice.id, node.id), {
      onNode,
      onToggle,
      onClose,
      onLayer: (path) => {
        this.#selectLayer(path);
      },
      onNavigate: (target) => {
        this.navigate(target);
      },
    });
  }
}

customElements.define('sm-architecture', Architecture);
