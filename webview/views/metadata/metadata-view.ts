import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Asset, Fact, Finding, MetadataEntry } from '../../../src/protocol/model.ts';
import type { Result } from '../../../src/protocol/requests.ts';
import type { CopiedColumn } from '../../copy.ts';
import { controlStyles, iconButton, link } from '../../elements/controls.ts';
import { copyItems } from '../../elements/copy-menu.ts';
import '../../elements/data-grid.ts';
import type { Column } from '../../elements/data-grid-columns.ts';
import type { GridEvents, Outline } from '../../elements/data-grid.ts';
import { icon } from '../../elements/icon.ts';
import { openMenu } from '../../elements/menu.ts';
import { name, path as pathName } from '../../elements/names.ts';
import type { RowRange } from '../../elements/row-selection.ts';
import { section, sectionStyles } from '../../elements/section.ts';
import { base, scrollbars, table } from '../../elements/shared-styles.ts';
import { bytes, count, middle, plural, visible, visibleLines } from '../../format.ts';
import { errorData } from '../../rpc.ts';
import { Watch } from '../../state/observable.ts';
import { copies } from '../copies.ts';
import { copiedFiles, fileList, fileStyles } from '../file-list.ts';
import { copiedFindings, findingList, findingStyles } from '../finding-list.ts';
import { PageView, viewStyles } from '../view.ts';
import { copiedJson, initiallyClosed, jsonRows, jsonText, type JsonRow } from './json-rows.ts';
import { metadataStyles } from './metadata-styles.ts';

const mostJsonRows = 24;

const outline: Outline<JsonRow> = {
  level: ({ level }) => level,
  expanded: ({ expanded }) => expanded,
};

const jsonColumns: readonly Column<JsonRow>[] = [
  {
    id: 'key',
    title: 'Key',
    width: 172,
    cell: (row, characters) =>
      row.more === undefined
        ? name(row.key, characters)
        : html`<span class="secondary">${count(row.more)} more, in the file</span>`,
  },
  {
    id: 'value',
    title: 'Value',
    width: 160,
    grows: true,
    mono: true,
    cell: ({ value, more, expanded }) => {
      if (more !== undefined) return nothing;
      const text = visible(jsonText(value));
      return html`<span
        class="cut ${expanded === null ? '' : 'tertiary'}"
        title=${middle(text, 2000)}
        >${middle(text, 300)}</span
      >`;
    },
  },
];

const copiedFacts: readonly CopiedColumn<Fact>[] = [
  { title: 'group', value: ({ group }) => group },
  { title: 'name', value: (fact) => fact.name },
  { title: 'value', value: ({ value }) => value },
  { title: 'source', value: ({ source }) => source },
];

const copiedAssets: readonly CopiedColumn<Asset>[] = [
  { title: 'path', value: ({ path }) => path },
  { title: 'bytes', value: (asset) => asset.bytes },
];

type Preview = Result<'artifact/preview'>;

/** What the files say of themselves: facts of the format, JSON with the file it came from, assets, files. */
export class Metadata extends PageView {
  static override properties = {
    ...PageView.properties,
    preview: { state: true },
    previewed: { state: true },
    version: { state: true },
  };
  static override styles = [
    base,
    scrollbars,
    table,
    controlStyles,
    viewStyles,
    sectionStyles,
    findingStyles,
    fileStyles,
    metadataStyles,
  ];
  protected readonly view = 'metadata';
  /** The text shown, or why it is not. */
  declare private preview: Preview | { readonly problem: string } | null;
  declare private previewed: string | null;
  declare private version: number;
  readonly #watch = new Watch(this, () => [this.model.names, this.model.statistics]);
  #abort = new AbortController();

  constructor() {
    super();
    this.preview = null;
    this.previewed = null;
    this.version = 0;
    void this.#watch;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { preview } = this.model.memory.get('metadata');
    if (preview !== null) void this.#show(preview);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('model');
    if (before !== undefined && this.previewed !== null) void this.#show(this.previewed);
  }

  async #show(path: string | null): Promise<void> {
    this.model.memory.merge('metadata', { preview: path });
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.previewed = path;
    this.preview = null;
    if (path === null) return;
    try {
      const preview = await this.model.rpc.request('artifact/preview', { path }, { signal });
      if (!signal.aborted) this.preview = preview;
    } catch (error) {
      if (!signal.aborted) this.preview = { problem: errorData(error).message };
    }
  }

  protected override render(): TemplateResult {
    const { findings } = this.model;
    const { facts, metadata, assets, files } = this.model.summary;
    return html`<div class="page" tabindex="-1">
      <div class="main">
        ${findings.length === 0 ? nothing : this.#findings(findings)} ${this.#facts(facts)}
        ${metadata.length === 0 ? this.#noJson() : metadata.map((entry) => this.#json(entry))}
      </div>
      <div class="side">
        ${assets.length === 0 ? nothing : this.#assets(assets)}
        ${section(
          {
            title: 'Files',
            badge: files.length,
            end: html`<span class="mono"
              >${bytes(files.reduce((sum, file) => sum + file.bytes, 0))}</span
            >`,
            copied: copies(this.model, 'File', copiedFiles, files),
          },
          fileList(files),
        )}
      </div>
    </div>`;
  }

  #findings(findings: readonly Finding[]): TemplateResult {
    return section(
      {
        title: 'Findings',
        badge: findings.length,
        copied: copies(this.model, 'Finding', copiedFindings, findings),
      },
      findingList(this.model, findings, (target) => {
        this.navigate(target);
      }),
    );
  }

  #noJson(): TemplateResult {
    const where =
      this.model.summary.format === 'saved-model'
        ? 'in assets, assets.extra or beside the model'
        : 'beside it';
    return section(
      { title: 'JSON' },
      html`<p class="secondary small">
        No JSON lies ${where}. What a training script writes there, as metadata.json, shows here.
      </p>`,
    );
  }

  #facts(facts: readonly Fact[]): unknown {
    const groups = new Map<string, Fact[]>();
    for (const fact of facts) {
      const group = groups.get(fact.group);
      if (group === undefined) groups.set(fact.group, [fact]);
      else group.push(fact);
    }
    return [...groups].map(([group, entries]) => {
      const sources = [...new Set(entries.map(({ source }) => source))].filter(
        (source) => source !== '',
      );
      return section(
        {
          title: visible(group),
          ...(sources.length === 0 ? {} : { note: `from ${sources.map(visible).join(', ')}` }),
          copied: copies(this.model, 'Fact', copiedFacts, entries),
        },
        html`<dl class="facts">
          ${entries.map(
            (fact) =>
              html`<dt>${name(fact.name)}</dt>
                <dd>${name(fact.value)}</dd>`,
          )}
        </dl>`,
      );
    });
  }

  #closed(entry: MetadataEntry): ReadonlySet<string> {
    const { closed } = this.model.memory.get('metadata');
    const own = closed.filter((pointer) => pointer.startsWith(`${entry.source}#`));
    const touched =
      own.length > 0 ? own.map((pointer) => pointer.slice(entry.source.length + 1)) : null;
    return new Set(touched ?? initiallyClosed(entry.value));
  }

  #toggle(entry: MetadataEntry, row: JsonRow): void {
    if (row.expanded === null) return;
    const now = new Set(this.#closed(entry));
    if (row.expanded) now.add(row.pointer);
    else now.delete(row.pointer);
    const { closed } = this.model.memory.get('metadata');
    const others = closed.filter((pointer) => !pointer.startsWith(`${entry.source}#`));
    // The mark says that it was touched, also when nothing is closed any more.
    const own = ['(touched)', ...now].map((pointer) => `${entry.source}#${pointer}`);
    this.model.memory.merge('metadata', { closed: [...others, ...own] });
    this.version += 1;
  }

  #json(entry: MetadataEntry): TemplateResult {
    const rows = jsonRows(entry.value, this.#closed(entry));
    const { memory } = this.model;
    const selected = memory.get('metadata').selected[entry.source] ?? -1;
    const every = jsonRows(entry.value, new Set());
    return section(
      {
        title: pathName(entry.source),
        copied: {
          ...copies(this.model, 'Value', copiedJson, every),
          more: [
            {
              label: 'Copy the File’s JSON',
              onChoose: () => {
                this.copy(`${JSON.stringify(entry.value, null, 2)}\n`);
              },
            },
          ],
        },
        actions: iconButton('go-to-file', `Open ${visible(entry.source)}`, {
          onClick: () => {
            this.model.rpc.host({ action: 'open-file', path: entry.source });
          },
        }),
      },
      html`<sm-data-grid
        headless
        fit=${mostJsonRows}
        .label=${visible(entry.source)}
        .columns=${jsonColumns}
        .rowCount=${rows.length}
        .row=${(index: number) => rows[index]}
        .nameOf=${(row: JsonRow) => row.key}
        .selected=${Math.min(selected, rows.length - 1)}
        .outline=${outline}
        .version=${this.version}
        .place=${memory.place(`metadata ${entry.source}`)}
        @grid-select=${({ detail }: GridEvents['grid-select']) => {
          memory.merge('metadata', {
            selected: { ...memory.get('metadata').selected, [entry.source]: detail.index },
          });
          this.version += 1;
        }}
        @grid-open=${({ detail }: GridEvents['grid-open']) => {
          const row = rows[detail.index];
          if (row !== undefined) this.#toggle(entry, row);
        }}
        @grid-toggle=${({ detail }: GridEvents['grid-toggle']) => {
          const row = rows[detail.index];
          if (row !== undefined) this.#toggle(entry, row);
        }}
        @grid-copy=${({ detail }: GridEvents['grid-copy']) => {
          const chosen = chosenRows(rows, detail.range);
          const [only] = chosen;
          if (chosen.length === 1 && only !== undefined) this.copy(valueText(only.value));
          else void copies(this.model, 'Value', copiedJson, chosen).onCopy('text');
        }}
        @grid-menu=${({ detail }: GridEvents['grid-menu']) => {
          const chosen = chosenRows(rows, detail.range);
          const last = chosen.at(-1);
          void openMenu(detail, [
            {
              label: 'Copy Value',
              onChoose: () => {
                this.copy(valueText(last?.value));
              },
            },
            {
              label: 'Copy Pointer',
              onChoose: () => {
                this.copy(last?.pointer ?? '');
              },
            },
            ...copyItems(copies(this.model, 'Value', copiedJson, chosen)),
          ]);
        }}
      ></sm-data-grid>`,
    );
  }

  #assets(assets: readonly Asset[]): TemplateResult {
    return section(
      {
        title: 'Assets',
        badge: assets.length,
        copied: copies(this.model, 'Asset', copiedAssets, assets),
      },
      html`<ul class="files">
        ${assets.map((asset) => this.#asset(asset.path, asset.bytes))}
      </ul>`,
    );
  }

  #asset(path: string, size: number): TemplateResult {
    const open = this.previewed === path;
    return html`<li>
        <button
          type="button"
          class="asset"
          aria-expanded=${open}
          @click=${() => {
            void this.#show(open ? null : path);
          }}
        >
          ${icon(open ? 'chevron-down' : 'chevron-right')}<span class="cut">${pathName(path)}</span>
        </button>
        <span class="mono secondary">${bytes(size)}</span>
      </li>
      ${open ? html`<li class="preview">${this.#preview(path)}</li>` : nothing}`;
  }

  #preview(path: string): unknown {
    const { preview } = this;
    if (preview === null) return nothing;
    if ('problem' in preview) return html`<p class="small wrapped">${visible(preview.problem)}</p>`;
    const openFile = link('Open file', () => {
      this.model.rpc.host({ action: 'open-file', path });
    });
    if (preview.text === null) {
      return html`<p class="small secondary">
        No text: ${bytes(preview.bytes)} of other data. ${openFile}
      </p>`;
    }
    const cut = preview.shownBytes < preview.bytes;
    return html`<p class="caption">
        ${preview.lines === null ? nothing : `${plural(preview.lines, 'line')} · `}${
          cut
            ? `the first ${bytes(preview.shownBytes)} of ${bytes(preview.bytes)}`
            : bytes(preview.bytes)
        }
        · ${openFile}
      </p>
      <pre class="mono" tabindex="0">${visibleLines(preview.text)}</pre>`;
  }
}

function chosenRows(rows: readonly JsonRow[], range: RowRange | null): readonly JsonRow[] {
  return range === null ? rows : rows.slice(range.first, range.last + 1);
}

/** A value as text, a string without its quotes. */
function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

customElements.define('sm-metadata', Metadata);
