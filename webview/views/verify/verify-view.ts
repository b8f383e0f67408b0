import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Signature } from '../../../src/protocol/model.ts';
import type { VerifyReport } from '../../../src/protocol/verify.ts';
import { banner, bannerStyles } from '../../elements/banner.ts';
import { button, controlStyles, dropdown, iconButton, link } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import '../../elements/json-editor.ts';
import { name } from '../../elements/names.ts';
import { base, scrollbars, table } from '../../elements/shared-styles.ts';
import { count, duration, middle, statedShape, visible, visibleLines, when } from '../../format.ts';
import { Watch } from '../../state/observable.ts';
import type { Sample } from '../../state/verification.ts';
import { notVerified, verdictWords } from '../../verdict.ts';
import { View, viewStyles } from '../view.ts';
import { differencesChart, differencesStyles } from './differences-chart.ts';
import { restrictedBanner } from './verdict-banner.ts';
import { outputsTable } from './outputs-table.ts';
import { runSteps, runStepStyles } from './run-steps.ts';
import { runtimeCard, runtimeCardStyles } from './runtime-card.ts';
import { readSample, sampleText, type ReadSample } from './sample-json.ts';
import { tolerances, toleranceOptions, type ToleranceName } from './tolerances.ts';
import { verifyStyles } from './verify-styles.ts';
import { worstStyles, worstTable } from './worst-table.ts';

type OriginalChoice = 'carried' | 'picked' | 'none' | 'pick';

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Does a reload predict what the original predicted: the sample at the left, the answer at the right. */
export class Verify extends View {
  static override properties = { ...View.properties, now: { state: true } };
  static override styles = [
    base,
    scrollbars,
    table,
    controlStyles,
    bannerStyles,
    viewStyles,
    runStepStyles,
    runtimeCardStyles,
    differencesStyles,
    worstStyles,
    verifyStyles,
  ];
  declare private now: number;
  #clock: ReturnType<typeof setInterval> | null = null;
  readonly #watch = new Watch(this, () => [this.model.verification]);

  constructor() {
    super();
    this.now = Date.now();
    this.addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
        event.preventDefault();
        this.#verify();
      }
    });
    void this.#watch;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tick(false);
  }

  protected override panes(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('sm-json-editor, .answer')];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { verification, trusted, memory } = this.model;
    this.#tick(verification.run !== null);
    if (!changed.has('model')) return;
    void verification.loadSample(memory.get('verify').signature);
    if (trusted) void verification.findRuntime();
  }

  /** Time runs on only while something runs. */
  #tick(running: boolean): void {
    if (running === (this.#clock !== null)) return;
    if (this.#clock !== null) clearInterval(this.#clock);
    this.#clock = running
      ? setInterval(() => {
          this.now = Date.now();
        }, 250)
      : null;
    this.now = Date.now();
  }

  #verify(): void {
    const { verification, memory, trusted } = this.model;
    if (!trusted || verification.run !== null) return;
    const { signature, tolerance } = memory.get('verify');
    void verification.verify({
      ...toleranceOptions(tolerance),
      ...(signature === null ? {} : { signature }),
    });
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
    return html`${this.#toolbar()}
      <div class="panes">
        ${this.#sample()}
        <div class="answer" tabindex="-1">${this.#answer()}</div>
      </div>`;
  }

  #toolbar(): TemplateResult {
    const { verification, memory } = this.model;
    const { report, runtime } = verification;
    const ran = report?.runtime?.tensorflow ?? runtime?.chosen?.tensorflow ?? null;
    const took = Object.values(report?.milliseconds ?? {}).reduce((sum, part) => sum + part, 0);
    return html`<div class="toolbar">
      <label class="labelled">
        <span class="secondary">Original</span>
        ${this.#original()}
      </label>
      <span class="labelled">
        <span class="secondary">Runs on</span>
        <span class="cut"
          >${ran === null ? (runtime === null ? '…' : 'no TensorFlow yet') : `tfjs-node, TensorFlow ${ran}`}</span
        >
      </span>
      <label class="labelled">
        <span class="secondary">Tolerance</span>
        ${dropdown<ToleranceName>(
          'Tolerance',
          tolerances,
          memory.get('verify').tolerance as ToleranceName,
          (tolerance) => {
            memory.merge('verify', { tolerance });
            this.requestUpdate();
          },
        )}
      </label>
      <span class="end secondary"
        >${
          report === null || verification.run !== null
            ? nothing
            : `${took > 0 ? `${duration(took)} · ` : ''}${when(report.time, this.now)}`
        }</span
      >
    </div>`;
  }

  #original(): TemplateResult {
    const { verification, rpc } = this.model;
    const { against, sample } = verification;
    const carried = sample?.predictionFile ?? null;
    const choices = [
      ...(carried === null
        ? []
        : [{ value: 'carried' as const, label: fileName(visible(carried)) }]),
      ...(against === null
        ? []
        : [{ value: 'picked' as const, label: fileName(visible(against)) }]),
      ...(carried === null && against === null
        ? [{ value: 'none' as const, label: 'None yet' }]
        : []),
      { value: 'pick' as const, label: 'Choose a file…' },
    ];
    const current: OriginalChoice =
      against !== null ? 'picked' : carried !== null ? 'carried' : 'none';
    return dropdown<OriginalChoice>('Original', choices, current, (value) => {
      if (value === 'pick') rpc.host({ action: 'pick-prediction' });
      if (value === 'carried') verification.against = null;
      this.requestUpdate();
    });
  }

  #sample(): TemplateResult {
    const { verification, memory, trusted } = this.model;
    const { sample, sampleError, run } = verification;
    if (sample === null) {
      return html`<div class="sample">
        <div class="pane-head"><h2>Sample input</h2></div>
        ${
          sampleError === null
            ? nothing
            : html`<p class="problem note" role="alert">
                ${icon('error', 'failed')}<span>${visible(sampleError.message)}</span>
              </p>`
        }
      </div>`;
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
    return html`<div class="sample">
      <div class="pane-head">
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
        <p class="problem small" role="status">
          ${
            read.ok
              ? html`${icon('check', 'passed')}<span class="secondary"
                    >Valid for ${visible(sample.signature)}</span
                  >`
              : html`${icon('error', 'failed')}<span>${visible(read.problem)}</span>`
          }
        </p>
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
                  this.#verify();
                },
              })
        }
        ${
          recordable
            ? html`<p class="caption">
                Writes what this reload predicts to
                <span class="mono" title=${visible(sample.target)}
                  >${middle(visible(fileName(sample.target)), 32)}</span
                >.
              </p>`
            : nothing
        }
      </div>
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

  #answer(): unknown {
    const { verification, trusted, rpc } = this.model;
    const { run, report, error, recorded } = verification;
    if (!trusted) {
      return [restrictedBanner(rpc), report === null ? nothing : this.#report(report)];
    }
    return [
      run === null
        ? nothing
        : runSteps(run, this.now, () => {
            verification.cancel();
          }),
      run === null && error !== null
        ? banner({
            tone: 'failed',
            icon: 'error',
            title: 'It ended without a verdict',
            text: visible(error.message),
            action: link('Copy details', () => {
              this.copy(JSON.stringify(error, null, 2));
            }),
          })
        : nothing,
      recorded === null
        ? nothing
        : banner({
            tone: 'information',
            icon: 'check',
            title: 'Prediction recorded',
            text: html`By this reload, in <span class="mono">${visible(recorded)}</span>. From now
              on Verify says whether the model still predicts it.`,
            action: button('Verify Round Trip', {
              onClick: () => {
                this.#verify();
              },
            }),
          }),
      runtimeCard(verification, trusted),
      report === null ? this.#unverified() : this.#report(report),
    ];
  }

  #unverified(): unknown {
    const { run, recorded, sample, runtime } = this.model.verification;
    if (run !== null || recorded !== null || runtime?.ready === false) return nothing;
    const lacks = sample !== null && sample.predictionFile === null;
    return banner({
      tone: notVerified.tone,
      icon: notVerified.icon,
      title: lacks ? 'No original to compare with' : notVerified.title,
      text: lacks
        ? 'No prediction file lies inside or beside the model. Record one from the sample at the left, or choose one as the original.'
        : notVerified.text,
    });
  }

  #report(report: VerifyReport): TemplateResult {
    const { verification } = this.model;
    const words = verdictWords(report, verification.stale, this.now);
    const quiet = verification.run !== null;
    return html`${banner({
        tone: words.tone,
        icon: words.icon,
        title: words.title,
        text: visible(words.text),
        quiet,
        action: html`${
          verification.stale && !quiet
            ? link('Verify Again', () => {
                this.#verify();
              })
            : nothing
        }${button('Export Report', {
          onClick: () => {
            this.#exportReport(report);
          },
        })}`,
      })}
      <div class="evidence ${quiet || verification.stale ? 'quiet' : ''}">
        ${
          report.outputs.length === 0
            ? nothing
            : html`${
                report.verdict === 'non-deterministic'
                  ? html`<p class="caption">The first of the two runs, beside the original</p>`
                  : nothing
              }${outputsTable(report.outputs, this.room, report.verdict !== 'non-deterministic')}`
        }
        <div class="two">
          ${differencesChart(report.outputs)}
          ${worstTable(report.outputs, () => {
            this.#exportReport(report);
          })}
        </div>
        ${this.#how(report)}
      </div>`;
  }

  /** How it was come to: enough to repeat it. */
  #how(report: VerifyReport): TemplateResult {
    const { original, runtime, signature, milliseconds, details } = report;
    const kinds = {
      'recorded-live': 'recorded from the live model before it was saved',
      'recorded-reload': 'recorded from an earlier reload',
      recorded: 'does not say who recorded it',
    } as const;
    const rows: readonly (readonly [string, string])[] = [
      ...(original === null
        ? []
        : ([['original', `${visible(original.source)}, ${kinds[original.kind]}`]] as const)),
      ...(signature === null ? [] : ([['signature', visible(signature)]] as const)),
      ...(runtime === null
        ? []
        : ([
            [
              'runtime',
              [
                `${runtime.name}, TensorFlow ${runtime.tensorflow}`,
                runtime.oneDnn === undefined ? '' : `oneDNN ${runtime.oneDnn ? 'on' : 'off'}`,
                runtime.cpu ?? '',
              ]
                .filter(Boolean)
                .join(' · '),
            ],
          ] as const)),
      ...Object.entries(milliseconds).map(([step, took]) => [step, duration(took)] as const),
    ];
    return html`<section>
      <div class="heading">
        <h2>${report.outputs.length === 0 ? 'How it was run' : 'How it was compared'}</h2>
        ${
          details === undefined
            ? nothing
            : html`<span class="end small"
                >${link('Copy details', () => {
                  this.copy(details);
                })}</span
              >`
        }
      </div>
      <dl class="facts">
        ${rows.map(
          ([label, value]) =>
            html`<dt>${label}</dt>
              <dd title=${value}>${value}</dd>`,
        )}
      </dl>
      ${details === undefined ? nothing : html`<pre class="details mono" tabindex="0">${visibleLines(details)}</pre>`}
    </section>`;
  }

  #exportReport(report: VerifyReport): void {
    this.model.rpc.host({
      action: 'save-text',
      name: `${this.model.summary.name}.verify.json`,
      text: `${JSON.stringify(report, null, 2)}\n`,
    });
  }
}

customElements.define('sm-verify', Verify);
