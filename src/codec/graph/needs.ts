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

/** Nodes that are told of one graph. */
const mostOutside = 1000;

/** Signatures that are told apart. */
const mostSignatures = 100;

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
  const signatures = Object.entries(starts.signatures)
    .slice(0, mostSignatures)
    .map(([name, signature]) => ({ name, reach: reachOf(tensorsOf(signature).map(nodeOfTensor)) }));
  const loading = reachOf(starts.atLoad);
  const saver = reachOf(starts.saver);
  const byName = calls.withCalled([...gathered.functions].filter((name) => gathered.ops.has(name)));
  const anywhere = signatures.length === 0 ? reachOf(calls.callingNodes) : null;

  const runsOf = (site: Site): Runs => {
    const called = signatures.filter(({ reach }) => isIn(site, reach)).map(({ name }) => name);
    const atLoad = isIn(site, loading) || (!site.effect.ofCheckpoints && isIn(site, saver));
    const unknown =
      cut ||
      (anywhere !== null && (site.function === null || isIn(site, anywhere))) ||
      (site.function !== null && byName.has(site.function));
    return { signatures: called, atLoad, never: called.length === 0 && !atLoad && !unknown };
  };
  const found: OutsideNode[] = [];
  for (const site of sites) {
    if (found.length === mostOutside) break;
    const { op, node, function: within, effect, target } = site;
    const runs = runsOf(site);
    if (effect.ofCheckpoints && (cut || isBookkeeping(site, runs, saver))) continue;
    const targets = target ? calls.textsOf(target, within, starts.assets) : [];
    const meant = targets.filter((text) => text !== '' && (effect.only?.test(text) ?? true));
    if (effect.only && meant.length === 0 && !(effect.unknown && targets.length === 0)) continue;
    found.push({ op, node, function: within, effect: effect.effect, targets: meant, runs });
  }
  return found;
}

/** Saving and restoring: what no signature and no loading sets off, in the graph itself or for the saver. */
function isBookkeeping(site: Site, { signatures, atLoad }: Runs, saver: Reach): boolean {
  if (signatures.length > 0 || atLoad) return false;
  return site.function === null || isIn(site, saver);
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
