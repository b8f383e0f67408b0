import { html, nothing, type TemplateResult } from 'lit';
import type { ArtifactSummary, Finding } from '../../../src/protocol/model.ts';
import { bannerStyles } from '../../elements/banner.ts';
import { controlStyles, link } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import { name } from '../../elements/names.ts';
import { base, scrollbars, table } from '../../elements/shared-styles.ts';
import { count, visible } from '../../format.ts';
import { Watch } from '../../state/observable.ts';
import { fileList, fileStyles } from '../file-list.ts';
import { findingList, findingStyles } from '../finding-list.ts';
import { PageView, viewStyles } from '../view.ts';
import { notRunnableBanner, verdictBanner } from '../verify/verdict-banner.ts';
import { headlineFacts } from './headline-facts.ts';
import { overviewStyles } from './overview-styles.ts';
import { parametersByLayer, parameterStyles } from './parameters.ts';
import { signaturePicture, pictureStyles } from './signature-picture.ts';

const shownFindings = 6;
const shownMetadata = 5;
const shownFiles = 8;

/** What it is, whether it can be trusted, and where everything else is. */
export class Overview extends PageView {
  static override properties = {
    ...PageView.properties,
    refused: { attribute: false },
    signature: { state: true },
  };
  static override styles = [
    base,
    scrollbars,
    table,
    controlStyles,
    bannerStyles,
    viewStyles,
    findingStyles,
    fileStyles,
    pictureStyles,
    parameterStyles,
    overviewStyles,
  ];
  protected readonly view = 'overview';
  /** Whether to say why this cannot be verified: somebody asked for it. */
  declare refused: boolean;
  /** Index among all signatures; the picture shows one. */
  declare private signature: number;
  readonly #watch = new Watch(this, () => [
    this.model.layers,
    this.model.names,
    this.model.verification,
    this.model.statistics,
  ]);

  constructor() {
    super();
    this.refused = false;
    this.signature = -1;
    void this.#watch;
  }

  protected override willUpdate(): void {
    this.model.layers.want();
  }

  protected override render(): TemplateResult {
    const { summary } = this.model;
    return html`<div class="page" tabindex="-1">
      <header>
        <div class="title">
          <h1>${name(summary.name)}</h1>
          <p class="secondary">${visible(summary.description)}</p>
        </div>
        ${
          this.model.runnable
            ? html`<div class="verdict">
                ${verdictBanner(this.model, (view) => {
                  this.navigate({ view });
                })}
              </div>`
            : this.refused
              ? html`<div class="verdict">${notRunnableBanner(this.model)}</div>`
              : nothing
        }
      </header>
      ${headlineFacts(this.model)}
      ${signaturePicture({
        model: this.model,
        chosen: this.signature,
        topDown: this.room === 'narrow',
        onChoose: (index) => {
          this.signature = index;
        },
        onNavigate: (target) => {
          this.navigate(target);
        },
      })}
      <div class="columns">
        <div>
          ${parametersByLayer(this.model, this.room, (target) => {
            this.navigate(target);
          })}
        </div>
        <div class="side">
          ${this.#findings(summary.findings)} ${this.#metadata(summary)} ${this.#files(summary)}
        </div>
      </div>
    </div>`;
  }

  #findings(findings: readonly Finding[]): TemplateResult {
    return html`<section class="found">
      <div class="heading">
        <h2>Findings</h2>
        ${findings.length === 0 ? nothing : html`<span class="badge">${count(findings.length)}</span>`}
      </div>
      ${
        findings.length === 0
          ? html`<p class="small secondary with-icon">${icon('check', 'passed')}Nothing found</p>`
          : findingList(this.model, findings.slice(0, shownFindings), (target) => {
              this.navigate(target);
            })
      }
      ${
        findings.length > shownFindings
          ? html`<p class="small">
              ${link(`${count(findings.length - shownFindings)} more`, () => {
                this.navigate({ view: 'metadata' });
              })}
            </p>`
          : nothing
      }
    </section>`;
  }

  #metadata(summary: ArtifactSummary): unknown {
    const entry = summary.metadata.find(({ value }) => isRecord(value));
    if (entry === undefined || !isRecord(entry.value)) return nothing;
    const fields = Object.entries(entry.value);
    const more = fields.length - shownMetadata + summary.metadata.length - 1;
    return html`<section>
      <div class="heading">
        <h2>Metadata</h2>
        <span class="small secondary cut"
          >from
          ${link(visible(entry.source), () => {
            this.model.rpc.host({ action: 'open-file', path: entry.source });
          })}</span
        >
      </div>
      <dl class="facts">
        ${fields.slice(0, shownMetadata).map(
          ([key, value]) =>
            html`<dt>${name(key)}</dt>
              <dd>${name(oneLine(value))}</dd>`,
        )}
      </dl>
      <p class="small">
        ${link(more > 0 ? `${count(more)} more` : 'Open Metadata', () => {
          this.navigate({ view: 'metadata' });
        })}
      </p>
    </section>`;
  }

  #files(summary: ArtifactSummary): TemplateResult {
    const files = [...summary.files].sort((a, b) => b.bytes - a.bytes);
    const checked = this.model.statistics.allChecksumsOk(summary.tensorCount);
    return html`<section>
      <div class="heading">
        <h2>Files</h2>
        ${files.length > shownFiles ? html`<span class="badge">${count(files.length)}</span>` : nothing}
        ${
          checked
            ? html`<span class="end small secondary with-icon"
                >${icon('check', 'passed')}checksums ok</span
              >`
            : nothing
        }
      </div>
      ${fileList(files.slice(0, shownFiles))}
      ${
        files.length > shownFiles
          ? html`<p class="small">
              ${link(`${count(files.length - shownFiles)} more`, () => {
                this.navigate({ view: 'metadata' });
              })}
            </p>`
          : nothing
      }
    </section>`;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function oneLine(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

customElements.define('sm-overview', Overview);
