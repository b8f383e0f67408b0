import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Signature } from '../../../src/protocol/model.ts';
import { button, controlStyles, dropdown, iconButton } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import '../../elements/json-editor.ts';
import type { JsonEditor } from '../../elements/json-editor.ts';
import { name } from '../../elements/names.ts';
import { problem, problemStyles } from '../../elements/problem.ts';
import { base, scrollbars } from '../../elements/shared-styles.ts';
import { count, fileName, middle, statedShape, visible } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import { Watch } from '../../state/observable.ts';
import type { Sample } from '../../state/verification.ts';
import { factStyles } from '../view.ts';
import { readSample, sampleText } from './sample-json.ts';
import { sampleStyles } from './sample-styles.ts';

/**
 * The sample input: what it is made from, the JSON to edit, and the button that verifies it or records what the
 * reload predicts for it. `sample-verify` asks whoever holds it to verify.
 */
export class SamplePane extends LitElement {
  static override properties = {
    model: { attribute: false },
  };
  static override styles = [
    base,
    scrollbars,
    controlStyles,
    problemStyles,
    factStyles,
    sampleStyles,
  ];
  declare model: Model;
  readonly #watch = new Watch(this, () => [this.model.verification]);

  constructor() {
    super();
    void this.#watch;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('sm-json-editor')?.focus(options);
  }

  get #forServing(): boolean {
    return this.model.memory.get('verify').forServing;
  }

  /** The file that a recording writes. */
  #target(sample: Sample): string {
    return this.#forServing ? (sample.warmupTarget ?? sample.target) : sample.target;
  }

  #signature(key: string): Signature | null {
    for (const graph of this.model.summary.metaGraphs ?? []) {
      const found = graph.signatures[key];
      if (found !== undefined) return found;
    }
    return null;
  }

  protected override render(): TemplateResult {
    const { verification, memory, trusted } = this.model;
    const { sample, sampleError, run } = verification;
    if (sample === null) {
      return html`<div class="pane-head"><h2>Sample input</h2></div>
        ${sampleError === null ? nothing : problem(sampleError.message, 'note')}`;
    }
    // The inputs of a recorded prediction belong to its outputs: changed ones would have no original.
    const locked =
      sample.madeFrom === 'prediction-file' ||
      (sample.warmup !== null && sample.warmup.responses > 0);
    const edited = locked ? null : memory.get('verify').edited;
    const text = edited ?? sampleText(sample.inputs);
    const read = readSample(text, sample.inputs, this.#signature(sample.signature));
    const recordable = !locked && verification.against === null;
    const runs = trusted && run === null && verification.runtime?.ready !== false;
    // The card at the right has the one primary button while there is nothing to run with.
    const primary = verification.runtime?.ready !== false;
    return html`<div class="pane-head">
        <h2>Sample input</h2>
        ${
          edited === null
            ? nothing
            : html`<span class="end"
                >${iconButton('refresh', 'Make it anew', {
                  onClick: () => {
                    memory.merge('verify', { edited: null });
                    this.requestUpdate();
                  },
                })}</span
              >`
        }
      </div>
      <dl class="facts block">
        <dt>signature</dt>
        <dd>${this.#signatureChoice(sample)}</dd>
        <dt>made from</dt>
        <dd>
          ${
            sample.madeFrom === 'signature' || sample.original === null
              ? 'the signature'
              : name(fileName(sample.original))
          }
        </dd>
        ${sample.warmup === null ? nothing : warmupFacts(sample.warmup)}
        ${
          read.ok && read.rows !== null
            ? html`<dt>rows</dt>
                <dd>${count(read.rows)}</dd>`
            : nothing
        }
      </dl>
      ${this.#inputs(sample)}
      <sm-json-editor
        .label=${'Sample input as JSON'}
        .value=${text}
        .locked=${locked}
        .invalid=${!read.ok}
        @json-edit=${(event: CustomEvent<string>) => {
          memory.merge('verify', { edited: event.detail });
          this.requestUpdate();
        }}
      ></sm-json-editor>
      <div class="foot">
        ${
          read.ok
            ? html`<p class="problem small" role="status">
                ${icon('check', 'passed')}<span class="secondary"
                  >Valid for ${middle(visible(sample.signature), 36)}</span
                >
              </p>`
            : problem(read.problem, 'small')
        }
        ${
          recordable
            ? button('Record Prediction', {
                primary,
                icon: 'verified',
                classes: 'wide',
                disabled: !runs || !read.ok,
                onClick: () => {
                  if (!read.ok) return;
                  void verification.record(read.inputs, sample.signature, this.#target(sample));
                },
              })
            : button(verification.report === null ? 'Verify Round Trip' : 'Verify Again', {
                primary,
                icon: 'verified',
                classes: 'wide',
                disabled: !runs,
                onClick: () => {
                  this.dispatchEvent(new CustomEvent('sample-verify'));
                },
              })
        }
        ${recordable ? this.#targetChoice(sample) : nothing}
      </div>`;
  }

  #signatureChoice(sample: Sample): unknown {
    if (sample.signatures.length < 2) return name(sample.signature);
    return dropdown(
      'Signature',
      sample.signatures.map((value) => ({ value, label: middle(visible(value), 80) })),
      sample.signature,
      (signature) => {
        this.model.memory.merge('verify', { signature, edited: null });
        void this.model.verification.loadSample(signature);
      },
    );
  }

  #targetChoice(sample: Sample): TemplateResult {
    const short = (file: string): string => middle(visible(fileName(file)), 32);
    const { warmupTarget } = sample;
    if (warmupTarget === null) {
      return html`<p class="caption">
        Writes what this reload predicts to
        <span class="mono target" title=${visible(sample.target)}>${short(sample.target)}</span>.
      </p>`;
    }
    return html`<label class="into">
        <span class="secondary small">Into</span>
        ${dropdown(
          'Into',
          [
            { value: 'own', label: short(sample.target) },
            { value: 'serving', label: short(warmupTarget) },
          ],
          this.#forServing ? 'serving' : 'own',
          (value) => {
            this.model.memory.merge('verify', { forServing: value === 'serving' });
            this.requestUpdate();
          },
        )}
      </label>
      <p class="caption">
        ${
          this.#forServing
            ? 'Adds what this reload predicts to the requests that TensorFlow Serving runs when it loads the model.'
            : 'Writes what this reload predicts beside the model.'
        }
      </p>`;
  }

  #inputs(sample: Sample): TemplateResult {
    return html`<ul class="inputs block">
      ${Object.entries(sample.inputs).map(
        ([key, tensor]) =>
          html`<li>
            <span class="mono cut">${name(key)}</span
            ><span class="mono secondary">${tensor.dtype} ${statedShape(tensor.shape)}</span>
          </li>`,
      )}
    </ul>`;
  }
}

/** What a warmup file holds, and that requests alone are no original. */
function warmupFacts({ records, responses }: NonNullable<Sample['warmup']>): TemplateResult {
  return html`<dt>records</dt>
    <dd>
      ${count(records)},
      ${
        responses === records
          ? 'all with a response'
          : responses === 0
            ? 'none with a response'
            : `${count(responses)} with a response`
      }
    </dd>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'sm-json-editor': JsonEditor;
  }
}

customElements.define('sm-sample-pane', SamplePane);
