import type { Steps } from '../../core/steps.ts';
import type { Layer } from '../../protocol/model.ts';
import { inferClass, type LayerEvidence } from './infer-class.ts';
import { isKerasLayerClass } from '../../core/keras-classes.ts';
import { nameFromFunctions, namesFromVariables } from './keras-names.ts';
import { countElements, trainable } from './layer-parameters.ts';
import { lastName, pathNames } from './layer-paths.ts';
import type { LayerSources } from './layer-sources.ts';
import { draftLayers, inTreeOrder } from './layer-tree.ts';
import type { ObjectGraph, ObjectReference } from './object-graph.ts';
import { storedVariable } from './roles.ts';
import type { Work } from './work.ts';

/** The layers, in the author's order, parents before children, and the path of every node that has one. */
export function* describeLayers(
  sources: LayerSources,
  work: Work,
): Steps<{
  layers: readonly Layer[];
  pathOf: (node: number) => string | null;
}> {
  const { graph, kinds, steps, metadata } = sources;
  const drafts = yield* draftLayers(sources, work);
  const variableNames = yield* namesFromVariables(graph, kinds, steps, [...drafts.values()]);
  const kerasName = (node: number): string | null =>
    metadata.get(node)?.name ?? nameFromFunctions(graph, node) ?? variableNames.get(node) ?? null;
  const pathOf = pathNames(sources, drafts, kerasName);
  const elements = yield* countElements(sources, drafts, work);
  const classes = new Map<number, string | null>();
  const inferred = (node: number): string | null => {
    if (!classes.has(node)) {
      classes.set(node, null);
      classes.set(node, inferClass(evidence(sources, node, kerasName(node), inferred)));
    }
    return classes.get(node) ?? null;
  };

  const layers: Layer[] = [];
  for (const node of inTreeOrder(drafts)) {
    yield;
    const draft = drafts.get(node);
    const path = pathOf(node);
    if (!draft || path === null) continue;
    const config = metadata.get(node);
    const name = kerasName(node);
    const registered = registeredClass(graph, node);
    const className = config?.className ?? registered?.name ?? inferred(node);
    layers.push({
      path,
      name: name ?? lastName(path),
      class: className,
      classSource:
        className === null ? null : config?.className || registered ? 'config' : 'inferred',
      parameters: elements.get(node)?.all ?? 0,
      trainableParameters: elements.get(node)?.trained ?? null,
      outputShapes: null,
      trainable: config?.trainable ?? trainable(sources, drafts, node),
      custom:
        className === null
          ? null
          : (config?.registered ?? registered !== null) || !isKerasLayerClass(className),
      config: config?.config ?? null,
      parent: draft.parent < 0 ? null : pathOf(draft.parent),
      weights: draft.variables.flatMap((variable) => tensorKeys(sources, variable)),
    });
  }
  return { layers, pathOf };
}

function tensorKeys({ graph, tensors }: LayerSources, variable: number): string[] {
  return (graph.nodes[variable]?.stored ?? [])
    .filter((stored) => stored.name === 'VARIABLE_VALUE' && tensors.has(stored.key))
    .map((stored) => stored.key);
}

/** The class that an object was registered with for saving, `package>name`. */
function registeredClass(graph: ObjectGraph, node: number): { name: string } | null {
  const saved = graph.nodes[node]?.saved;
  if (saved?.kind !== 'object' || saved.registeredName === '') return null;
  return { name: saved.registeredName.slice(saved.registeredName.lastIndexOf('>') + 1) };
}

function evidence(
  sources: LayerSources,
  node: number,
  kerasName: string | null,
  classOf: (node: number) => string | null,
): LayerEvidence {
  const { graph, kinds, tensors } = sources;
  const object = graph.nodes[node];
  const children = object?.children ?? [];
  const cell = children.find((child) => child.name === 'cell');
  const table = children.find((child) => child.name === 'lookup_table');
  return {
    identifier: object?.saved?.kind === 'object' ? object.saved.identifier : '',
    kerasName,
    variables: new Map(
      distinct(children.filter((child) => kinds[child.node] === 'variable')).map((child) => [
        child.name.replace(/^_/, ''),
        storedVariable(graph, tensors, child.node).shape,
      ]),
    ),
    attributes: new Set(children.map((child) => child.name)),
    // A cell is looked at without its own cell: no recursion on the file's depth.
    cellClass: cell && cell.node !== node ? cellClass(sources, cell.node, classOf) : null,
    lookupKeys: (table && sources.lookupKeys.get(table.node)) ?? null,
  };
}

/** The first name of each object: Keras holds some variables under two. */
function distinct(references: readonly ObjectReference[]): ObjectReference[] {
  const seen = new Set<number>();
  return references.filter(({ node }) => !seen.has(node) && seen.add(node));
}

function cellClass(
  { graph }: LayerSources,
  node: number,
  classOf: (node: number) => string | null,
): string | null {
  const nested = graph.nodes[node]?.children.some((child) => child.name === 'cell');
  return nested ? null : classOf(node);
}
