import { html, nothing, type TemplateResult } from 'lit';
import type { MetaGraph, Signature, SignatureTensor } from '../../../src/protocol/model.ts';
import type { CopiedColumn } from '../../copy.ts';
import { controlStyles, dropdown } from '../../elements/controls.ts';
import type { Copied } from '../../elements/copy-menu.ts';
import { icon } from '../../elements/icon.ts';
import { name } from '../../elements/names.ts';
import { roving } from '../../elements/roving.ts';
import { section, sectionStyles } from '../../elements/section.ts';
import { base, scrollbars, table } from '../../elements/shared-styles.ts';
import { count, middle, plural, statedShape, visible } from '../../format.ts';
import { copies } from '../copies.ts';
import { PageView, viewStyles } from '../view.ts';
import { functionsTable } from './functions-table.ts';
import { metaGraphText, savedModelText, signatureText } from './signature-text.ts';
import { signaturesStyles } from './signatures-styles.ts';

/** With more signatures a list of them stands at the left. */
const fewSignatures = 3;

/** Characters of a name that have room in that list, and in a table's column in an editor of usual width. */
const listedCharacters = 30;
const rowCharacters = 42;

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

/** An input or output of a signature, as a row of a table. */
interface SignatureRow {
  readonly signature: string;
  readonly side: 'input' | 'output';
  readonly name: string;
  readonly tensor: SignatureTensor;
}

function signatureRows({ key, signature }: Entry): readonly SignatureRow[] {
  const side = (kind: 'input' | 'output'): SignatureRow[] =>
    Object.entries(signature[`${kind}s`]).map(([own, tensor]): SignatureRow => ({
      signature: key,
      side: kind,
      name: own,
      tensor,
    }));
  return [...side('input'), ...side('output')];
}

const copiedRows: readonly CopiedColumn<SignatureRow>[] = [
  { title: 'signature', value: ({ signature }) => signature },
  { title: 'side', value: ({ side }) => side },
  { title: 'name', value: (row) => row.name },
  { title: 'dtype', value: ({ tensor }) => tensor.dtype },
  { title: 'shape', value: ({ tensor }) => tensor.shape },
  { title: 'tensor', value: ({ tensor }) => tensor.tensor ?? tensor.components },
];

function tags(graph: MetaGraph): unknown {
  return graph.tags.length === 0 ? 'no tags' : name(graph.tags.join(', '));
}

function noSignature({ functions }: MetaGraph): TemplateResult {
  const whom = functions?.length
    ? 'Servers and Verify Round Trip call a model by a signature; Python calls it by its functions.'
    : 'It can be loaded by its tags, and nothing in it can be called by a name.';
  return html`<p class="secondary">This meta graph has no signature. ${whom}</p>`;
}

/** Every meta graph by its tags, every signature in it, and what else Python can call. */
export class Signatures extends PageView {
  static override styles = [
    base,
    scrollbars,
    table,
    controlStyles,
    viewStyles,
    sectionStyles,
    signaturesStyles,
  ];
  protected readonly view = 'signatures';
  #shown: string | null = null;

  /** Letters jump in the list. */
  override focusSearch(): void {
    this.renderRoot
      .querySelector<HTMLElement>('nav button[tabindex="0"], .toolbar vscode-dropdown')
      ?.focus();
  }

  override panes(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('nav button[tabindex="0"], .page')];
  }

  /** Where somebody has scrolled it stays. */
  protected override firstUpdated(): void {
    const { memory } = this.model;
    if (memory.place(this.view).kept !== null) this.#shown = memory.get('signatures').selected;
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
    const narrow = this.room === 'narrow';
    return html`${listed && narrow ? this.#picker(graphs, selected) : nothing}
      <div class="panes ${listed && !narrow ? 'listed' : ''}">
        ${
          listed && !narrow
            ? html`<nav aria-label="Signatures" ${roving({ items: 'button', along: 'column' })}>
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
                            ${name(key, listedCharacters)}
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

  /** Stands in the list's place where there is no room for it. */
  #picker(graphs: readonly MetaGraph[], selected: string | null): TemplateResult {
    const all = graphs.flatMap((graph, at) =>
      entries(graph, at).map(({ id, key }) => ({
        value: id,
        label: middle(
          visible(graphs.length > 1 ? `${key} · ${graph.tags.join(', ')}` : key),
          rowCharacters,
        ),
      })),
    );
    return html`<div class="toolbar">
      ${dropdown('Signature', all, selected ?? all[0]?.value ?? '', (id) => {
        this.#choose(id);
      })}
    </div>`;
  }

  #graph(graph: MetaGraph, at: number): TemplateResult {
    const all = this.model.summary.metaGraphs ?? [];
    const signatures = entries(graph, at);
    const facts = [
      plural(graph.nodeCount, 'node'),
      plural(graph.functionCount, 'function'),
      ...(graph.tensorflowVersion === null
        ? []
        : [`TensorFlow ${visible(graph.tensorflowVersion)}`]),
    ];
    return section(
      {
        title: this.#inferred ? 'Graph' : tags(graph),
        note: this.#inferred ? facts.join(' · ') : `meta graph · ${facts.join(' · ')}`,
        classes: 'graph',
        copied: this.#copied(
          plural(signatures.length, 'Signature'),
          signatures.flatMap((entry) => signatureRows(entry)),
          all.length === 1 ? savedModelText(all) : metaGraphText(graph),
        ),
      },
      html`${
        signatures.length === 0
          ? noSignature(graph)
          : signatures.map((entry) => this.#signature(entry))
      }
      ${graph.functions?.length ? functionsTable(this.model, graph.functions) : nothing}`,
    );
  }

  #signature(entry: Entry): TemplateResult {
    const { key, signature } = entry;
    return html`<div class="signature" data-id=${entry.id} data-key=${key}>
      ${section(
        {
          title: name(key),
          beside: html`<span class="small mono secondary cut"
            >${
              this.#inferred
                ? 'its placeholders, and the nodes that no other node takes its input from'
                : visible(signature.methodName) || 'no method'
            }</span
          >`,
          copied: this.#copied(visible(key), signatureRows(entry), signatureText(key, signature)),
        },
        html`<div class="scrolls">
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
        </div>`,
      )}
    </div>`;
  }

  /** A graph alone states no signature: what shows is told from its nodes. */
  get #inferred(): boolean {
    return this.model.summary.format === 'graph-def';
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
                >${icon(label === 'Inputs' ? 'arrow-right' : 'arrow-left', 'neutral')}${name(key, rowCharacters)}</span
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
    if (tensor !== null) return name(tensor, rowCharacters);
    return name(
      Object.entries(components ?? {})
        .map(([role, part]) => `${role} ${part}`)
        .join(', '),
    );
  }

  #copied(what: string, rows: readonly SignatureRow[], cliText: string): Copied {
    return {
      ...copies(this.model, 'Tensor', copiedRows, rows),
      what,
      more: [
        {
          label: 'Copy as saved_model_cli Prints It',
          onChoose: () => {
            this.copy(`${cliText.trim()}\n`);
          },
        },
      ],
    };
  }
}

customElements.define('sm-signatures', Signatures);
