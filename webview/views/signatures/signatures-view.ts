import { css, html, nothing, type TemplateResult } from 'lit';
import type { MetaGraph, Signature, SignatureTensor } from '../../../src/protocol/model.ts';
import { controlStyles, iconButton } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import { openMenu } from '../../elements/menu.ts';
import { name } from '../../elements/names.ts';
import { base, scrollbars, table } from '../../elements/shared-styles.ts';
import { count, plural, statedShape, visible } from '../../format.ts';
import { PageView, viewStyles } from '../view.ts';
import { metaGraphText, signatureText } from './signature-text.ts';

/** With more signatures a list of them stands at the left. */
const fewSignatures = 3;

interface Entry {
  /** Which of the meta graphs, and the key in it. */
  readonly id: string;
  readonly key: string;
  readonly signature: Signature;
}

function entries(graph: MetaGraph, at: number): readonly Entry[] {
  return Object.entries(graph.signatures).map(([key, signature]) => ({
    id: `${at}/${key}`,
    key,
    signature,
  }));
}

function tags(graph: MetaGraph): string {
  return visible(graph.tags.join(', ')) || 'no tags';
}

/** Every meta graph by its tags, and every signature in it. */
export class Signatures extends PageView {
  static override styles = [
    base,
    scrollbars,
    table,
    controlStyles,
    viewStyles,
    css`
      .panes {
        flex: 1 1 auto;
        min-height: 0;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
      }
      .panes.listed {
        grid-template-columns: 240px minmax(0, 1fr);
      }
      nav {
        min-height: 0;
        overflow: auto;
        padding: 12px 0;
        border-inline-end: 1px solid var(--line);
      }
      nav h3 {
        padding: 4px 12px;
      }
      nav button {
        appearance: none;
        display: flex;
        align-items: center;
        gap: 8px;
        width: 100%;
        height: 22px;
        padding: 0 12px;
        border: 0;
        background: none;
        color: inherit;
        font: inherit;
        text-align: start;
        cursor: pointer;
      }
      nav button:hover {
        background: var(--hover);
      }
      nav button[aria-current='true'] {
        background: var(--vscode-list-inactiveSelectionBackground);
      }
      .page {
        display: grid;
        align-content: start;
        gap: 24px;
        grid-template-columns: minmax(0, 1fr);
      }
      .graph {
        display: grid;
        gap: 20px;
        grid-template-columns: minmax(0, 1fr);
      }
      .graph > .heading {
        padding-bottom: 8px;
        border-bottom: 1px solid var(--line);
      }
      .graph > .heading h2 {
        font-size: 14px;
        line-height: 20px;
      }
      .signature {
        display: grid;
        gap: 4px;
        scroll-margin: 16px;
        grid-template-columns: minmax(0, 1fr);
      }
      .signature h2 {
        display: flex;
        min-width: 0;
      }
      .scrolls {
        overflow-x: auto;
      }
      table {
        table-layout: fixed;
        min-width: 480px;
      }
      th:nth-child(1) {
        width: 34%;
      }
      th:nth-child(2) {
        width: 14%;
      }
      th:nth-child(3) {
        width: 20%;
      }
      .side th {
        border: 0;
        padding: 8px 0 2px;
        color: var(--text);
        font-weight: 500;
      }
      @container (max-width: 700px) {
        .panes.listed {
          grid-template-columns: minmax(0, 1fr);
        }
        nav {
          display: none;
        }
        table {
          min-width: 0;
        }
        th:nth-child(1) {
          width: auto;
        }
        th:nth-child(2) {
          width: 84px;
        }
        th:nth-child(3) {
          width: 28%;
        }
      }
    `,
  ];
  protected readonly view = 'signatures';
  #shown: string | null = null;

  protected override panes(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('nav button, .page')].filter(
      (pane, at, all) => pane.tagName !== 'BUTTON' || all[at - 1]?.tagName !== 'BUTTON',
    );
  }

  protected override updated(): void {
    super.updated();
    const { selected } = this.model.memory.get('signatures');
    if (selected === null || selected === this.#shown) return;
    this.#shown = selected;
    // A finding names a signature by its key alone.
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>('.signature')];
    const section = all.find(
      ({ dataset }) => dataset['id'] === selected || dataset['key'] === selected,
    );
    section?.scrollIntoView({ block: 'start' });
  }

  #choose(id: string): void {
    this.#shown = null;
    this.model.memory.set('signatures', { selected: id });
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const graphs = this.model.summary.metaGraphs ?? [];
    const listed = this.model.signatureCount > fewSignatures;
    const { selected } = this.model.memory.get('signatures');
    return html`<div class="panes ${listed ? 'listed' : ''}">
      ${
        listed
          ? html`<nav aria-label="Signatures">
              ${graphs.map(
                (graph, at) =>
                  html`<h3>${tags(graph)}</h3>
                    ${entries(graph, at).map(
                      ({ id, key }) =>
                        html`<button
                          type="button"
                          aria-current=${id === selected}
                          @click=${() => {
                            this.#choose(id);
                          }}
                        >
                          ${name(key)}
                        </button>`,
                    )}`,
              )}
            </nav>`
          : nothing
      }
      <div class="page" tabindex="-1">
        ${
          graphs.length === 0
            ? html`<div class="empty">
                <h2>No meta graph</h2>
                <p class="secondary">
                  The file holds no meta graph, so there is no signature to call it by.
                </p>
              </div>`
            : graphs.map((graph, at) => this.#graph(graph, at))
        }
      </div>
    </div>`;
  }

  #graph(graph: MetaGraph, at: number): TemplateResult {
    const signatures = entries(graph, at);
    const facts = [
      plural(graph.nodeCount, 'node'),
      plural(graph.functionCount, 'function'),
      ...(graph.tensorflowVersion === null
        ? []
        : [`TensorFlow ${visible(graph.tensorflowVersion)}`]),
    ];
    return html`<section class="graph">
      <div class="heading">
        <h2>${tags(graph)}</h2>
        <span class="small secondary cut">meta graph · ${facts.join(' · ')}</span>
        <span class="end"
          >${iconButton('copy', 'Copy signatures', {
            popup: true,
            onClick: (event) => {
              this.#copyMenu(event, metaGraphText(graph), graph.signatures);
            },
          })}</span
        >
      </div>
      ${
        signatures.length === 0
          ? html`<p class="secondary">
              This meta graph has no signature. It can be loaded by its tags, and not called by a
              name.
            </p>`
          : signatures.map((entry) => this.#signature(entry))
      }
    </section>`;
  }

  #signature({ id, key, signature }: Entry): TemplateResult {
    return html`<section class="signature" data-id=${id} data-key=${key}>
      <div class="heading">
        <h2>${name(key)}</h2>
        <span class="small mono secondary cut"
          >${visible(signature.methodName) || 'no method'}</span
        >
        <span class="end"
          >${iconButton('copy', `Copy ${visible(key)}`, {
            popup: true,
            onClick: (event) => {
              this.#copyMenu(event, signatureText(key, signature), signature);
            },
          })}</span
        >
      </div>
      <div class="scrolls">
        <table aria-label="Signature ${visible(key)}">
          <thead>
            <tr>
              <th>Name</th>
              <th>Dtype</th>
              <th>Shape</th>
              ${this.#withTensors ? html`<th>Tensor</th>` : nothing}
            </tr>
          </thead>
          ${this.#side('Inputs', signature.inputs)} ${this.#side('Outputs', signature.outputs)}
        </table>
      </div>
    </section>`;
  }

  /** Names of the graph's tensors are the first to go where room is short. */
  get #withTensors(): boolean {
    return this.room !== 'narrow';
  }

  #side(label: string, tensors: Readonly<Record<string, SignatureTensor>>): TemplateResult {
    const rows = Object.entries(tensors);
    return html`<tbody>
      <tr class="side">
        <th colspan=${this.#withTensors ? 4 : 3} scope="rowgroup">
          ${label} <span class="secondary">${count(rows.length)}</span>
        </th>
      </tr>
      ${rows.map(
        ([key, tensor]) =>
          html`<tr>
            <td>
              <span class="with-icon"
                >${icon(label === 'Inputs' ? 'arrow-right' : 'arrow-left', 'neutral')}${name(key)}</span
              >
            </td>
            <td class="mono">${visible(tensor.dtype)}</td>
            <td class="mono" title=${statedShape(tensor.shape)}>${statedShape(tensor.shape)}</td>
            ${
              this.#withTensors
                ? html`<td class="mono secondary">${this.#tensor(tensor)}</td>`
                : nothing
            }
          </tr>`,
      )}
    </tbody>`;
  }

  #tensor({ tensor, components }: SignatureTensor): unknown {
    if (tensor !== null) return name(tensor);
    return name(
      Object.entries(components ?? {})
        .map(([role, part]) => `${role} ${part}`)
        .join(', '),
    );
  }

  #copyMenu(event: MouseEvent, text: string, json: unknown): void {
    void openMenu(event.currentTarget as Element, [
      {
        label: 'Copy as saved_model_cli Text',
        onChoose: () => {
          this.copy(`${text}\n`);
        },
      },
      {
        label: 'Copy as JSON',
        onChoose: () => {
          this.copy(`${JSON.stringify(json, null, 2)}\n`);
        },
      },
    ]);
  }
}

customElements.define('sm-signatures', Signatures);
