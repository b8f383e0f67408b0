import { html, nothing, type TemplateResult } from 'lit';
import { warmupRequests, type ArtifactSummary } from '../../../src/protocol/model.ts';
import { bannerStyles } from '../../elements/banner.ts';
import { controlStyles, link } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import { name } from '../../elements/names.ts';
import { OwnSize } from '../../elements/own-size.ts';
import { section, sectionStyles } from '../../elements/section.ts';
import { base, scrollbars, table } from '../../elements/shared-styles.ts';
import { count, visible } from '../../format.ts';
import { Watch } from '../../state/observable.ts';
import { copies } from '../copies.ts';
import { copiedFiles, fileList, fileStyles } from '../file-list.ts';
import { copiedFindings, findingList, findingStyles } from '../finding-list.ts';
import { copiedJson, jsonRows } from '../metadata/json-rows.ts';
import { PageView, viewStyles } from '../view.ts';
import { notRunnableBanner, verdictBanner } from '../verify/verdict-banner.ts';
import { headlineFacts } from './headline-facts.ts';
import { isReadable, modelPicture, modelPictureStyles, sketchQuery } from './model-picture.ts';
import { overviewStyles } from './overview-styles.ts';
import { nothingToShow } from './nothing-to-show.ts';
import { parametersByLayer, parameterStyles } from './parameters.ts';
import { partsStyles, partsTable } from './parts-table.ts';
import { signaturePicture, pictureStyles } from './signature-picture.ts';

const shownFindings = 6;
const shownMetadata = 5;
const shownFiles = 8;
/** How long what stands below the picture waits for its height, milliseconds. */
const patience = 2500;
/** Beside what stands on the page. CSS pixels. */
const pageEdge = 24;

/** What it is, whether it can be trusted, and where everything else is. */
export class Overview extends PageView {
  static override properties = {
    ...PageView.properties,
    refused: { attribute: false },
    version: { state: true },
    width: { state: true },
    current: { state: true },
    late: { state: true },
  };
  static override styles = [
    base,
    scrollbars,
    table,
    controlStyles,
    bannerStyles,
    viewStyles,
    sectionStyles,
    findingStyles,
    fileStyles,
    pictureStyles,
    modelPictureStyles,
    parameterStyles,
    partsStyles,
    overviewStyles,
  ];
  protected readonly view = 'overview';
  /** Whether to say why this cannot be verified: somebody asked for it. */
  declare refused: boolean;
  declare private version: number;
  /** Of what stands on the page. CSS pixels. */
  declare private width: number;
  /** Node of the picture that the keyboard is at. */
  declare private current: string | null;
  /** Whether the picture was not there in time: it would move what is being read, and is left for the next visit. */
  declare private late: boolean;
  /** Whether it is known what stands in the picture's place. */
  #placed = false;
  #waiting: ReturnType<typeof setTimeout> | null = null;
  readonly #watch = new Watch(this, () => [
    this.model.layers,
    this.model.graphs,
    this.model.sketch,
    this.model.names,
    this.model.verification,
    this.model.statistics,
  ]);

  constructor() {
    super();
    this.refused = false;
    this.version = 0;
    this.width = 0;
    this.current = null;
    this.late = false;
    new OwnSize(this, ({ width }) => {
      this.width = width - 2 * pageEdge;
    });
    void this.#watch;
  }

  protected override willUpdate(): void {
    this.model.layers.want();
    if (this.model.views.includes('architecture')) this.model.graphs.want();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#wait(false);
  }

  /** What stands below a picture is not shown before that one's height is known: it would move. */
  #wait(waits: boolean): void {
    if (!waits && this.#waiting !== null) clearTimeout(this.#waiting);
    if (!waits) this.#waiting = null;
    else
      this.#waiting ??= setTimeout(() => {
        this.late = true;
      }, patience);
  }

  #inPlace(signature: string): TemplateResult | undefined {
    if (this.late) return undefined;
    const picture = this.#picture(signature);
    const isWaiting = picture === 'on its way';
    this.#placed ||= !isWaiting;
    this.#wait(!this.#placed);
    return isWaiting ? html`<div class="unknown"></div>` : picture;
  }

  /** The picture of the model for a signature; undefined where there is none to be read. */
  #picture(signature: string): TemplateResult | 'on its way' | undefined {
    const { graphs, sketch, views } = this.model;
    if (!views.includes('architecture') || graphs.error !== null) return undefined;
    if (graphs.choices === null || this.width === 0) return 'on its way';
    const choice = graphs.choices.find(({ title }) => title === signature) ?? graphs.choices[0];
    if (choice === undefined) return undefined;
    const down = this.room === 'narrow';
    const query = sketchQuery(choice, down, this.model);
    sketch.show(query);
    if (sketch.error !== null) return undefined;
    const { picture, drawn } = sketch;
    if (picture === null || drawn === null) return 'on its way';
    if (drawn.graph !== query.graph || drawn.direction !== query.direction) return 'on its way';
    if (!isReadable(picture, this.width)) return undefined;
    return modelPicture({
      ...{ model: this.model, choice, picture, down, current: this.current },
      onCurrent: (id) => {
        this.current = id;
      },
      onNavigate: (target) => {
        this.navigate(target);
      },
    });
  }

  protected override render(): TemplateResult {
    const { summary } = this.model;
    const picture = signaturePicture({
      model: this.model,
      chosen: this.model.memory.get('overview').signature,
      topDown: this.room === 'narrow',
      inPlace: (signature) => this.#inPlace(signature),
      onChoose: (index) => {
        this.model.memory.set('overview', { signature: index });
        this.late = false;
        this.version += 1;
      },
      onNavigate: (target) => {
        this.navigate(target);
      },
    });
    return html`<div class="page" tabindex="-1">
      <div class="head">
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
      </div>
      ${headlineFacts(this.model)} ${picture}
      <div class="columns ${this.#waiting === null || this.late ? '' : 'waiting'}">
        <div class="main">
          ${parametersByLayer(this.model, this.room, (target) => {
            this.navigate(target);
          })}
          ${nothingToShow(this.model, (target) => {
            this.navigate(target);
          })}
          ${partsTable(this.model, this.room)}
        </div>
        <div class="side">
          ${this.#findings()} ${this.#metadata(summary)} ${warmup(summary)} ${this.#files(summary)}
        </div>
      </div>
    </div>`;
  }

  #findings(): unknown {
    const { findings, summary } = this.model;
    if (findings.length === 0) {
      // Each of its parts is looked at when it is opened.
      if (summary.format === 'project') return nothing;
      return section(
        { title: 'Findings', classes: 'found' },
        html`<p class="small secondary with-icon">${icon('check', 'passed')}Nothing found</p>`,
      );
    }
    return section(
      {
        title: 'Findings',
        badge: findings.length,
        copied: copies(this.model, 'Finding', copiedFindings, findings),
        classes: 'found',
      },
      html`${findingList(
        this.model,
        findings,
        (target) => {
          this.navigate(target);
        },
        shownFindings,
      )}
      ${this.#more(findings.length - shownFindings)}`,
    );
  }

  #metadata(summary: ArtifactSummary): unknown {
    const entry = summary.metadata.find(({ value }) => isRecord(value));
    if (entry === undefined || !isRecord(entry.value)) return nothing;
    const fields = Object.entries(entry.value);
    const more = fields.length - shownMetadata + summary.metadata.length - 1;
    const open = link(visible(entry.source), () => {
      this.model.rpc.host({ action: 'open-file', path: entry.source });
    });
    return section(
      {
        title: 'Metadata',
        note: html`from ${open}`,
        copied: copies(this.model, 'Value', copiedJson, jsonRows(entry.value, new Set())),
      },
      html`<dl class="facts">
          ${fields.slice(0, shownMetadata).map(
            ([key, value]) =>
              html`<dt>${name(key)}</dt>
                <dd>${name(oneLine(value))}</dd>`,
          )}
        </dl>
        ${this.#more(more)}`,
    );
  }

  #files(summary: ArtifactSummary): unknown {
    if (summary.files.length === 0) return nothing;
    const files = [...summary.files].sort((a, b) => b.bytes - a.bytes);
    const checked = this.model.statistics.allChecksumsOk(summary.tensorCount);
    return section(
      {
        title: 'Files',
        badge: files.length,
        end: checked
          ? html`<span class="with-icon">${icon('check', 'passed')}checksums ok</span>`
          : nothing,
        copied: copies(this.model, 'File', copiedFiles, files),
      },
      html`${fileList(files.slice(0, shownFiles))} ${this.#more(files.length - shownFiles)}`,
    );
  }

  /** What a section leaves out is in Metadata. */
  #more(amount: number): unknown {
    if (amount <= 0) return nothing;
    return html`<p class="small">
      ${link(`${count(amount)} more`, () => {
        this.navigate({ view: 'metadata' });
      })}
    </p>`;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function oneLine(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The requests that TensorFlow Serving runs: where they have responses, they are what a reload is held against. */
function warmup({ facts }: ArtifactSummary): unknown {
  const fact = facts.find(({ group }) => group === warmupRequests);
  if (fact === undefined) return nothing;
  return section(
    { title: warmupRequests },
    html`<p class="small secondary wrapped">
      ${visible(fact.value)} ${fact.value === '1' ? 'record' : 'records'} in
      <span class="mono">${name(fact.source)}</span>. Verify Round Trip runs them, and compares
      where there is a response.
    </p>`,
  );
}

customElements.define('sm-overview', Overview);
