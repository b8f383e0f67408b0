import type { Steps } from '../../core/steps.ts';
import { isIndex, isLayerList, leadsToKeras2Layer } from './edges.ts';
import type { ObjectKind } from './kinds.ts';
import type { ObjectGraph } from './object-graph.ts';
import type { Step } from './paths.ts';
import { variableName } from './roles.ts';

/** Keras 2 names a layer's functions after it. */
const layerFunction =
  /^__inference_(.+?)_layer_call_(?:fn|and_return_conditional_losses)_\d+(?:_\d+)*$/;

/** Traced functions of a layer; each of them has its name. */
const functionsLookedAt = 100;

/** The name in a layer's traced functions, null where there is none. */
export function nameFromFunctions(graph: ObjectGraph, node: number): string | null {
  let left = functionsLookedAt;
  for (const child of graph.nodes[node]?.children ?? []) {
    if (child.name !== '__call__' && !child.name.startsWith('call_and_return_')) continue;
    const saved = graph.nodes[child.node]?.saved;
    if (saved?.kind !== 'function') continue;
    for (const name of saved.concreteFunctions) {
      // Many layers may refer to one object with thousands of functions.
      if (left-- === 0) return null;
      const match = layerFunction.exec(name);
      if (match?.[1] !== undefined) return match[1];
    }
  }
  return null;
}

/**
 * Names of layers from the names of their variables: `rec/dense_4/kernel`, held as `kernel`, is of `dense_4`, and
 * the layer that holds that one is `rec`. Keras 3 names the variables of a layer that was not built on its own
 * after the model, `rec/kernel`: a scope that several layers claim, or a bare one of a layer that the author named,
 * says nothing.
 *
 * @param layers every layer and the layer that holds it, −1 for none
 */
export function* namesFromVariables(
  graph: ObjectGraph,
  kinds: readonly ObjectKind[],
  steps: readonly (Step | undefined)[],
  layers: readonly { readonly node: number; readonly parent: number }[],
): Steps<ReadonlyMap<number, string>> {
  const own = new Map<number, string>();
  const claims = new Map<string, Set<number>>();
  for (const { node } of layers) {
    yield;
    const scopes = scopesOf(graph, kinds, node);
    for (const scope of scopes) {
      const known = claims.get(scope);
      if (known) known.add(node);
      else claims.set(scope, new Set([node]));
    }
    const scope = scopeOf(graph, kinds, node);
    if (scope !== null) own.set(node, scope);
  }
  const scopes = new Map<number, string>();
  for (const [node, scope] of own) {
    if (claims.get(scope)?.size !== 1) continue;
    if (scope.includes('/') || isListed(steps, node)) scopes.set(node, scope);
  }
  // Deepest first, so that a layer's scope is known before that of the layer which holds it.
  const disagreeing = new Set<number>();
  const depth = (node: number): number => steps[node]?.depth ?? 0;
  for (const { node, parent } of [...layers].sort((a, b) => depth(b.node) - depth(a.node))) {
    yield;
    const outer = scopes.get(node)?.split('/').slice(0, -1).join('/');
    if (outer === undefined || outer === '' || parent < 0 || own.has(parent)) continue;
    const known = scopes.get(parent);
    if (known === undefined) scopes.set(parent, outer);
    else if (known !== outer) disagreeing.add(parent);
  }
  const names = new Map<number, string>();
  for (const [node, scope] of scopes) {
    if (!disagreeing.has(node)) names.set(node, scope.slice(scope.lastIndexOf('/') + 1));
  }
  return names;
}

/** What stands before the last part of the names of a layer's own variables, whatever the layer calls them. */
function scopesOf(graph: ObjectGraph, kinds: readonly ObjectKind[], node: number): string[] {
  return (graph.nodes[node]?.children ?? [])
    .filter((child) => kinds[child.node] === 'variable')
    .map((child) => variableName(graph, child.node))
    .map((name) => name.slice(0, Math.max(0, name.lastIndexOf('/'))));
}

/** What all variables that a layer holds directly have before their attribute's name. */
function scopeOf(graph: ObjectGraph, kinds: readonly ObjectKind[], node: number): string | null {
  let common: string | null = null;
  for (const child of graph.nodes[node]?.children ?? []) {
    if (kinds[child.node] !== 'variable') continue;
    const name = variableName(graph, child.node);
    const attribute = child.name.replace(/^_/, '');
    if (!name.endsWith(`/${attribute}`)) return null;
    const scope = name.slice(0, -attribute.length - 1);
    if (common !== null && scope !== common) return null;
    common = scope;
  }
  return common;
}

/** Whether a node is reached as an item of one of Keras's lists, not by a name that the author gave. */
export function isListed(steps: readonly (Step | undefined)[], node: number): boolean {
  const step = steps[node];
  if (!step) return false;
  if (leadsToKeras2Layer(step.name)) return true;
  return isIndex(step.name) && isLayerList(steps[step.from]?.name ?? '');
}
