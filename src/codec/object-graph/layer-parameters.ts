import type { Steps } from '../../core/steps.ts';
import { limits } from '../../protocol/limits.ts';
import type { LayerSources } from './layer-sources.ts';
import type { Draft } from './layer-tree.ts';
import { storedVariable } from './roles.ts';
import type { Work } from './work.ts';

/** Elements of the weights below a layer. */
export interface LayerElements {
  readonly all: number;
  /** Of those that are trained; null where that was not saved, as in a checkpoint. */
  readonly trained: number | null;
}

/** Elements of all weights below each layer, each variable once, shared ones in every layer that holds them. */
export function* countElements(
  sources: LayerSources,
  drafts: ReadonlyMap<number, Draft>,
  work: Work,
): Steps<ReadonlyMap<number, LayerElements>> {
  const totals = new Map<number, LayerElements>();
  for (const root of drafts.keys()) {
    const variables = new Set<number>();
    const seen = new Set([root]);
    const queue = [root];
    for (let next = 0; next < queue.length; next++) {
      yield;
      const draft = drafts.get(queue[next] ?? -1);
      if (!draft || !work.spend(1 + draft.variables.length + draft.layers.length)) break;
      draft.variables.forEach((variable) => variables.add(variable));
      for (const layer of draft.layers) {
        if (!seen.has(layer)) {
          seen.add(layer);
          queue.push(layer);
        }
      }
    }
    let all = 0;
    let trained: number | null = 0;
    for (const variable of variables) {
      const elements = variableElements(sources, variable);
      const isTrained = sources.trained(variable);
      all += elements;
      if (isTrained === null) trained = null;
      else if (isTrained && trained !== null) trained += elements;
      yield;
    }
    totals.set(root, { all, trained });
  }
  return totals;
}

/** Elements of a variable; 0 where its shape is not known. */
export function variableElements(
  { graph, tensors }: Pick<LayerSources, 'graph' | 'tensors'>,
  node: number,
): number {
  const { shape } = storedVariable(graph, tensors, node);
  return shape === null ? 0 : shape.reduce<number>((product, size) => product * (size ?? 0), 1);
}

/** Whether any of its variables is trained; null in checkpoints, which do not say. */
export function trainable(
  { trained }: Pick<LayerSources, 'trained'>,
  drafts: ReadonlyMap<number, Draft>,
  root: number,
): boolean | null {
  let answer: boolean | null = null;
  const seen = new Set([root]);
  const queue = [root];
  for (let next = 0; next < queue.length && next < limits.objectGraphDepth; next++) {
    const draft = drafts.get(queue[next] ?? -1);
    for (const variable of draft?.variables ?? []) {
      const own = trained(variable);
      if (own === true) return true;
      answer = own ?? answer;
    }
    for (const layer of draft?.layers ?? []) {
      if (seen.has(layer)) continue;
      seen.add(layer);
      queue.push(layer);
    }
  }
  return answer;
}
