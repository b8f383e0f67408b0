import * as figures from '../../protocol/figures.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { OpenedArtifact } from '../../formats/contract.ts';
import type {
  ArtifactSummary,
  Layer,
  MetaGraph,
  Part,
  Signature,
  TensorInfo,
  TensorRole,
} from '../../protocol/model.ts';
import type { Page } from '../print.ts';
import { findingLines } from './findings.ts';
import { shownSentence, table } from './table.ts';

/** Rows of a section that are shown without `--all`. */
const firstRows = 20;

/** The human text of `inspect`: what it is in one sentence, its facts, then section by section. */
export function inspectionText(artifact: OpenedArtifact, page: Page, all: boolean): string {
  const { summary, layers, tensors } = artifact;
  const { paint } = page;
  const most = all ? Infinity : firstRows;
  const sections = [
    [
      `${paint('bold', visibleText(summary.name))}  ${visibleText(summary.description)}`,
      paint('dim', visibleText(summary.path)),
    ],
    factLines(summary, page),
    partLines(summary.parts, page),
    ...(summary.metaGraphs ?? []).map((metaGraph, _index, every) =>
      signatureLines(metaGraph, every.length > 1, page),
    ),
    layerLines(layers, summary.parameterCount, most, page),
    tensorLines(tensors, most, page),
    summary.findings.length === 0
      ? []
      : [
          heading(page, 'Findings', figures.count(summary.findings.length)),
          ...findingLines(summary.findings, paint),
        ],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function heading({ paint }: Page, title: string, beside = ''): string {
  return beside === '' ? paint('bold', title) : `${paint('bold', title)}  ${paint('dim', beside)}`;
}

function factLines(summary: ArtifactSummary, page: Page): string[] {
  const bytes = summary.files.reduce((sum, file) => sum + file.bytes, 0);
  const tags = (summary.metaGraphs ?? []).map((metaGraph) => metaGraph.tags.join(', ') || 'none');
  const { checkpoints } = summary;
  const facts: [string, string][] = [
    ['Written by', summary.writtenBy.join(', ')],
    [
      'Size',
      summary.files.length === 0
        ? ''
        : `${figures.bytes(bytes)} in ${figures.plural(summary.files.length, 'file')}`,
    ],
    [
      'Parameters',
      summary.parameterCount === null
        ? ''
        : `${figures.count(summary.parameterCount)} in ${figures.bytes(summary.weightBytes)} of weights`,
    ],
    // A checkpoint's graph has none, and nobody expects any.
    [
      'Tags',
      summary.format === 'saved-model' || tags.some((tag) => tag !== 'none')
        ? tags.join(' · ')
        : '',
    ],
    [
      'Checkpoints',
      checkpoints === null
        ? ''
        : checkpoints.all
            .map((name) => (name === checkpoints.latest ? `${name} (latest)` : name))
            .join(', '),
    ],
    ['Saved', summary.saved === null ? '' : figures.time(summary.saved)],
    ['Assets', summary.assets.map(({ path }) => path).join(', ')],
    ['Metadata', summary.metadata.map(({ source }) => source).join(', ')],
  ];
  return table(
    [{ head: '', style: 'dim' }, { head: '' }],
    facts.filter(([, value]) => value !== '').map((row) => row.map(visibleText)),
    { ...page, heads: false },
  );
}

/** What lies in the directory, to be opened by its own path. */
function partLines(parts: readonly Part[], page: Page): string[] {
  const inside = parts.filter(({ path }) => path !== '');
  if (inside.length === 0) return [];
  const counted = inside.some(({ step }) => step !== undefined);
  return [
    heading(page, 'Parts', figures.count(inside.length)),
    ...table(
      [
        { head: 'Path', shrinks: true },
        { head: 'Format', style: 'dim' },
        { head: 'Size', align: 'right' },
        ...(counted ? [{ head: 'Step', align: 'right' } as const] : []),
        { head: 'Saved' },
      ],
      inside.map(({ path, format, bytes, modified, readable, step }) => [
        visibleText(path),
        readable ? format : `${format} (not read yet)`,
        figures.bytes(bytes),
        ...(counted ? [step === undefined ? '–' : figures.count(step)] : []),
        modified === null ? '–' : figures.time(modified),
      ]),
      page,
    ),
  ];
}

function signatureLines(metaGraph: MetaGraph, several: boolean, page: Page): string[] {
  const signatures = Object.entries(metaGraph.signatures);
  const graph = [
    several ? `tags ${metaGraph.tags.join(', ') || 'none'}` : '',
    figures.plural(metaGraph.nodeCount, 'node'),
    figures.plural(metaGraph.functionCount, 'function'),
  ].filter((part) => part !== '');
  return [
    heading(page, signatures.length > 0 ? 'Signatures' : 'Graph', shownSentence(graph.join(' · '))),
    ...signatures.flatMap(([name, signature]) => [
      `  ${shownSentence(name)}  ${page.paint('dim', shownSentence(signature.methodName))}`,
      ...table(
        [
          { head: '' },
          { head: '', shrinks: true },
          { head: '' },
          { head: '' },
          { head: '', style: 'dim', shrinks: true },
        ],
        signatureRows(signature),
        { ...page, indent: 4, heads: false },
      ),
    ]),
  ];
}

function signatureRows({ inputs, outputs }: Signature): string[][] {
  const rows = (arrow: string, tensors: Signature['inputs']) =>
    Object.entries(tensors).map(([name, { dtype, shape, tensor, components }]) => [
      arrow,
      visibleText(name),
      dtype,
      figures.statedShape(shape),
      visibleText(tensor ?? Object.values(components ?? {}).join(', ')),
    ]);
  return [...rows('→', inputs), ...rows('←', outputs)];
}

function layerLines(
  layers: readonly Layer[],
  parameterCount: number | null,
  most: number,
  page: Page,
): string[] {
  const shown = layers.filter(({ path }) => path !== '');
  if (shown.length === 0) return [];
  const depths = depthsOf(layers);
  const rows = shown
    .slice(0, most)
    .map((layer) => [
      '  '.repeat(depths.get(layer.path) ?? 0) + visibleText(authorsName(layer)),
      classText(layer),
      figures.count(layer.parameters),
      figures.share(layer.parameters, parameterCount ?? 0),
    ]);
  return [
    heading(page, 'Layers', figures.count(shown.length)),
    ...table(
      [
        { head: 'Name', shrinks: true },
        { head: 'Class', style: 'dim' },
        { head: 'Parameters', align: 'right' },
        { head: 'Share', align: 'right' },
      ],
      rows,
      page,
    ),
    ...moreLine(shown.length - rows.length, 'layer', page),
  ];
}

/** The attribute that the author gave it, as every view calls it; the Keras name is in the JSON. */
function authorsName({ path }: Layer): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** How many layers hold each one; the model itself, whose path is '', is not counted. */
function depthsOf(layers: readonly Layer[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>([['', -1]]);
  // Parents stand before their children; one that is missing makes a root of its child.
  for (const { path, parent } of layers) {
    if (path !== '') depths.set(path, parent === null ? 0 : (depths.get(parent) ?? -1) + 1);
  }
  return depths;
}

function classText(layer: Layer): string {
  if (layer.class === null) return '–';
  return visibleText(layer.class) + (layer.classSource === 'inferred' ? ' (inferred)' : '');
}

function tensorLines(tensors: readonly TensorInfo[], most: number, page: Page): string[] {
  if (tensors.length === 0) return [];
  const bytes = tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
  const rows = byRole(tensors)
    .slice(0, most)
    .map((tensor) => [
      visibleText(tensor.objectPath ?? tensor.name),
      tensor.role,
      tensor.dtype,
      figures.storedShape(tensor.shape),
      figures.bytes(tensor.bytes),
    ]);
  return [
    heading(page, 'Tensors', `${figures.count(tensors.length)} · ${figures.bytes(bytes)}`),
    ...table(
      [
        { head: 'Name', shrinks: true },
        { head: 'Role', style: 'dim' },
        { head: 'Dtype' },
        { head: 'Shape' },
        { head: 'Size', align: 'right' },
      ],
      rows,
      page,
    ),
    ...moreLine(tensors.length - rows.length, 'tensor', page),
  ];
}

/** What a model is made of first; within a role the file's order. */
function byRole(tensors: readonly TensorInfo[]): TensorInfo[] {
  const roles: readonly TensorRole[] = ['weight', 'optimizer', 'state', 'bookkeeping'];
  return roles.flatMap((role) => tensors.filter((tensor) => tensor.role === role));
}

function moreLine(more: number, what: string, { paint }: Page): string[] {
  return more > 0
    ? [paint('dim', `  … ${figures.plural(more, `more ${what}`)}: --all lists them`)]
    : [];
}
