import type { OutsideNode } from '../core/graph-needs.ts';
import type { Effect } from '../core/op-effects.ts';
import { shownName, shownNames } from '../protocol/visible-text.ts';
import type { Finding } from '../protocol/model.ts';
import type { Scanned } from './scan.ts';

/** What is told of an effect. */
interface Telling {
  readonly code: string;
  /** What the model does, after "Running it". */
  readonly does: string;
  readonly advice: string;
}

const trust = 'Run it only where you trust who made it.';

/** What no CPU computes, and what calls back into Python, is told of as what does not load. */
const tellings: Readonly<Record<Exclude<Effect, 'calls-python' | 'needs-accelerator'>, Telling>> = {
  'reads-files': {
    code: 'file-access',
    does: 'reads files',
    advice: `${trust} What it reads has to be there; an asset moves with the model.`,
  },
  'writes-files': { code: 'file-access', does: 'writes files', advice: trust },
  'uses-network': {
    code: 'network-access',
    does: 'talks to other processes or machines',
    advice: trust,
  },
  'calls-native-code': {
    code: 'native-call',
    does: 'calls functions of other libraries by their names',
    advice: trust,
  },
  'runs-hidden-graph': {
    code: 'hidden-graph',
    does: 'runs a graph that it only gets while it runs',
    advice: `${trust} Nothing can be told of that graph beforehand.`,
  },
  'ends-process': {
    code: 'ends-process',
    does: 'may end the process or the TPU system that runs it',
    advice: trust,
  },
};

/** What sets nodes off, as far as a sentence differs. */
type When = 'called' | 'loaded' | 'never';

/** What running the model does besides computing: one finding for each effect and each way to set it off. */
export function scanOutside({ graphs, files }: Pick<Scanned, 'graphs' | 'files'>): Finding[] {
  const nodes = (graphs ?? []).flatMap(({ outside }) => outside);
  const findings: Finding[] = [];
  const file = files[0] ?? '';
  for (const [effect, telling] of Object.entries(tellings)) {
    const all = nodes.filter((node) => node.effect === effect);
    const told = new Set<string>();
    for (const when of ['called', 'loaded', 'never'] as const) {
      const set = all.filter((node) => whenOf(node) === when);
      // A function is saved once for each way to call it: what runs is told of, not its copies.
      const news = when === 'never' ? set.filter(({ op }) => !told.has(op)) : set;
      for (const { op } of set) told.add(op);
      if (news.length > 0) findings.push(finding(telling, when, news, file));
    }
  }
  if (graphs?.some(({ isCut }) => isCut)) findings.push(partFinding(file));
  return findings;
}

function partFinding(file: string): Finding {
  return {
    severity: 'info',
    code: 'limit-exceeded',
    message:
      'The graph is so large that what it does when it is run is told in part: which signature runs what, and saving and restoring that a signature does, may be missing.',
    location: file,
    kind: 'file',
    topic: 'run',
  };
}

function whenOf({ runs }: OutsideNode): When {
  if (runs.never) return 'never';
  return runs.atLoad && runs.signatures.length === 0 ? 'loaded' : 'called';
}

function finding(
  { code, does, advice }: Telling,
  when: When,
  nodes: readonly OutsideNode[],
  file: string,
): Finding {
  const ops = shownNames([...new Set(nodes.map(({ op }) => op))].sort());
  const signatures = [...new Set(nodes.flatMap(({ runs }) => runs.signatures))].sort();
  const [signature] = signatures;
  const within = signature === undefined ? '' : ` in ${shownNames(signatures, 3)}`;
  const brief = `${does}: ${ops}${within}`;
  const head = {
    called: `Running it ${brief}.`,
    loaded: `Loading it ${does}: ${ops}.`,
    never: `A function of it that no signature calls ${does}: ${ops}.`,
  }[when];
  return {
    severity: 'warning',
    code,
    message: `${head} ${placesOf(nodes)}. ${advice}`,
    location: signature ?? file,
    kind: signature === undefined ? 'file' : 'signature',
    topic: 'run',
    ...(when === 'never'
      ? {}
      : { brief: when === 'loaded' ? `${does} as soon as it is loaded: ${ops}` : brief }),
  };
}

/** The first few nodes: "Nodes: while/ReadFile in while_body_16 (/etc/hostname), ReadFile in inner". */
function placesOf(nodes: readonly OutsideNode[]): string {
  const places = [
    ...new Set(
      nodes.map(({ node, function: name, targets }) => {
        const inside = name === null ? '' : ` in ${shownName(name)}`;
        return `${shownName(node)}${inside}${targets.length === 0 ? '' : ` (${shownNames(targets, 3)})`}`;
      }),
    ),
  ];
  const [first, ...more] = places;
  const shown = [first, ...more.slice(0, 2)].join(', ');
  const rest = places.length - 3;
  return `${places.length === 1 ? 'Node' : 'Nodes'} ${shown}${rest > 0 ? ` and ${String(rest)} more` : ''}`;
}
