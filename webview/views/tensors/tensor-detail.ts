import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { TensorInfo } from '../../../src/protocol/model.ts';
import type { Notation } from '../../../src/protocol/tensors.ts';
import type { Block, LoadBlock } from '../../elements/block.ts';
import { controlStyles, iconButton, link, segments, textField } from '../../elements/controls.ts';
import { copyButton, copyItems, type Copied } from '../../elements/copy-menu.ts';
import { figureStyles } from '../../elements/figures.ts';
import { histogramStyles } from '../../elements/histogram.ts';
import { openMenu } from '../../elements/menu.ts';
import { path } from '../../elements/names.ts';
import { problem, problemStyles } from '../../elements/problem.ts';
import { base, scrollbars } from '../../elements/shared-styles.ts';
import '../../elements/value-grid.ts';
import type { ValueGrid, ValueGridEvents } from '../../elements/value-grid.ts';
import { rangeText, type ValueRange } from '../../elements/value-range.ts';
import { plural, storedShape, visible } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import { errorData } from '../../rpc.ts';
import { Watch } from '../../state/observable.ts';
import { shownName } from '../../state/tensor-names.ts';
import type { Room, Target } from '../view.ts';
import { axisPickers } from './axis-pickers.ts';
import { copiable, copiedValues, readBlock } from './copied-values.ts';
import { tensorDetailStyles } from './tensor-detail-styles.ts';
import { tensorFigures, type TensorLayer } from './tensor-figures.ts';

const notations = [
  { value: 'decimal', label: 'Decimal' },
  { value: 'exact', label: 'Exact' },
  { value: 'hex', label: 'Hex' },
] as const satisfies readonly { readonly value: Notation; readonly label: string }[];

/** Scroll position of the values, in the memory. */
const valuesPlace = 'values';

/** Rows and columns of the matrix that is shown: the last two dimensions; a vector is one column. */
function matrix(shape: readonly number[]): { rows: number; columns: number } {
  if (shape.length === 0) return { rows: 1, columns: 1 };
  if (shape.length === 1) return { rows: shape[0] ?? 0, columns: 1 };
  return { rows: shape.at(-2) ?? 0, columns: shape.at(-1) ?? 0 };
}

/** One tensor opened: its values, and at the right what is known of all of them. */
export class TensorDetail extends LitElement {
  static override properties = {
    model: { attribute: false },
    tensor: { attribute: false },
    room: { attribute: false },
    range: { state: true },
    version: { state: true },
    notCopied: { state: true },
  };
  static override styles = [
    base,
    scrollbars,
    controlStyles,
    histogramStyles,
    figureStyles,
    problemStyles,
    tensorDetailStyles,
  ];
  declare model: Model;
  declare tensor: TensorInfo;
  declare room: Room;
  declare private range: ValueRange | null;
  declare private version: number;
  /** Why values could not be copied. */
  declare private notCopied: string | null;
  #load: LoadBlock = () => Promise.reject(new Error('No tensor is open.'));
  readonly #watch = new Watch(this, () => [
    this.model.statistics,
    this.model.layers,
    this.model.embeddings,
  ]);

  constructor() {
    super();
    this.range = null;
    this.version = 0;
    this.notCopied = null;
    void this.#watch;
  }

  override focus(): void {
    this.#grid?.focus();
  }

  get #grid(): ValueGrid | null {
    return this.renderRoot.querySelector('sm-value-grid');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.model.summary.layerCount > 0) this.model.layers.want();
    if (changed.has('tensor')) {
      this.range = null;
      this.notCopied = null;
      this.#remember();
    }
    if (changed.has('tensor') || changed.has('model')) this.#renew();
  }

  /** Another tensor, or one with another shape now, shows from its start. */
  #remember(): void {
    const { tensor, model } = this;
    const { memory } = model;
    const axes = tensor.shape.slice(0, Math.max(0, tensor.shape.length - 2));
    const kept = memory.get('values');
    const fits = axes.every((size, axis) => (kept.leading[axis] ?? size) < size);
    if (kept.tensor === tensor.name && fits) return;
    memory.place(valuesPlace).forget();
    memory.set('values', {
      tensor: tensor.name,
      leading: axes.map(() => 0),
      cell: { row: 0, column: 0 },
    });
  }

  #renew(): void {
    this.#load = this.#loadIn(this.model.memory.get('tensors').notation);
  }

  #loadIn(notation: Notation): LoadBlock {
    const { tensor, model } = this;
    const { leading } = model.memory.get('values');
    return (block, signal) =>
      model.rpc.request(
        'artifact/values',
        { tensor: tensor.name, leading, notation, ...block },
        { signal },
      );
  }

  /** Copies of these cells; decimals are cut for the eye only. */
  #copied(wanted: Block): Copied {
    const { tensor, model } = this;
    const hex = model.memory.get('tensors').notation === 'hex';
    const load = this.#loadIn(hex ? 'hex' : 'exact');
    const block = copiable(wanted);
    const what = plural(block.rows * block.columns, 'Value');
    return {
      what: block.rows < wanted.rows ? `the First ${what}` : what,
      onCopy: async (format) => {
        try {
          const text = copiedValues(await readBlock(load, block), tensor.dtype, format, hex);
          const one = block.rows * block.columns === 1;
          model.rpc.host({ action: 'copy', text: one ? text.trimEnd() : text });
        } catch (error) {
          this.notCopied = errorData(error).message;
        }
      },
    };
  }

  #setNotation(notation: Notation): void {
    this.model.memory.merge('tensors', { notation });
    this.#renew();
    this.requestUpdate();
  }

  /** The layer of the tensor, or of the one that an optimizer keeps it for. */
  #layer(): TensorLayer | null {
    const { slot, name } = this.tensor;
    const layer = this.model.layers.holding(slot?.of ?? name);
    if (layer === null) return null;
    return {
      layer,
      onOpen: () => {
        this.#navigate({ view: 'architecture', layer: layer.path });
      },
    };
  }

  /** The way to its rows as vectors, where it is a table of them. */
  #tableLink(): unknown {
    const { name } = this.tensor;
    if (this.model.embeddings.of(name) === null) return nothing;
    const show = (): void => {
      this.#navigate({ view: 'embeddings', tensor: name });
    };
    return html`<p class="small">${link('Show in Embeddings', show)}</p>`;
  }

  #navigate(target: Target): void {
    const options = { detail: target, bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent('navigate', options));
  }

  protected override render(): TemplateResult {
    const { tensor, model } = this;
    const figures = model.statistics.of(tensor.name);
    const { rows, columns } = matrix(tensor.shape);
    const { notation, tint, scale, figures: figuresShown } = model.memory.get('tensors');
    const { leading } = model.memory.get('values');
    const text = tensor.dtype === 'string';
    const beside = this.room !== 'narrow';
    const showFigures = beside || figuresShown;
    const showValues = beside || !figuresShown;
    return html`<div class="head">
        <h2>${path(shownName(tensor), tensor.name)}</h2>
        <span class="facts mono secondary">${tensor.dtype} ${storedShape(tensor.shape)}</span>
        ${axisPickers(tensor.shape, leading, (chosen) => {
          model.memory.merge('values', { leading: chosen });
          this.#renew();
          this.version += 1;
        })}
        <span class="range secondary cut"
          >${this.range === null ? nothing : rangeText(this.range, rows, columns)}</span
        >
        <div class="controls">
          ${
            columns > 1
              ? html`${iconButton('chevron-left', 'Columns before', {
                  disabled: this.range === null || this.range.firstColumn === 0,
                  onClick: () => this.#grid?.turnColumns(-1),
                })}${iconButton('chevron-right', 'Columns after', {
                  disabled: this.range === null || this.range.lastColumn >= columns - 1,
                  onClick: () => this.#grid?.turnColumns(1),
                })}`
              : nothing
          }
          ${
            rows > 1
              ? textField({
                  label: 'Go to row',
                  value: '',
                  onKey: (event, row) => {
                    if (event.key === 'Enter' && /^\d+$/.test(row.trim()))
                      this.#grid?.goToRow(Number(row));
                  },
                })
              : nothing
          }
          ${
            text
              ? nothing
              : html`${segments('Notation', notations, notation, (choice) => {
                  this.#setNotation(choice);
                })}
                ${iconButton('symbol-color', 'Tint by sign and size', {
                  pressed: tint,
                  onClick: () => {
                    model.memory.merge('tensors', { tint: !tint });
                    this.requestUpdate();
                  },
                })}`
          }
          ${
            showValues && rows > 0 && columns > 0
              ? copyButton(this.#copied({ row: 0, rows, column: 0, columns }))
              : nothing
          }
          ${
            beside
              ? nothing
              : iconButton('graph', 'Figures', {
                  pressed: figuresShown,
                  onClick: () => {
                    model.memory.merge('tensors', { figures: !figuresShown });
                    this.version += 1;
                  },
                })
          }
        </div>
        ${iconButton('close', 'Close', {
          onClick: () => {
            this.dispatchEvent(new CustomEvent('detail-close'));
          },
        })}
      </div>
      ${this.notCopied === null ? nothing : problem(this.notCopied, 'note')}
      <div class="panes ${beside ? '' : 'whole'}">
        ${showValues ? this.#values(rows, columns, text, tint) : nothing}
        ${
          showFigures
            ? html`<aside tabindex="0" aria-label="Figures">
                ${tensorFigures(
                  tensor,
                  figures,
                  model.statistics.expects(tensor.name),
                  this.#layer(),
                  {
                    scale,
                    onScale: (chosen) => {
                      model.memory.merge('tensors', { scale: chosen });
                      this.requestUpdate();
                    },
                  },
                )}
                ${this.#tableLink()}
              </aside>`
            : nothing
        }
      </div>`;
  }

  #values(rows: number, columns: number, text: boolean, tint: boolean): TemplateResult {
    const { tensor } = this;
    if (tensor.damage !== undefined && tensor.stored === null) {
      return problem(tensor.damage);
    }
    if (rows === 0 || columns === 0) return html`<p class="note secondary">It holds no values.</p>`;
    return html`<sm-value-grid
      .label=${`Values of ${visible(shownName(tensor))}`}
      .rows=${rows}
      .columns=${columns}
      .load=${this.#load}
      .cell=${this.model.memory.get('values').cell}
      .place=${this.model.memory.place(valuesPlace)}
      @value-cell=${({ detail }: ValueGridEvents['value-cell']) => {
        this.model.memory.merge('values', { cell: detail });
      }}
      .tinted=${tint}
      .lines=${text && columns === 1}
      @value-range=${({ detail }: ValueGridEvents['value-range']) => {
        this.range = detail;
      }}
      @value-copy=${({ detail }: ValueGridEvents['value-copy']) => {
        void this.#copied(detail).onCopy(detail.rows * detail.columns === 1 ? 'text' : 'tsv');
      }}
      @value-menu=${({ detail }: ValueGridEvents['value-menu']) => {
        void openMenu(detail, copyItems(this.#copied(detail.block)));
      }}
    ></sm-value-grid>`;
  }
}

customElements.define('sm-tensor-detail', TensorDetail);
