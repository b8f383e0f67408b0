import type { GraphNeeds, GraphVersions, OutsideNode, Runs } from '../../core/graph-needs.ts';

import type { Signature } from '../../protocol/model.ts';
import { nodeOfTensor } from './collections.ts';
import type { Gathered, Site } from './scope.ts';

/** Where running begins. */
export interface Starts {
  /** By name; of a graph without any every node counts as one that is run. */
  readonly signatures: Readonly<Record<string, Signature>>;
  /** Nodes that run when the model is loaded, and those that only save and restore it. */
  readonly atLoad: readonly string[];
  readonly saver: readonly string[];
  /** Constants in whose place an asset's path is put. */
  readonly assets: ReadonlySet<string>;
}

export const noStarts: Starts = { signatures: {}, atLoad: [], saver: [], assets: new Set() };

/** Nodes that are told of one graph for each effect. */
const mostOutside = 1000;

/** Signatures that are told apart: for each all that it runs is gone through. */
const mostSignatures = 32;

/** What a graph takes, and what of it runs when. */
export function needsOf(
  gathered: Gathered,
  versions: GraphVersions | null,
  starts: Starts,
  tags: readonly string[] = [],
): GraphNeeds {
  const { ops, functions, devices } = gathered;
  return {
    tags,
    // A graph of TensorFlow 1 calls a function by naming it where an op stands.
    ops: new Map([...ops].filter(([op]) => !functions.has(op))),
    devices,
    outside: outside(gathered, starts),
    isCut: gathered.cut,
    versions,
  };
}

/** Nodes of the graph itself, and functions, that something sets off. */
interface Reach {
  readonly nodes: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
}

function outside(gathered: Gathered, starts: Starts): OutsideNode[] {
  const { sites, calls, cut } = gathered;
  if (sites.length === 0) return [];
  const reachOf = reacher(gathered);
  const outputs = Object.entries(starts.signatures).map(
    ([name, signature]) => [name, tensorsOf(signature).map(nodeOfTensor)] as const,
  );
  const called = reachOf(outputs.flatMap(([, nodes]) => nodes));
  const signatures = sites.some((site) => isIn(site, called))
    ? outputs.slice(0, mostSignatures).map(([name, nodes]) => ({ name, reach: reachOf(nodes) }))
    : [];
  const loading = reachOf(starts.atLoad);
  const saver = reachOf(starts.saver);
  const byName = calls.withCalled([...gathered.functions].filter((name) => gathered.ops.has(name)));
  const anywhere = outputs.length === 0 ? reachOf(calls.callingNodes) : null;

  const runsOf = (site: Site): Runs => {
    const names = signatures.filter(({ reach }) => isIn(site, reach)).map(({ name }) => name);
    const atLoad = isIn(site, loading) || (!site.effect.ofCheckpoints && isIn(site, saver));
    const unknown =
      cut ||
      isIn(site, called) ||
      (anywhere !== null && (site.function === null || isIn(site, anywhere))) ||
      (site.function !== null && byName.has(site.function));
    return { signatures: names, atLoad, never: names.length === 0 && !atLoad && !unknown };
  };
  const found: OutsideNode[] = [];
  const counts = new Map<string, number>();
  for (const site of sites) {
    const { op, node, function: within, effect, target } = site;
    const count = counts.get(effect.effect) ?? 0;
    if (count === mostOutside) continue;
    const runs = runsOf(site);
    const isRun = runs.atLoad || isIn(site, called);
    // Saving and restoring stands in the graph itself or is the saver's, unless a signature does it.
    const isBookkeeping = !isRun && (cut || within === null || isIn(site, saver));
    if (effect.ofCheckpoints && isBookkeeping) continue;
    const targets = target ? calls.textsOf(target, within, starts.assets) : [];
    const meant = targets.filter((text) => text !== '' && (effect.only?.test(text) ?? true));
    if (effect.only && meant.length === 0 && !(effect.unknown && targets.length === 0)) continue;
    counts.set(effect.effect, count + 1);
    found.push({ op, node, function: within, effect: effect.effect, targets: meant, runs });
  }
  return found;
}

function isIn({ node, function: within }: Site, { nodes, functions }: Reach): boolean {
  return within === null ? nodes.has(node) : functions.has(within);
}

function reacher({ needs, calls }: Gathered): (nodes: Iterable<string>) => Reach {
  return (roots) => {
    const nodes = new Set(roots);
    for (const node of nodes) for (const needed of needs.get(node) ?? []) nodes.add(needed);
    return { nodes, functions: calls.functionsOf(nodes) };
  };
}

/** The tensors that calling a signature computes. */
export function tensorsOf({ outputs }: Signature): string[] {
  return Object.values(outputs).flatMap(({ tensor, components }) => [
    ...(tensor === null ? [] : [tensor]),
    ...Object.values(components ?? {}),
  ]);
}
