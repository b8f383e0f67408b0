import type { GraphNeeds, NodePlace, OutsideNode } from '../core/graph-needs.ts';
import {
  graphVersions,
  lastingOps,
  opsSince,
  opsUntil,
  removedFromGraphs,
} from '../core/tensorflow-ops.ts';
import { shownName, shownNames } from '../protocol/visible-text.ts';
import type { Finding } from '../protocol/model.ts';
import type { Scanned } from './scan.ts';

const versions = [...graphVersions.keys()];
const [oldest = '', newest = ''] = [versions[0], versions.at(-1)];

/** A version as the tables have it: "2.19" of "2.19.1". */
function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Whether a minor version is older than another. */
function isOlder(one: string, other: string): boolean {
  const [[major = 0, minor = 0], [otherMajor = 0, otherMinor = 0]] = [numbers(one), numbers(other)];
  return major !== otherMajor ? major < otherMajor : minor < otherMinor;
}

function numbers(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}

function isKnown(op: string): boolean {
  return lastingOps.has(op) || opsSince.has(op) || opsUntil.has(op);
}

/** Whether which TensorFlow would run it makes a difference: looking for one costs, and most models run with any. */
export function dependsOnTensorflow({ graphs }: Pick<Scanned, 'graphs'>): boolean {
  return (graphs ?? []).some(({ ops, versions: stated }) => {
    const [lowest = 0] = graphVersions.values();
    if (stated && (stated.minConsumer > lowest || stated.badConsumers.length > 0)) return true;
    return [...ops.keys()].some((op) => !lastingOps.has(op));
  });
}

/**
 * What keeps a graph from being loaded or run elsewhere.
 * @param tensorflow the version that would run it here; null where none is known
 */
export function scanLoading(
  { graphs, files }: Pick<Scanned, 'graphs' | 'files'>,
  tensorflow: string | null,
): Finding[] {
  const findings: Finding[] = [];
  for (const { graph, name } of namedGraphs(graphs)) {
    const add = (code: string, message: string, severity: 'warning' | 'info' = 'warning'): void => {
      // The file with the graph is an artifact's first.
      const location = files[0] ?? '';
      findings.push({ severity, code, message, location, kind: 'file', topic: 'load' });
    };
    for (const tell of [
      customOps,
      pythonFunctions,
      opsOfOthers,
      removedOps,
      statedVersions,
      accelerators,
      devices,
    ]) {
      tell({ graph, name, tensorflow, add });
    }
  }
  return findings;
}

interface Telling {
  readonly graph: GraphNeeds;
  /** What the sentence begins with. */
  readonly name: string;
  readonly tensorflow: string | null;
  readonly add: (code: string, message: string, severity?: 'warning' | 'info') => void;
}

function customOps({ graph, name, tensorflow, add }: Telling): void {
  const custom = [...graph.ops.keys()].filter((op) => !isKnown(op)).sort();
  if (custom.length === 0) return;
  const here =
    tensorflow === null
      ? ''
      : isOlder(newest, minorOf(tensorflow))
        ? ` TensorFlow ${tensorflow}, which would run it here, is newer and may have them.`
        : ` TensorFlow ${tensorflow}, which would run it here, does not load it.`;
  add(
    'custom-op',
    `${name} uses ops that TensorFlow ${oldest} to ${newest} does not have: ${placed(custom, graph)}.${here} To run the model, load the library that registers them (such as tensorflow-text), or a TensorFlow that has them.`,
  );
}

/** Ops that call back into the Python process that built the graph, and exist nowhere else. */
function pythonFunctions({ graph, name, add }: Telling): void {
  const nodes = graph.outside.filter(({ effect }) => effect === 'calls-python');
  if (nodes.length === 0) return;
  add(
    'python-function',
    `${name} calls Python functions that were not saved with it: ${nodesOf(nodes)}. It runs only in the process that made it; replace tf.py_function by TensorFlow's own ops and save again.`,
  );
}

/** Ops that only a newer or an older TensorFlow than the one here has. */
function opsOfOthers({ graph, name, tensorflow, add }: Telling): void {
  if (tensorflow === null) return;
  const here = minorOf(tensorflow);
  const lacking = [...graph.ops.keys()].filter((op) => {
    const [since, until] = [opsSince.get(op), opsUntil.get(op)];
    return (
      (since !== undefined && isOlder(here, since)) || (until !== undefined && isOlder(until, here))
    );
  });
  if (lacking.length === 0) return;
  const which = lacking.sort().map((op) => {
    const since = opsSince.get(op);
    const until = opsUntil.get(op);
    const range = [
      ...(since === undefined ? [] : [`from ${since} on`]),
      ...(until === undefined ? [] : [`up to ${until}`]),
    ];
    return `${op} (${range.join(', ')})`;
  });
  add(
    'other-tensorflow',
    `${name} uses ops that TensorFlow ${tensorflow}, which would run it here, does not have: ${shownNames(which)}. Run it with a TensorFlow that has them.`,
  );
}

/** Ops that TensorFlow refuses in a graph that says it is newer than their end. */
function removedOps({ graph, name, add }: Telling): void {
  const removed = [...graph.ops.keys()].filter((op) => isRemoved(op, graph));
  if (removed.length === 0) return;
  add(
    'removed-op',
    `${name} uses ops that TensorFlow refuses in a graph of its version ${String(graph.versions?.producer ?? 0)}: ${placed(removed.sort(), graph)}. It was put together by another program than TensorFlow; save it again with the ops that took their place.`,
  );
}

function isRemoved(op: string, { versions: stated }: GraphNeeds): boolean {
  return stated !== null && stated.producer >= (removedFromGraphs.get(op) ?? Infinity);
}

/** Versions that the graph itself asks for or refuses (VersionDef); TensorFlow checks them before all else. */
function statedVersions({ graph, name, tensorflow, add }: Telling): void {
  if (!graph.versions) return;
  const { minConsumer, badConsumers } = graph.versions;
  const here = tensorflow === null ? undefined : graphVersions.get(minorOf(tensorflow));
  const reader =
    here === undefined
      ? `TensorFlow ${newest} reads version ${String(graphVersions.get(newest) ?? 0)}`
      : `TensorFlow ${tensorflow ?? ''}, which would run it here, reads version ${String(here)}`;
  const reads = here ?? (tensorflow === null ? (graphVersions.get(newest) ?? Infinity) : Infinity);
  if (minConsumer > reads) {
    add(
      'newer-graph',
      `${name} asks for a TensorFlow that reads graphs of version ${String(minConsumer)}, and ${reader}. Run it with a newer TensorFlow.`,
    );
  }
  if (here !== undefined && badConsumers.includes(here)) {
    add(
      'refused-version',
      `${name} says that TensorFlow ${tensorflow ?? ''}, which would run it here, reads it wrongly. Run it with a newer TensorFlow.`,
    );
  }
}

/** What runs and has no kernel for the CPU. */
function accelerators({ graph, name, add }: Telling): void {
  const nodes = graph.outside.filter(
    ({ op, effect, runs }) =>
      effect === 'needs-accelerator' && !runs.never && !isRemoved(op, graph),
  );
  if (nodes.length === 0) return;
  add(
    'no-cpu-kernel',
    `${name} computes with what TensorFlow has no kernel for on a CPU: ${nodesOf(nodes)}. It runs only where a GPU or TPU has one, or XLA compiles it; to run it on a CPU, save the model again without them.`,
  );
}

/** Nodes that ask for a device that not every machine has. */
function devices({ graph, name, add }: Telling): void {
  if (graph.devices.size === 0) return;
  const asked = [...graph.devices].map(([device, { count, first }]) => {
    const nodes = count === 1 ? '1 node' : `${String(count)} nodes`;
    return `${shownName(device)} (${nodes}, such as ${place(first)})`;
  });
  add(
    'pinned-device',
    `${name} is pinned to devices: ${shownNames(asked, 3)}. TensorFlow refuses it where they are not, unless it is told to place softly; Verify Round Trip runs a copy without the devices there. Save it again without tf.device, or with clear_devices.`,
    'info',
  );
}

/** The graphs of an artifact, and what to call one of them where there are several. */
function namedGraphs(
  graphs: readonly GraphNeeds[] | undefined,
): readonly { readonly graph: GraphNeeds; readonly name: string }[] {
  const all = graphs ?? [];
  return all.map((graph) => ({
    graph,
    name: all.length < 2 ? 'The graph' : `The graph with tags ${shownNames(graph.tags) || 'none'}`,
  }));
}

/** Ops with the first node of the first. */
function placed(ops: readonly string[], graph: GraphNeeds): string {
  const first = graph.ops.get(ops[0] ?? '');
  return first ? `${shownNames(ops)} (first at ${place(first)})` : shownNames(ops);
}

function nodesOf(nodes: readonly OutsideNode[]): string {
  const [first] = nodes;
  const ops = nodes.map(({ op, targets }) =>
    targets.length === 0 ? op : `${op} with ${shownNames(targets)}`,
  );
  const names = shownNames([...new Set(ops)].sort());
  return first ? `${names} (first at ${place(first)})` : names;
}

function place({ node, function: name }: NodePlace): string {
  return `node ${shownName(node)}${name === null ? '' : ` of ${shownName(name)}`}`;
}
