import { html, nothing, type TemplateResult } from 'lit';
import type { EmbeddingTable, Metric } from '../../../src/protocol/embeddings.ts';
import { copiedTable } from '../../copy.ts';
import { banner, bannerStyles } from '../../elements/banner.ts';
import {
  controlStyles,
  dropdown,
  focusField,
  iconButton,
  link,
  segments,
} from '../../elements/controls.ts';
import { copyButton, type Copied } from '../../elements/copy-menu.ts';
import { cssProperties } from '../../elements/css-properties.ts';
import '../../elements/data-grid.ts';
import type { DataGrid } from '../../elements/data-grid.ts';
import { figureStyles } from '../../elements/figures.ts';
import { KeptScroll } from '../../elements/kept-scroll.ts';
import { OwnSize } from '../../elements/own-size.ts';
import { pointsInside } from '../../elements/points/lasso.ts';
import '../../elements/points/norm-plot.ts';
import { normRange, type ColourBy } from '../../elements/points/point-colours.ts';
import '../../elements/points/point-map.ts';
import type { PointMap, PointMapEvents, PointWords } from '../../elements/points/point-map.ts';
import { base, scrollbars } from '../../elements/shared-styles.ts';
import { bytes, count, duration, middle, plural, sentence, value, visible } from '../../format.ts';
import type { Embeddings as Tables, LabelChoice, Points } from '../../state/embeddings.ts';
import type { Remembered } from '../../state/memory.ts';
import { float32s } from '../../state/numbers.ts';
import { Watch } from '../../state/observable.ts';
import { paneSash, paneSizes, type Pane, type PaneSizes } from '../pane-sizes.ts';
import { savePicture } from '../save-picture.ts';
import { View, viewStyles } from '../view.ts';
import { embeddingsStyles } from './embeddings-styles.ts';
import { failure } from './failure.ts';
import { healthFigures, healthPane } from './health-pane.ts';
import { mapSentence } from './map-words.ts';
import { copiedDimensions, copiedNeighbours, copiedRows, type ListedRow } from './row-columns.ts';
import { leftOut, ofAKind, rowTitle, selectionTitle, type SelectedKind } from './row-words.ts';
import { neighboursTitle, sidePane, type RowList, type SideActions } from './side-pane.ts';
import { labelNotes, labelsOf, tablePicker, type Labels } from './table-bar.ts';

const methods = [
  { value: 'pca', label: 'PCA' },
  { value: 'umap', label: 'UMAP' },
] as const;

const colourChoices = [
  { value: 'cluster', label: 'cluster' },
  { value: 'norm', label: 'norm' },
  { value: 'nothing', label: 'nothing' },
] as const satisfies readonly { readonly value: ColourBy; readonly label: string }[];

const narrowPanes = [
  { value: 'health', label: 'Health' },
  { value: 'map', label: 'Map' },
  { value: 'rows', label: 'Rows' },
] as const;

const sashes = {
  left: { label: 'Width of the health', field: 'leftWidth' },
  right: { label: 'Width of the neighbours', field: 'rightWidth' },
  lower: { label: 'Height of the neighbours', field: 'lowerHeight' },
} as const;

/** How wide the panes at the sides are at first. CSS pixels. */
const best = { left: 316, right: 320 };
/** Rows that Backspace goes back through. */
const mostBack = 50;
/** Rows that are copied at once. */
const mostCopied = 200_000;
/** Milliseconds: typing settles; a second click that opens what the first has gone to already. */
const [typingPause, doubleClick] = [150, 500];

/** Rows that a tile or the lasso has chosen, ascending, and 1 for each of their points. */
interface Picked {
  /** What they are made of. */
  readonly of: readonly unknown[];
  readonly rows: readonly number[];
  readonly points: Uint8Array | null;
}

type EmbeddingState = Remembered['embeddings'];

/** The tables of vectors: what is wrong with them, what lies where, and what is near to what. */
export class EmbeddingsView extends View {
  static override properties = {
    ...View.properties,
    version: { state: true },
    size: { state: true },
    typed: { state: true },
    looked: { state: true },
    chartWidth: { state: true },
  };
  static override styles = [
    base,
    scrollbars,
    controlStyles,
    bannerStyles,
    figureStyles,
    viewStyles,
    embeddingsStyles,
  ];
  declare private version: number;
  /** Of the view. CSS pixels. */
  declare private size: { readonly width: number; readonly height: number };
  /** What is being typed into the search; null where nobody types. */
  declare private typed: string | null;
  /** Index of the neighbour that the keyboard is at. */
  declare private looked: number;
  /** Room that a chart has in the left pane. CSS pixels. */
  declare private chartWidth: number;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #went = 0;
  /** What stood in the search before the keyboard was in it. */
  #field = '';
  /** Something in the view had the focus before it was rendered. */
  #focused = false;
  /** Kept as long as what they are made of is the same, so that the map is not painted again. */
  #marked: { readonly of: unknown; readonly points: readonly number[] } = { of: null, points: [] };
  #picked: Picked = { of: [], rows: [], points: null };
  #norms: { readonly of: string; readonly columns: Float32Array } = {
    of: '',
    columns: new Float32Array(),
  };
  readonly #watch = new Watch(this, () => this.#tables.watched);

  constructor() {
    super();
    this.version = 0;
    this.size = { width: 0, height: 0 };
    this.typed = null;
    this.looked = -1;
    this.chartWidth = 240;
    new OwnSize(this, (size) => {
      this.size = size;
    });
    new KeptScroll(
      this,
      () => this.renderRoot.querySelector('.health'),
      () => this.model.memory.place('embeddings'),
    );
    void this.#watch;
  }

  override focusSearch(): void {
    if (this.room === 'narrow') this.#remember({ pane: 'rows' });
    void this.updateComplete.then(() => {
      focusField(this.renderRoot.querySelector('.side vscode-text-field'));
    });
  }

  override panes(): readonly HTMLElement[] {
    const all = this.renderRoot.querySelectorAll<HTMLElement>(
      '.health, sm-point-map, .side, .page',
    );
    return [...all].filter((pane) => pane.checkVisibility());
  }

  get #tables(): Tables {
    return this.model.embeddings;
  }

  get #memory(): EmbeddingState {
    return this.model.memory.get('embeddings');
  }

  #remember(fields: Partial<EmbeddingState>): void {
    this.model.memory.merge('embeddings', fields);
    this.version += 1;
  }

  get #active(): boolean {
    return (this.shadowRoot?.activeElement ?? null) !== null;
  }

  get #map(): PointMap | null {
    return this.renderRoot.querySelector('sm-point-map');
  }

  get #list(): DataGrid<unknown> | null {
    return this.renderRoot.querySelector('.side sm-data-grid');
  }

  protected override willUpdate(): void {
    this.#focused = this.#active;
    this.#tables.want();
    this.#tables.show();
  }

  /** Measured before anything is painted. */
  protected override updated(): void {
    super.updated();
    // What had the focus may be gone, as a link that opened something else in its place.
    if (this.#focused && !this.#active) {
      const side = this.renderRoot.querySelector<HTMLElement>('.side');
      (this.#list ?? side)?.focus();
    }
    const chart = this.renderRoot.querySelector('.tiles');
    if (chart !== null && chart.clientWidth > 0) this.chartWidth = chart.clientWidth;
  }

  /** Another table is another set of rows. */
  #chooseTable(tensor: string): void {
    this.model.memory.place('embeddings').forget();
    this.#endSearch();
    this.#remember({
      ...{ table: tensor, row: null, back: [], selection: null, listed: false, compared: null },
      camera: null,
    });
  }

  /** Makes a row the chosen one, everywhere. `goes`: its neighbours are to be shown, whatever list stands there. */
  #chooseRow(row: number, goes = true): void {
    const { row: before, back, pane } = this.#memory;
    this.#endSearch();
    this.looked = -1;
    this.#remember({
      row,
      back: before === null || before === row ? back : [...back, before].slice(-mostBack),
      compared: null,
      ...(goes ? { listed: false } : {}),
      ...(goes && pane === 'health' && this.room === 'narrow' ? { pane: 'rows' } : {}),
    });
  }

  #goBack(): void {
    const { back } = this.#memory;
    const row = back.at(-1);
    if (row === undefined) return;
    this.looked = -1;
    this.#remember({ row, back: back.slice(0, -1), compared: null });
  }

  #select(kind: SelectedKind): void {
    const { selection } = this.#memory;
    this.#endSearch();
    if (selection?.kind === kind) this.#unselect();
    else {
      this.#remember({
        ...{ selection: { kind }, listed: true, compared: null },
        ...(this.room === 'narrow' ? { pane: 'rows' } : {}),
      });
    }
  }

  #unselect(): void {
    this.#remember({ selection: null, listed: false });
  }

  #endSearch(): void {
    clearTimeout(this.#typing);
    this.typed = null;
    this.#tables.hits.want(null);
  }

  #search(text: string): void {
    this.typed = text;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      this.#tables.search(text);
    }, typingPause);
  }

  #onSearchKey(event: KeyboardEvent): void {
    const hits = this.#tables.hits.result?.rows ?? [];
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.#list?.focus();
    } else if (event.key === 'Escape' && this.typed !== null) {
      event.stopPropagation();
      this.#endSearch();
    } else if (event.key === 'Escape') this.#list?.focus();
    else if (event.key === 'Enter' && this.typed !== null) {
      const text = this.typed.trim();
      // What is written out is meant, before what only has it in it.
      const exact =
        hits.find(({ row }) => String(row) === text) ??
        hits.find(({ label }) => label?.toLowerCase() === text.toLowerCase());
      const hit = exact ?? hits[0];
      if (hit === undefined) return;
      this.#take(hit.row);
      void this.updateComplete.then(() => this.#list?.focus());
    }
  }

  /** A row out of a search: to be shown, or where two are compared to be the other one. */
  #take(row: number): void {
    const { compared, row: chosen } = this.#memory;
    if (compared === null || chosen === null) {
      this.#chooseRow(row);
      return;
    }
    this.#endSearch();
    this.#remember({ compared: row });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const typing = event.composedPath()[0] instanceof HTMLInputElement;
    const { compared, selection, row } = this.#memory;
    if (event.key === 'Backspace' && !typing) this.#goBack();
    else if (event.key !== 'Escape') return;
    else if (compared !== null) this.#remember({ compared: null });
    else if (selection !== null) this.#unselect();
    else if (row !== null) this.#remember({ row: null });
    else return;
    event.preventDefault();
  }

  protected override render(): unknown {
    const tables = this.#tables;
    if (tables.error !== null && tables.tables === null) {
      return html`<div class="page" tabindex="-1">
        ${banner({
          tone: 'failed',
          icon: 'error',
          title: 'The embedding tables could not be looked for',
          text: sentence(tables.error.message),
          action: link('Try Again', () => {
            tables.again();
          }),
        })}
      </div>`;
    }
    if (tables.tables === null) return nothing;
    const { table } = tables;
    if (table === null) return this.#none();
    const labels = this.#labels(table);
    const { pane } = this.#memory;
    const { left, right, lower } = this.#sizes();
    const narrow = this.room === 'narrow';
    return html`${this.#toolbar(tables.tables, table, labels)} ${labelNotes(labels)}
      <div
        class="panes ${this.room} ${narrow ? `only-${pane}` : ''}"
        ${cssProperties({
          '--left': `${left.size}px`,
          '--right': `${right.size}px`,
          '--lower': `${lower.size}px`,
        })}
        @keydown=${(event: KeyboardEvent) => {
          this.#onKey(event);
        }}
      >
        <div class="health" tabindex="-1" role="region" aria-label="Health">
          ${this.#health(table)}
        </div>
        ${this.#sash('left')}
        <div class="centre">${this.#centre(table)}</div>
        ${this.#sash(this.room === 'wide' ? 'right' : 'lower')}
        <div
          class="side"
          tabindex="-1"
          role="region"
          aria-label="Rows and neighbours"
          @focusout=${() => {
            this.version += 1;
          }}
        >
          ${table.rows === 0 ? nothing : this.#side(table, labels)}
        </div>
      </div>`;
  }

  /** No tensor can be looked at as a table of vectors. */
  #none(): TemplateResult {
    const { summary } = this.model;
    return html`<div class="page" tabindex="-1">
      <div class="empty">
        <h2>No embedding table</h2>
        <p class="secondary">
          None of ${plural(summary.tensorCount, 'tensor')} has rows and dimensions of numbers, which
          is what a table of vectors has.
        </p>
        ${link('Show all tensors', () => {
          this.navigate({ view: 'tensors' });
        })}
      </div>
    </div>`;
  }

  #sizes(): PaneSizes {
    const { leftWidth: left, rightWidth: right, lowerHeight: lower } = this.#memory;
    return paneSizes({ left, right, lower }, this.size, this.room === 'wide', best);
  }

  #sash(of: Pane): TemplateResult {
    const { label, field } = sashes[of];
    return paneSash(of, this.#sizes(), label, (size) => {
      this.#remember({ [field]: size });
    });
  }

  #labels(table: EmbeddingTable): Labels {
    const tables = this.#tables;
    const choice = this.#memory.labels[table.tensor];
    return {
      ...{ table, choice, source: tables.labelsOf(table), chosen: tables.chosenLabels(table) },
      onChoose: (labels: LabelChoice) => {
        this.#remember({ labels: { ...this.#memory.labels, [table.tensor]: labels } });
      },
      onPick: () => {
        this.model.rpc.host({ action: 'pick-labels' });
      },
      onOpen: (path) => {
        this.model.rpc.host({ action: 'open-file', path });
      },
    };
  }

  #toolbar(
    tables: readonly EmbeddingTable[],
    table: EmbeddingTable,
    labels: Labels,
  ): TemplateResult {
    const { analysis } = this.#tables;
    const { pane } = this.#memory;
    const narrow = this.room === 'narrow';
    const facts = [table.dtype, bytes(table.bytes)];
    if (analysis.result !== null && this.room === 'wide')
      facts.push(`read in ${duration(analysis.result.milliseconds)}`);
    return html`<div class="toolbar">
      ${tablePicker(
        tables,
        table,
        (tensor) => {
          this.#chooseTable(tensor);
        },
        () => {
          this.navigate({ view: 'tensors' });
        },
      )}
      ${table.rows === 0 ? nothing : labelsOf(labels)}
      ${
        narrow
          ? segments('Pane', narrowPanes, pane, (choice) => {
              this.#remember({ pane: choice });
            })
          : html`<span class="end table-facts mono secondary cut">${facts.join(' · ')}</span>`
      }
      ${copyButton(this.#copiedFigures(table))}
    </div>`;
  }

  #copiedFigures(table: EmbeddingTable): Copied {
    const { result } = this.#tables.analysis;
    const figures = result === null ? [] : healthFigures(table, result);
    return {
      what: plural(figures.length, 'Figure'),
      onCopy: (format) => {
        const columns = [
          { title: 'figure', value: ([key]: (typeof figures)[number]) => key },
          { title: 'value', value: ([, known]: (typeof figures)[number]) => known },
        ];
        this.copy(copiedTable(columns, figures, format));
      },
    };
  }

  #health(table: EmbeddingTable): TemplateResult {
    const { analysis, norms } = this.#tables;
    const { selection, row } = this.#memory;
    if (table.rows === 0) {
      return html`<h2>Health</h2>
        <p class="small secondary">This table has no rows.</p>`;
    }
    const columns = norms.result?.columns ?? '';
    if (columns !== this.#norms.of) this.#norms = { of: columns, columns: float32s(columns) };
    return healthPane({
      ...{ table, selection, row },
      ...{ analysis: analysis.result, analysisError: analysis.error },
      ...{ norms: norms.result, normsError: norms.error, normColumns: this.#norms.columns },
      width: this.chartWidth,
      onSelect: (kind) => {
        this.#select(kind);
      },
      onRow: (chosen) => {
        this.#chooseRow(chosen);
      },
      onAgain: () => {
        analysis.again();
      },
      onNormsAgain: () => {
        norms.again();
      },
    });
  }

  #centre(table: EmbeddingTable): TemplateResult {
    const { method, colour } = this.#memory;
    const { map, points, analysis } = this.#tables;
    const shown = points !== null && points.rows.length > 0 ? points : null;
    const words = shown === null ? '' : mapSentence(shown.map, table.rows, analysis.result);
    return html`<div class="map-bar">
        ${segments('Method', methods, method, (choice) => {
          this.#remember({ method: choice });
        })}
        <span class="legend">${shown === null ? nothing : this.#legend(shown, colour)}</span>
        <span class="end secondary small">Colour</span>
        ${dropdown('Colour', colourChoices, colour, (choice) => {
          this.#remember({ colour: choice });
        })}
        ${iconButton('screen-full', 'Show All (0)', {
          disabled: shown === null,
          onClick: () => {
            this.#map?.fit();
          },
        })}
        ${iconButton('export', 'Export as PNG', {
          disabled: shown === null,
          onClick: () => {
            void this.#export(table);
          },
        })}
      </div>
      ${
        map.error !== null
          ? html`<div class="map-failure">
              ${failure(map.error, 'The map could not be drawn', () => {
                map.again();
              })}
            </div>`
          : nothing
      }
      ${shown === null ? html`<div class="no-map">${this.#noMap(table)}</div>` : this.#picture(table, shown)}
      <div class="map-foot small">
        <span class="secondary cut" role="status" title=${words}>${words}</span>
        ${
          shown === null
            ? nothing
            : html`<span class="end secondary keys"><kbd>Shift</kbd> drag to select</span>`
        }
      </div>`;
  }

  async #export(table: EmbeddingTable): Promise<void> {
    const file = (await this.#map?.file()) ?? null;
    await savePicture(this.model, `${this.model.summary.name}-${table.title}`, file, 'png');
  }

  /** Why there are no points, where that is known. */
  #noMap(table: EmbeddingTable): unknown {
    const { map, analysis } = this.#tables;
    if (table.rows === 0) {
      return html`<p>This table has no rows.</p>
        <p class="secondary">
          It has ${plural(table.dimensions, 'dimension')}, and nothing was ever put in.
        </p>`;
    }
    if (map.result === null) return nothing;
    const out = analysis.result === null ? '' : leftOut(analysis.result);
    return html`<p>No row can be on the map.</p>
      <p class="secondary">
        ${out === '' ? 'None has a direction.' : `The table has ${out}, and no others.`}
      </p>`;
  }

  #legend({ map, norms }: Points, colour: ColourBy): unknown {
    if (colour === 'nothing') return nothing;
    if (colour === 'norm') {
      const { least, most } = normRange(norms);
      return html`<span class="mono">${value(least)}</span><span class="ramp"></span
        ><span class="mono">${value(most)}</span>`;
    }
    return map.clusterSizes.map(
      (rows, cluster) =>
        html`<span title=${`Cluster ${cluster + 1}: ${plural(rows, 'point')}`}
          ><i class="dot c${Math.min(4, cluster)}"></i>${cluster + 1}</span
        >`,
    );
  }

  #picture(table: EmbeddingTable, points: Points): TemplateResult {
    const { colour, row, camera, selection } = this.#memory;
    const { map } = points;
    const of = JSON.stringify([table.tensor, map.method, map.seed]);
    const chosen = row === null ? -1 : (points.pointOf.get(row) ?? -1);
    const picked = this.#pickedRows(points);
    const label =
      `Map of ${middle(visible(table.title), 80)} by ${map.method === 'pca' ? 'PCA' : 'UMAP'}: ` +
      `${plural(map.count, 'point')} in ${plural(map.clusterSizes.length, 'cluster')}` +
      `${row === null ? '' : `, row ${row} chosen`}. The rows are listed beside it.`;
    return html`<sm-point-map
      class=${this.#tables.map.current || this.#tables.map.error !== null ? '' : 'stale'}
      .label=${label}
      .points=${points}
      .place=${of}
      .kept=${camera?.of === of ? camera.at : null}
      .colourBy=${colour}
      .chosen=${chosen}
      .marked=${this.#neighbourPoints(points)}
      .selected=${picked.points}
      .edge=${selection?.kind === 'lasso' && selection.of === of ? selection.edge : null}
      .words=${(point: number) => this.#pointWords(points, point)}
      @point-choose=${({ detail }: PointMapEvents['point-choose']) => {
        this.#map?.focus();
        const hit = points.rows[detail.point];
        if (hit !== undefined) this.#chooseRow(hit, !picked.rows.includes(hit));
      }}
      @point-lasso=${({ detail }: PointMapEvents['point-lasso']) => {
        this.#endSearch();
        const { edge } = detail;
        if (pointsInside(points.places, edge).length === 0) return;
        this.#remember({ selection: { kind: 'lasso', of, edge }, listed: true, compared: null });
      }}
      @point-camera=${({ detail }: PointMapEvents['point-camera']) => {
        this.model.memory.merge('embeddings', { camera: { of, at: detail.camera } });
      }}
    ></sm-point-map>`;
  }

  #pointWords({ rows, norms, clusters, map }: Points, point: number): PointWords {
    const row = rows[point] ?? 0;
    const known = this.#tables.rows.wanted(row);
    const facts = [
      `row ${row}`,
      `norm ${value(norms[point] ?? null)}`,
      ...(map.clusterSizes.length > 1 ? [`cluster ${(clusters[point] ?? 0) + 1}`] : []),
    ];
    return { title: rowTitle({ row, label: known?.label ?? null }), text: facts.join(' · ') };
  }

  /** Points of the neighbours that are on the map. */
  #neighbourPoints(points: Points): readonly number[] {
    const { row } = this.#memory;
    const { result } = this.#tables.neighbours;
    const of = result !== null && result.of.row === row ? result : null;
    if (this.#marked.of !== of || this.#picked.of[0] !== points) {
      const near = of?.nearest ?? [];
      this.#marked = { of, points: near.flatMap((each) => points.pointOf.get(each.row) ?? []) };
    }
    return this.#marked.points;
  }

  /** Rows that a tile or the lasso has chosen, ascending, and the points of those that are on the map. */
  #pickedRows(points: Points | null): Picked {
    const { selection } = this.#memory;
    const { analysis } = this.#tables;
    const of = [points, selection, analysis.result];
    if (of.every((each, at) => each === this.#picked.of[at]) && this.#picked.of.length > 0) {
      return this.#picked;
    }
    const rows =
      selection === null
        ? []
        : selection.kind !== 'lasso'
          ? analysis.result === null
            ? []
            : (ofAKind(analysis.result, selection.kind)?.first ?? [])
          : points === null
            ? []
            : pointsInside(points.places, selection.edge).flatMap(
                (point) => points.rows[point] ?? [],
              );
    const mask = selection === null || points === null ? null : new Uint8Array(points.rows.length);
    if (mask !== null && points !== null) {
      for (const row of rows) {
        const point = points.pointOf.get(row);
        if (point !== undefined) mask[point] = 1;
      }
    }
    this.#picked = { of, rows: [...rows].sort((a, b) => a - b), points: mask };
    return this.#picked;
  }

  #side(table: EmbeddingTable, labels: Labels): TemplateResult {
    const tables = this.#tables;
    const { metric, nearest, row, back, listed, compared } = this.#memory;
    const chosen = row === null || row >= table.rows ? null : this.#known(row);
    const near = tables.neighbours.result?.nearest ?? [];
    return sidePane({
      ...{ embeddings: tables, table, metric, nearest, chosen, listed, compared },
      labelled: labels.source !== null,
      cluster: chosen === null ? null : this.#clusterOf(chosen.row),
      canGoBack: back.length > 0,
      ...{ field: this.#fieldText(chosen), typing: this.typed !== null },
      found: this.#foundList(),
      selected: this.#selectedList(),
      all: this.#allList(table),
      looked: this.looked,
      copiedNeighbours: {
        what: neighboursTitle(near),
        onCopy: (format) => {
          this.copy(copiedTable(copiedNeighbours, near, format));
        },
      },
      copiedDimensions: this.#copiedComparison(),
      actions: this.#actions(table),
    });
  }

  /**
   * What stands in the search: what is typed, else the chosen row. With the keyboard in it, it stays as it is: its text
   * is selected, and what a person types takes its place.
   */
  #fieldText(chosen: ListedRow | null): string {
    if (this.typed !== null) return this.typed;
    const focused = this.shadowRoot?.activeElement?.matches('.side vscode-text-field') === true;
    if (focused) return this.#field;
    const none = chosen === null || this.#memory.compared !== null;
    this.#field = none ? '' : rowTitle({ row: chosen.row, label: chosen.label ?? null });
    return this.#field;
  }

  #copiedComparison(): Copied {
    const dimensions = this.#tables.comparison.result?.dimensions ?? [];
    return {
      what: plural(dimensions.length, 'Dimension'),
      onCopy: (format) => {
        this.copy(copiedTable(copiedDimensions, dimensions, format));
      },
    };
  }

  #actions(table: EmbeddingTable): SideActions {
    return {
      onSearch: (text) => {
        this.#search(text);
      },
      onSearchKey: (event) => {
        this.#onSearchKey(event);
      },
      onRow: (row, goes) => {
        const now = performance.now();
        if (this.typed !== null) this.#take(row);
        else if (!goes || now - this.#went > doubleClick) this.#chooseRow(row, goes);
        if (goes) this.#went = now;
      },
      onLook: (index) => {
        this.looked = index;
      },
      onBack: () => {
        this.#goBack();
      },
      onMetric: (metric: Metric) => {
        this.looked = -1;
        this.#remember({ metric });
      },
      onNearest: (nearest) => {
        this.#remember({ nearest });
      },
      onListed: (listed) => {
        this.#remember({ listed, compared: null });
      },
      onUnselect: () => {
        this.#unselect();
      },
      onCompare: (compared) => {
        this.looked = -1;
        this.#remember({ compared });
      },
      onDuplicates: () => {
        this.#remember({ selection: { kind: 'duplicate' }, listed: true, compared: null });
      },
      onValues: () => {
        const { row } = this.#memory;
        if (row !== null) this.navigate({ view: 'tensors', tensor: table.tensor, row });
      },
      onUnchoose: () => {
        this.#remember({ row: null, compared: null });
      },
    };
  }

  /** A row as far as it is known: its label may still be on its way. */
  #known(row: number): ListedRow {
    const { neighbours, rows, points } = this.#tables;
    const of = neighbours.result?.of;
    const known = of?.row === row ? of : rows.wanted(row);
    if (known !== undefined) return known;
    const point = points?.pointOf.get(row);
    const norm = point === undefined ? undefined : points?.norms[point];
    return { row, label: undefined, norm };
  }

  #clusterOf(row: number): string | null {
    const { points } = this.#tables;
    const point = points?.pointOf.get(row);
    if (points === null || point === undefined) return null;
    const cluster = points.clusters[point] ?? 0;
    const size = points.map.clusterSizes[cluster] ?? 0;
    const what = points.map.count < points.map.of ? 'point' : 'row';
    return `${cluster + 1}, ${plural(size, what)}`;
  }

  /** What a search has found; null while nothing is searched for, or nothing is known of it. */
  #foundList(): RowList | null {
    const { result } = this.#tables.hits;
    return this.typed === null || this.typed.trim() === '' || result === null
      ? null
      : this.#hits(result);
  }

  #hits({ matched, rows }: NonNullable<Tables['hits']['result']>): RowList {
    const first = rows.length < matched ? `, the first ${count(rows.length)} here` : '';
    return {
      ...this.#emptyList,
      title: matched === 0 ? 'No hit' : `${plural(matched, 'hit')}${first}`,
      count: rows.length,
      row: (index) => rows[index],
      current: this.looked,
      copied: this.#copiedList(rows.length, () => Promise.resolve(rows)),
    };
  }

  readonly #emptyList: RowList = {
    ...{ title: '', count: 0, current: -1, grouped: false },
    row: () => undefined,
    onRange: () => undefined,
    copied: { what: '', onCopy: () => undefined },
  };

  #copiedList(amount: number, rows: () => Promise<readonly ListedRow[]>): Copied {
    return {
      what: plural(amount, 'Row'),
      onCopy: async (format) => {
        this.copy(copiedTable(copiedRows, await rows(), format));
      },
    };
  }

  #allList(table: EmbeddingTable): RowList {
    const { rows } = this.#tables;
    const { row } = this.#memory;
    return {
      title: `All ${plural(table.rows, 'row')}`,
      count: table.rows,
      row: (index) => rows.at(index),
      current: row ?? -1,
      grouped: false,
      onRange: (first, last) => {
        rows.want(first, last);
      },
      copied: this.#copiedList(Math.min(table.rows, mostCopied), () => rows.all(mostCopied)),
    };
  }

  #selectedList(): RowList | null {
    const { selection, row } = this.#memory;
    const { chosenRows, points } = this.#tables;
    if (selection === null) return null;
    if (selection.kind === 'lasso') return this.#lassoList(this.#pickedRows(points).rows);
    const { matched } = chosenRows;
    const picked = this.#pickedRows(points).rows;
    const groups = selection.kind === 'duplicate' ? this.#groups() : null;
    return {
      title: selectionTitle(selection.kind, matched ?? picked.length),
      count: matched ?? picked.length,
      row: (index) => {
        const known = chosenRows.at(index);
        const group = known === undefined ? undefined : groups?.get(known.row);
        return known === undefined || group === undefined ? known : { ...known, group };
      },
      // Of the rows that are listed; of a chosen one beyond them the place is not known.
      current: row === null ? -1 : picked.indexOf(row),
      grouped: groups !== null,
      onRange: (first, last) => {
        chosenRows.want(first, last);
      },
      copied: this.#copiedList(matched ?? 0, () => chosenRows.all(mostCopied)),
    };
  }

  #lassoList(rows: readonly number[]): RowList {
    const tables = this.#tables;
    const { row } = this.#memory;
    const listed = (each: number): ListedRow => {
      const point = tables.points?.pointOf.get(each);
      const norm = point === undefined ? undefined : tables.points?.norms[point];
      return tables.rows.at(each) ?? { row: each, label: undefined, norm };
    };
    return {
      title: selectionTitle('lasso', rows.length),
      count: rows.length,
      row: (index) => {
        const each = rows[index];
        return each === undefined ? undefined : listed(each);
      },
      current: row === null ? -1 : rows.indexOf(row),
      grouped: false,
      onRange: (first, last) => {
        for (const each of rows.slice(first, last + 1)) tables.rows.wanted(each);
      },
      copied: this.#copiedList(rows.length, async () => {
        const all = await tables.rows.all(mostCopied);
        return rows.map((each) => all[each] ?? listed(each));
      }),
    };
  }

  /** Which group of copies a row is in, from 1, as far as the groups are known. */
  #groups(): ReadonlyMap<number, number> {
    const groups = this.#tables.analysis.result?.duplicates.groups ?? [];
    return new Map(groups.flatMap((rows, at) => rows.map((row) => [row, at + 1] as const)));
  }
}

customElements.define('sm-embeddings', EmbeddingsView);
