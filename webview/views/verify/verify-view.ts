import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DtypeName } from '../../../src/protocol/model.ts';
import type { VerifyReport } from '../../../src/protocol/verify.ts';
import { banner, bannerStyles } from '../../elements/banner.ts';
import { button, controlStyles, dropdown, link } from '../../elements/controls.ts';
import { KeptScroll } from '../../elements/kept-scroll.ts';
import { icon } from '../../elements/icon.ts';
import { sectionStyles } from '../../elements/section.ts';
import { base, scrollbars, table } from '../../elements/shared-styles.ts';
import { risks } from '../../finding-words.ts';
import { duration, fileName, plural, sentence, visible, when } from '../../format.ts';
import { Watch } from '../../state/observable.ts';
import { notVerified, verdictWords } from '../../verdict.ts';
import { View, viewStyles } from '../view.ts';
import { differencesChart, differencesStyles } from './differences-chart.ts';
import { howCompared } from './how-compared.ts';
import { restrictedBanner } from './verdict-banner.ts';
import { outputsTable } from './outputs-table.ts';
import { runSteps, runStepStyles } from './run-steps.ts';
import { runtimeCard, runtimeCardStyles } from './runtime-card.ts';
import './sample-pane.ts';
import { toleranceChoices, toleranceOptions, type ToleranceName } from './tolerances.ts';
import { recordsStyles, recordsTable } from './records-table.ts';
import { verifyStyles } from './verify-styles.ts';
import { worstStyles, worstTable } from './worst-table.ts';

type OriginalChoice = 'carried' | 'picked' | 'none' | 'pick';

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
    sectionStyles,
    runStepStyles,
    runtimeCardStyles,
    differencesStyles,
    worstStyles,
    recordsStyles,
    verifyStyles,
  ];
  declare private now: number;
  #clock: ReturnType<typeof setInterval> | null = null;
  #lastRun = 0;
  readonly #watch = new Watch(this, () => [this.model.verification]);

  constructor() {
    super();
    this.now = Date.now();
    new KeptScroll(
      this,
      () => this.renderRoot.querySelector(this.room === 'narrow' ? '.panes' : '.answer'),
      () => this.model.memory.place('verify'),
    );
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

  override panes(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('sm-sample-pane, .answer')];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { verification, trusted, memory } = this.model;
    this.#tick(verification.run !== null);
    if (!changed.has('model')) return;
    void verification.loadSample(memory.get('verify').signature);
    if (trusted) void verification.findRuntime();
  }

  /** In one pane the button lies below the answer that it brings. */
  protected override updated(): void {
    super.updated();
    const { run } = this.model.verification;
    const started = run !== null && run.started !== this.#lastRun;
    this.#lastRun = run?.started ?? this.#lastRun;
    if (started && this.room === 'narrow') {
      this.renderRoot.querySelector('.answer')?.scrollIntoView({ block: 'start' });
    }
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

  /** Dtypes of what the signature in question gives, each once. */
  #outputDtypes(): readonly DtypeName[] {
    const { verification, summary } = this.model;
    const key = verification.sample?.signature;
    const outputs = (summary.metaGraphs ?? []).flatMap(({ signatures }) =>
      key === undefined ? [] : Object.values(signatures[key]?.outputs ?? {}),
    );
    return [...new Set(outputs.map(({ dtype }) => dtype))];
  }

  protected override render(): TemplateResult {
    return html`${this.#toolbar()}
      <div class="panes">
        ${repeat(
          // In one column the answer comes first, for the eye and for the keyboard.
          this.room === 'narrow'
            ? (['answer', 'sample'] as const)
            : (['sample', 'answer'] as const),
          (pane) => pane,
          (pane) => (pane === 'sample' ? this.#sample() : this.#answerPane()),
        )}
      </div>`;
  }

  #sample(): TemplateResult {
    return html`<sm-sample-pane
      .model=${this.model}
      @sample-verify=${() => {
        this.#verify();
      }}
    ></sm-sample-pane>`;
  }

  #answerPane(): TemplateResult {
    return html`<div class="answer" tabindex="-1" role="region" aria-label="Answer">
      ${this.#answer()}
    </div>`;
  }

  #toolbar(): TemplateResult {
    const { verification, memory } = this.model;
    const { report, runtime } = verification;
    const ran = report?.runtime?.tensorflow ?? runtime?.chosen?.tensorflow ?? null;
    const runtimeWords =
      runtime !== null ? 'no TensorFlow yet' : this.model.trusted ? '…' : 'waits for trust';
    const took = Object.values(report?.milliseconds ?? {}).reduce((sum, part) => sum + part, 0);
    return html`<div class="toolbar">
      <label class="labelled">
        <span class="secondary">Original</span>
        ${this.#original()}
      </label>
      <span class="labelled">
        <span class="secondary">Runs on</span>
        <span class="cut">${ran === null ? runtimeWords : `tfjs-node, TensorFlow ${ran}`}</span>
      </span>
      <label class="labelled">
        <span class="secondary">Tolerance</span>
        ${dropdown<ToleranceName>(
          'Tolerance',
          toleranceChoices(this.#outputDtypes()),
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
    const carried = sample?.original ?? null;
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

  #answer(): unknown {
    const { verification, trusted, rpc } = this.model;
    const { run, report, error, recorded } = verification;
    if (!trusted) {
      return [restrictedBanner(rpc), report === null ? this.#risks() : this.#report(report)];
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
            text: sentence(error.message),
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
      report === null
        ? [this.#unverified(), this.#risks()]
        : // What was just recorded is an original: that there was none is no longer so.
          recorded !== null && report.verdict === 'no-baseline'
          ? nothing
          : this.#report(report),
    ];
  }

  #unverified(): unknown {
    const { run, recorded, sample, runtime } = this.model.verification;
    if (run !== null || recorded !== null || runtime?.ready === false) return nothing;
    const lacks = sample !== null && sample.original === null;
    const requests = sample?.warmup?.responses === 0 ? sample.warmup.records : 0;
    return banner({
      tone: notVerified.tone,
      icon: notVerified.icon,
      title: lacks || requests > 0 ? 'No original to compare with' : notVerified.title,
      text:
        requests > 0
          ? `The model carries ${plural(requests, 'warmup request')} without a response. Verify Round Trip says whether it takes them; to compare, record a prediction from the sample at the left.`
          : lacks
            ? 'No prediction file lies inside or beside the model. Record one from the sample at the left, or choose one as the original.'
            : notVerified.text,
    });
  }

  /** What running it does besides computing, before anybody has run it. */
  #risks(): unknown {
    const told = risks(this.model.summary.findings);
    if (told === null) return nothing;
    const toFindings = link('Findings', () => {
      this.navigate({ view: 'metadata' });
    });
    return html`<p class="risks small secondary">
      ${icon('warning', 'warning')}<span class="wrapped">${sentence(told)} ${toFindings}</span>
    </p>`;
  }

  #report(report: VerifyReport): TemplateResult {
    const { verification } = this.model;
    const words = verdictWords(report, verification.stale, this.now);
    const quiet = verification.run !== null;
    return html`${banner({
        tone: words.tone,
        icon: words.icon,
        title: words.title,
        text: sentence(words.text),
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
        ${report.records === undefined ? nothing : recordsTable(this.model, report.records)}
        ${report.outputs.length === 0 ? nothing : outputsTable(this.model, report, this.room)}
        <div class="two">
          ${differencesChart(report.outputs)}
          ${worstTable(this.model, report.outputs, () => {
            this.#exportReport(report);
          })}
        </div>
        ${howCompared(this.model, report, (details) => {
          this.copy(details);
        })}
      </div>`;
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
