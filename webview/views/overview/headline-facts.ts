import { html, nothing, type TemplateResult } from 'lit';
import { training, type ArtifactSummary } from '../../../src/protocol/model.ts';
import { bytes, clock, count, day, plural, visible } from '../../format.ts';
import type { Model } from '../../state/model.ts';

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly more?: string;
}

/** First of several, and how many more there are. */
function first(values: readonly string[]): Pick<Fact, 'value' | 'more'> {
  const [value = '–', ...rest] = values;
  return rest.length === 0 ? { value } : { value, more: `and ${count(rest.length)} more` };
}

function savedFact(saved: number | null): Fact {
  return saved === null
    ? { label: 'Saved', value: '–' }
    : { label: 'Saved', value: day(saved), more: clock(saved) };
}

/** The six facts; what one kind of artifact lacks gives way to what it has. */
export function headlineFacts({ summary }: Model): TemplateResult {
  const size = summary.files.reduce((sum, file) => sum + file.bytes, 0);
  const [writer = '–', ...others] = summary.writtenBy;
  const sizeFact: Fact = { label: 'Size on disk', value: bytes(size) };
  if (summary.format === 'project') return strip(projectFacts(summary));
  const facts: readonly Fact[] =
    summary.format === 'numpy' || summary.format === 'hdf5'
      ? [
          {
            label: summary.format === 'hdf5' ? 'Datasets' : 'Arrays',
            value: count(summary.tensorCount),
          },
          sizeFact,
          savedFact(summary.saved),
        ]
      : [
          {
            label: 'Parameters',
            value: summary.parameterCount === null ? '–' : count(summary.parameterCount),
          },
          { ...sizeFact, more: `weights ${bytes(summary.weightBytes)}` },
          { label: 'Written by', value: visible(writer), more: visible(others.join(', ')) },
          ...ownFacts(summary),
          savedFact(summary.saved),
        ];
  return strip(facts);
}

function strip(facts: readonly Fact[]): TemplateResult {
  return html`<dl class="headline">
    ${facts.map(
      ({ label, value, more }) =>
        html`<div>
          <dt>${label}</dt>
          <dd title=${[value, more].filter(Boolean).join(' ')}>
            <span>${value}</span>${more ? html`<small>${more}</small>` : nothing}
          </dd>
        </div>`,
    )}
  </dl>`;
}

function projectFacts({ parts }: ArtifactSummary): readonly Fact[] {
  const saved = parts.map(({ modified }) => modified ?? 0);
  return [
    { label: 'Artifacts', value: count(parts.length) },
    { label: 'Size on disk', value: bytes(parts.reduce((sum, part) => sum + part.bytes, 0)) },
    savedFact(Math.max(...saved) || null),
  ];
}

/** The two facts that tell one kind of artifact from another. */
function ownFacts(summary: ArtifactSummary): readonly Fact[] {
  const graphs = summary.metaGraphs;
  // A checkpoint of TensorFlow 1 has a graph beside it, and is a checkpoint all the same.
  if (graphs === null || /checkpoint/.test(summary.format)) {
    return [{ label: 'Tensors', value: count(summary.tensorCount) }, savedAs(summary)];
  }
  if (summary.format !== 'saved-model') {
    const [graph] = graphs;
    return [
      {
        label: 'Nodes',
        value: count(graph?.nodeCount ?? 0),
        more: graph?.functionCount ? plural(graph.functionCount, 'function') : '',
      },
      { label: 'Tensors', value: count(summary.tensorCount) },
    ];
  }
  const signatures = [...new Set(graphs.flatMap(({ signatures: all }) => Object.keys(all)))];
  return [
    { label: 'Tags', ...first(graphs.map(({ tags }) => visible(tags.join(', ')) || 'none')) },
    { label: 'Signatures', ...first(ordered(signatures).map(visible)) },
  ];
}

/** Of Keras's own files the layers, of checkpoints which one it is. */
function savedAs({ format, layerCount, checkpoints, name, facts }: ArtifactSummary): Fact {
  if (format.startsWith('keras-')) return { label: 'Layers', value: count(layerCount) };
  const steps = facts.find((fact) => fact.group === training && fact.name === 'Step');
  const step = steps ? `step ${steps.value}` : '';
  if (checkpoints === null) return { label: 'Checkpoint', value: visible(name), more: step };
  return {
    label: 'Latest checkpoint',
    value: visible(checkpoints.latest ?? '–'),
    more: [step, `of ${count(checkpoints.all.length)}`].filter(Boolean).join(', '),
  };
}

/** The one that servers call, then what people call by name, then what TensorFlow adds for itself. */
function ordered(signatures: readonly string[]): readonly string[] {
  const rank = (key: string): number =>
    key === 'serving_default' ? 0 : key.startsWith('__') ? 2 : 1;
  return [...signatures].sort((a, b) => rank(a) - rank(b));
}
