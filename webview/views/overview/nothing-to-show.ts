import { html, nothing } from 'lit';
import type { ArtifactSummary } from '../../../src/protocol/model.ts';
import { link } from '../../elements/controls.ts';
import { section } from '../../elements/section.ts';
import { plural, visible } from '../../format.ts';
import type { Model } from '../../state/model.ts';
import type { Target } from '../view.ts';

/** What is missing; what was found instead and what that means, a sentence each; and where there is something. */
interface Nothing {
  readonly title: string;
  readonly found: string;
  readonly means: string;
  readonly place: Place;
}

type Place = 'signatures' | 'tensors' | 'metadata';

const places: Readonly<Record<Place, string>> = {
  signatures: 'Open Signatures',
  tensors: 'Open Tensors',
  metadata: 'Open Metadata',
};

/** Stands where parameters and layers would, of what holds neither; of what is damaged the findings say more. */
export function nothingToShow(model: Model, onNavigate: (target: Target) => void): unknown {
  const { summary } = model;
  if (summary.findings.some(({ severity }) => severity === 'error')) return nothing;
  const said = nothingIn(summary);
  if (said === null) return nothing;
  const place = model.views.includes(said.place) ? said.place : 'metadata';
  return section(
    { title: said.title },
    html`<p class="secondary wrapped">${said.found} ${said.means}</p>
      <p>
        ${link(places[place], () => {
          onNavigate({ view: place });
        })}
      </p>`,
  );
}

function nothingIn(summary: ArtifactSummary): Nothing | null {
  const { format, layerCount, tensorCount, parameterCount } = summary;
  switch (format) {
    case 'saved-model':
      return layerCount === 0 && parameterCount === 0 ? noVariables(summary) : null;
    case 'tf-checkpoint':
    case 'tf-checkpoint-v1':
    case 'checkpoint-directory':
      if (tensorCount > 1 || parameterCount !== 0) return null;
      return {
        title: 'No variables',
        found: 'This checkpoint holds the graph of its objects and no variable.',
        means: 'It was written before a variable was made, or of an object that tracks none.',
        place: 'tensors',
      };
    case 'hdf5':
      if (tensorCount > 0) return null;
      return {
        title: 'No datasets',
        found: 'This file holds no dataset.',
        means: 'What groups and attributes it has stand under Metadata.',
        place: 'metadata',
      };
    case 'numpy':
      return noValues(summary);
    case 'graph-def':
    case 'meta-graph':
      if (tensorCount > 0) return null;
      return {
        title: 'No weights',
        found: `This graph has ${plural(summary.metaGraphs?.[0]?.nodeCount ?? 0, 'node')} and no weights.`,
        means: 'They lie elsewhere, in the checkpoint that belongs to it.',
        place: 'signatures',
      };
    case 'keras-archive':
    case 'keras-hdf5':
    case 'keras-weights-hdf5':
    case 'project':
      return null;
  }
}

function noVariables({ metaGraphs }: ArtifactSummary): Nothing {
  const graphs = metaGraphs ?? [];
  const tags = visible(graphs.map((graph) => graph.tags.join(', ') || 'without tags').join('; '));
  const nodes = graphs.reduce((sum, { nodeCount }) => sum + nodeCount, 0);
  const calls = graphs.flatMap(({ signatures, functions }) => [
    ...Object.keys(signatures),
    ...(functions ?? []),
  ]);
  return {
    title: 'No layers and no weights',
    found: `This SavedModel has ${plural(graphs.length, 'meta graph')}, tagged ${tags}, with ${plural(nodes, 'node')} and no variables.`,
    means:
      calls.length === 0
        ? 'Nothing in it can be called: it was saved of an object without functions.'
        : 'All that it computes with are constants; how it is called stands under Signatures.',
    place: calls.length === 0 ? 'metadata' : 'signatures',
  };
}

function noValues({ tensorCount, weightBytes }: ArtifactSummary): Nothing | null {
  if (tensorCount === 0) {
    return {
      title: 'No arrays',
      found: 'This archive holds no array.',
      means: 'np.savez was called without one, or they were taken out.',
      place: 'metadata',
    };
  }
  if (weightBytes > 0) return null;
  return {
    title: 'No values',
    found: 'What was saved has a shape and no element: one of its dimensions is 0.',
    means: 'It was empty when it was saved.',
    place: 'tensors',
  };
}
