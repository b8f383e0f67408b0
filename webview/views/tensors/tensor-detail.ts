import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { TensorInfo } from '../../../src/protocol/model.ts';
import type { Notation, TensorStatistics } from '../../../src/protocol/tensors.ts';
import { controlStyles, iconButton, segments, textField } from '../../elements/controls.ts';
import { cssProperties } from '../../elements/css-properties.ts';
import { histogram, histogramStyles, rebin } from '../../elements/histogram.ts';
import { icon } from '../../elements/icon.ts';
import { path } from '../../elements/names.ts';
import { base, scrollbars } from '../../elements/shared-styles.ts';
import '../../elements/value-grid.ts';
import { rangeText, type ValueGrid, type ValueRange } from '../../elements/value-grid.ts';
import type { LoadBlock } from '../../elements/value-pages.ts';
import { bytes, count, middle, storedShape, value, visible } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import { Watch } from '../../state/observable.ts';
import type { Room } from '../view.ts';
import { damageOf, isWhole, shownName } from './tensor-columns.ts';

const notations = [
  { value: 'decimal', label: 'Decimal' },
  { value: 'exact', label: 'Exact' },
  { value: 'hex', label: 'Hex' },
] as const satisfies readonly { readonly value: Notation; readonly label: string }[];

/** Rows and columns of the matrix that is shown: the last two dimensions; a vector is one column. */
function matrix(shape: readonly number[]): { rows: number; columns: number } {
  if (shape.length === 0) return { rows: 1, columns: 1 };
  if (shape.length === 1) return { rows: shape[0] ?? 0, columns: 1 };
  return { rows: shape.at(-2) ?? 0, columns: shape.at(-1) ?? 0 };
}

/** The end of a file's name, which tells shards apart. */
function shortFile(file: string): string {
  const name = visible(file.slice(file.lastIndexOf('/') + 1));
  return name.length <= 16 ? name : `…${name.slice(-14)}`;
}

/** One tensor opened: its values, and at the right what is known of all of them. */
export class TensorDetail extends LitElement {
  static override properties = {
    model: { attribute: false },
    tensor: { attribute: false },
    room: { attribute: false },
    leading: { state: true },
    range: { state: true },
    figuresShown: { state: true },
  };
  static override styles = [
    base,
    scrollbars,
    controlStyles,
    histogramStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        min-height: 0;
        container-type: inline-size;
      }
      .head {
        flex: none;
        display: flex;
        align-items: center;
        gap: 4px 8px;
        min-height: 36px;
        padding: 4px 8px 4px 12px;
        border-bottom: 1px solid var(--line);
        font-size: 12px;
      }
      .head h2 {
        display: flex;
        min-width: 0;
        flex: 0 1 auto;
      }
      .head .facts {
        flex: none;
      }
      .head .range {
        margin-inline-start: auto;
        flex: 0 1 auto;
        min-width: 0;
      }
      .head vscode-text-field {
        width: 96px;
        flex: none;
      }
      .axes {
        display: inline-flex;
        gap: 8px;
        flex: none;
      }
      .axes label {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        color: var(--secondary);
      }
      .axes input {
        width: 60px;
        height: 22px;
        padding: 0 4px;
        border: 1px solid var(--vscode-input-border, var(--line));
        border-radius: 2px;
        background: var(--vscode-input-background);
        color: var(--vscode-input-foreground);
        font-family: var(--mono);
        font-size: 12px;
      }
      .panes {
        flex: 1 1 auto;
        min-height: 0;
        display: grid;
        grid-template-columns: minmax(0, 1fr) 284px;
        grid-template-rows: minmax(0, 1fr);
      }
      .panes.whole {
        grid-template-columns: minmax(0, 1fr);
      }
      aside {
        min-height: 0;
        overflow: auto;
        padding: 10px 14px;
        border-inline-start: 1px solid var(--line);
        display: grid;
        gap: 10px;
        align-content: start;
        grid-template-columns: minmax(0, 1fr);
        grid-auto-rows: max-content;
      }
      .panes.whole aside {
        border-inline-start: 0;
      }
      .ends > .zero {
        position: absolute;
        transform: translateX(-50%);
      }
      .ends {
        position: relative;
        display: flex;
        justify-content: space-between;
        font-family: var(--mono);
        font-size: 10px;
        line-height: 14px;
        color: var(--secondary);
      }
      .figures {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr) max-content minmax(0, 1fr);
        gap: 2px 12px;
        font-size: 12px;
      }
      .figures dt,
      .where dt {
        color: var(--secondary);
      }
      .figures dd {
        font-family: var(--mono);
        text-align: end;
      }
      .where {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 2px 12px;
        font-size: 12px;
      }
      .where dd {
        display: flex;
        align-items: center;
        gap: 4px;
        min-width: 0;
        white-space: nowrap;
      }
      .where dd.mono {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .problem {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr);
        gap: 8px;
        padding: 12px;
        overflow-wrap: anywhere;
      }
      aside .problem {
        padding: 0;
      }
      .controls {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
      }
      @container (max-width: 960px) {
        .head .range {
          display: none;
        }
        .head .controls {
          margin-inline-start: auto;
        }
      }
      @container (max-width: 700px) {
        .head {
          flex-wrap: wrap;
        }
        .head h2 {
          flex: 1 1 0;
        }
        .head .controls {
          order: 1;
          flex: 1 0 100%;
          margin-inline-start: -4px;
        }
      }
    `,
  ];
  declare model: Model;
  declare tensor: TensorInfo;
  declare room: Room;
  declare private leading: readonly number[];
  declare private range: ValueRange | null;
  declare private figuresShown: boolean;
  #load: LoadBlock = () => Promise.reject(new Error('No tensor is open.'));
  readonly #watch = new Watch(this, () => [this.model.statistics]);

  constructor() {
    super();
    this.leading = [];
    this.range = null;
    this.figuresShown = false;
    void this.#watch;
  }

  override focus(): void {
    this.#grid?.focus();
  }

  get #grid(): ValueGrid | null {
    return this.renderRoot.querySelector('sm-value-grid');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('tensor')) {
      const before = changed.get('tensor');
      this.range = null;
      if (before?.name !== this.tensor.name) {
        this.leading = this.tensor.shape
          .slice(0, Math.max(0, this.tensor.shape.length - 2))
          .map(() => 0);
      }
    }
    if (
      changed.has('tensor') ||
      changed.has('leading' as keyof TensorDetail) ||
      changed.has('model')
    ) {
      this.#renew();
    }
  }

  #renew(): void {
    const { tensor, leading, model } = this;
    const { notation } = model.memory.get('tensors');
    this.#load = (block, signal) =>
      model.rpc.request(
        'artifact/values',
        { tensor: tensor.name, leading, notation, ...block },
        { signal },
      );
  }

  #setNotation(notation: Notation): void {
    this.model.memory.merge('tensors', { notation });
    this.#renew();
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { tensor, model } = this;
    const figures = model.statistics.of(tensor.name);
    const { rows, columns } = matrix(tensor.shape);
    const { notation, tint } = model.memory.get('tensors');
    const text = tensor.dtype === 'string';
    const beside = this.room !== 'narrow';
    const showFigures = beside || this.figuresShown;
    const showValues = beside || !this.figuresShown;
    return html`<div class="head">
        <h2>${path(shownName(tensor), tensor.name)}</h2>
        <span class="facts mono secondary">${tensor.dtype} ${storedShape(tensor.shape)}</span>
        ${this.#axes()}
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
            beside
              ? nothing
              : iconButton('graph', 'Figures', {
                  pressed: this.figuresShown,
                  onClick: () => {
                    this.figuresShown = !this.figuresShown;
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
      <div class="panes ${beside ? '' : 'whole'}">
        ${showValues ? this.#values(rows, columns, text, tint) : nothing}
        ${showFigures ? html`<aside aria-label="Figures">${this.#figures(figures)}</aside>` : nothing}
      </div>`;
  }

  /** A picker for each dimension before the last two. */
  #axes(): unknown {
    if (this.leading.length === 0) return nothing;
    return html`<span class="axes">
      ${this.leading.map((index, axis) => {
        const size = this.tensor.shape[axis] ?? 1;
        return html`<label
          >axis ${axis}<input
            type="number"
            min="0"
            max=${size - 1}
            .value=${String(index)}
            @change=${(event: Event) => {
              const input = event.currentTarget as HTMLInputElement;
              const wanted = Math.min(size - 1, Math.max(0, Math.trunc(Number(input.value)) || 0));
              input.value = String(wanted);
              this.leading = this.leading.map((other, at) => (at === axis ? wanted : other));
            }}
          /><span>of ${count(size)}</span></label
        >`;
      })}
    </span>`;
  }

  #values(rows: number, columns: number, text: boolean, tint: boolean): TemplateResult {
    const { tensor } = this;
    if (tensor.damage !== undefined && tensor.stored === null) {
      return html`<p class="problem" role="alert">
        ${icon('error', 'failed')}<span>${visible(tensor.damage)}</span>
      </p>`;
    }
    if (rows === 0 || columns === 0)
      return html`<p class="problem"><span></span>It holds no values.</p>`;
    return html`<sm-value-grid
      .label=${`Values of ${visible(shownName(tensor))}`}
      .rows=${rows}
      .columns=${columns}
      .load=${this.#load}
      .tinted=${tint}
      .lines=${text && columns === 1}
      @value-range=${(event: CustomEvent<ValueRange>) => {
        this.range = event.detail;
      }}
      @value-copy=${(event: CustomEvent<string>) => {
        this.model.rpc.host({ action: 'copy', text: event.detail });
      }}
    ></sm-value-grid>`;
  }

  #figures(figures: TensorStatistics | undefined): TemplateResult {
    const { tensor } = this;
    const damage = damageOf(tensor, figures);
    const whole = isWhole(tensor.dtype);
    return html`${
        damage === null
          ? nothing
          : html`<p class="problem" role="alert">
              ${icon('error', 'failed')}<span>${visible(damage)}</span>
            </p>`
      }
      ${
        figures === undefined || figures.damage !== undefined
          ? nothing
          : html`${this.#histogram(figures)}
              <dl class="figures">
                ${(
                  [
                    ['count', count(figures.count)],
                    ['mean', value(figures.mean)],
                    ['min', value(figures.min, whole)],
                    ['std', figures.count === 1 ? '–' : value(figures.std)],
                    ['max', value(figures.max, whole)],
                    ['zeros', figures.zeros === null ? '–' : count(figures.zeros)],
                    ['NaN', figures.nan === null ? '–' : count(figures.nan)],
                    ['infinite', figures.inf === null ? '–' : count(figures.inf)],
                  ] as const
                ).map(
                  ([label, text]) =>
                    html`<dt>${label}</dt>
                      <dd title=${text}>${text}</dd>`,
                )}
              </dl>
              ${figures.magnitude === undefined ? nothing : this.#magnitude(figures.magnitude)}`
      }
      <dl class="where">
        ${
          figures === undefined
            ? nothing
            : html`<dt>checksum</dt>
                <dd>${this.#checksum(figures.checksum)}</dd>`
        }
        <dt>size</dt>
        <dd class="mono">${bytes(tensor.bytes)}</dd>
        ${
          tensor.stored === null
            ? nothing
            : html`<dt>stored in</dt>
                <dd class="mono" title=${visible(tensor.stored.file)}>
                  ${shortFile(tensor.stored.file)}
                </dd>
                <dt>at byte</dt>
                <dd class="mono">${count(tensor.stored.offset)}</dd>`
        }
        <dt>key</dt>
        <dd class="mono" title=${visible(tensor.name)}>${middle(visible(tensor.name), 26)}</dd>
      </dl>`;
  }

  #magnitude(magnitude: NonNullable<TensorStatistics['magnitude']>): TemplateResult {
    return html`<p class="caption">of the magnitude</p>
      <dl class="figures">
        <dt>min</dt>
        <dd>${value(magnitude.min)}</dd>
        <dt>mean</dt>
        <dd>${value(magnitude.mean)}</dd>
        <dt>max</dt>
        <dd>${value(magnitude.max)}</dd>
        <dt>std</dt>
        <dd>${value(magnitude.std)}</dd>
      </dl>`;
  }

  #checksum(checksum: TensorStatistics['checksum']): TemplateResult {
    if (checksum === 'ok') return html`${icon('check', 'passed')}crc32c ok`;
    if (checksum === 'mismatch') return html`${icon('error', 'failed')}does not match`;
    return html`<span class="secondary">none in the file</span>`;
  }

  #histogram({ histogram: shape, min, max }: TensorStatistics): unknown {
    if (shape === null || shape.counts.length < 2) return nothing;
    const [low = 0, high = 0] = [shape.edges[0], shape.edges.at(-1)];
    return html`<figure>
      ${histogram(
        rebin(shape.counts, 50),
        254,
        72,
        `Distribution from ${value(min)} to ${value(max)}`,
      )}
      <figcaption class="ends">
        <span>${value(low)}</span>${
          low < 0 && high > 0
            ? html`<span class="zero" ${cssProperties({ left: `${(-low / (high - low)) * 100}%` })}
                >0</span
              >`
            : nothing
        }<span>${value(high)}</span>
      </figcaption>
    </figure>`;
  }
}

customElements.define('sm-tensor-detail', TensorDetail);
