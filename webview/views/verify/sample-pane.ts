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
import { readSample, sampleText, type ReadSample } from './sample-json.ts';
import { sampleStyles } from './sample-styles.ts';

/**
 * The sample input: what it is made from, the JSON to edit, and the button that verifies it or records what the
 * reload predicts for it. `sample-verify` asks whoever holds it to verify.
 */
export class SamplePane extends LitElement {
  static override properties = { model: { attribute: false } };
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

  override focus(): void {
    this.renderRoot.querySelector('sm-json-editor')?.focus();
  }

  async #record(read: ReadSample, sample: Sample): Promise<void> {
    if (!read.ok) return;
    const { verification } = this.model;
    await verification.record(read.inputs, sample.signature);
    if (verification.recorded === null) return;
    this.model.memory.merge('verify', { edited: null });
    await verification.loadSample(sample.signature);
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
    const locked = sample.madeFrom === 'prediction-file';
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
          ${locked && sample.predictionFile !== null ? name(fileName(sample.predictionFile)) : 'the signature'}
        </dd>
        ${
          read.ok && read.rows !== null
            ? html`<dt>rows</dt>
                <dd>${count(read.rows)}</dd>`
            : nothing
        }
      </dl>
      ${this.#inputs(sample)}
      <sm-json-editor
        label="Sample input as JSON"
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
                  >Valid for ${visible(sample.signature)}</span
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
                title: `Runs the model and writes ${fileName(sample.target)}`,
                onClick: () => {
                  void this.#record(read, sample);
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
        ${
          recordable
            ? html`<p class="caption">
                Writes what this reload predicts to
                <span class="mono target" title=${visible(sample.target)}
                  >${middle(visible(fileName(sample.target)), 32)}</span
                >.
              </p>`
            : nothing
        }
      </div>`;
  }

  #signatureChoice(sample: Sample): unknown {
    if (sample.signatures.length < 2) return name(sample.signature);
    return dropdown(
      'Signature',
      sample.signatures.map((value) => ({ value, label: visible(value) })),
      sample.signature,
      (signature) => {
        this.model.memory.merge('verify', { signature, edited: null });
        void this.model.verification.loadSample(signature);
      },
    );
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

declare global {
  interface HTMLElementTagNameMap {
    'sm-json-editor': JsonEditor;
  }
}

customElements.define('sm-sample-pane', SamplePane);
