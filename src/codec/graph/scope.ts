import { dtypeFromNumber } from '../../core/dtypes.ts';
import type { Counted, NodePlace } from '../../core/graph-needs.ts';
import { effectOfDtype, effectsOf, type OpEffect } from '../../core/op-effects.ts';
import { decodeUtf8 } from '../../core/text.ts';
import { CallGraph, type Source } from './call-graph.ts';
import { attributeTags, tellingTypes, text, type NodeOutline } from './node-outline.ts';

/** A node that may reach outside. */
export interface Site extends NodePlace {
  readonly op: string;
  readonly effect: OpEffect;
  /** What names its target: constants of its attribute, or where its input comes from; null where neither is told. */
  readonly target: Source | null;
}

/**
 * What is remembered of the nodes of a graph and of its functions while it is walked, beyond how many there are. Every
 * list has an end: a file decides how much there would be.
 */
export class Gathered {
  readonly ops = new Map<string, NodePlace>();
  readonly devices = new Map<string, Counted>();
  readonly sites: Site[] = [];
  readonly functions = new Set<string>();
  /** Nodes of the graph itself, with those that must have run before. */
  readonly needs = new Map<string, readonly string[]>();
  readonly calls = new CallGraph();
  /** Something was left out: what runs when is known in part. */
  cut = false;
  #calls = 0;
  #characters = 0;

  function(name: string): void {
    if (this.functions.size < most.functions) this.functions.add(name);
    else this.cut = true;
  }

  node(name: string, needs: readonly string[]): void {
    if (this.needs.size < most.nodes) this.needs.set(name, needs);
    else this.cut = true;
  }

  /** Whether another call may be remembered. */
  call(): boolean {
    if (this.#calls++ < most.calls) return true;
    this.cut = true;
    return false;
  }

  /** Whether the text of another constant may be remembered. */
  constant(texts: readonly string[]): boolean {
    this.#characters += texts.reduce((sum, { length }) => sum + length, 0);
    return this.#characters < most.characters;
  }

  site(site: Site): void {
    if (this.sites.length < most.sites) this.sites.push(site);
  }
}

const most = {
  ops: 10_000,
  devices: 100,
  sites: 10_000,
  functions: 200_000,
  nodes: 200_000,
  calls: 200_000,
  characters: 4_000_000,
} as const;

/** Strings of a constant, and characters of each, that are looked at. */
const [mostStrings, longestString] = [16, 4096];

/** A call as it stands, until all constants around it are known. */
interface OpenCall {
  readonly node: string;
  readonly callees: readonly string[];
  readonly inputs: readonly string[];
}

/** Ops that hand their inputs on to the function as they are, and how many of them they take for themselves. */
const handing: ReadonlyMap<string, number> = new Map([
  ['PartitionedCall', 0],
  ['StatefulPartitionedCall', 0],
  ['While', 0],
  ['StatelessWhile', 0],
  ['If', 1],
  ['StatelessIf', 1],
  ['Case', 1],
  ['StatelessCase', 1],
]);

/** The nodes of one function, or of the graph itself: names mean something within them alone. */
export class Scope {
  readonly #gathered: Gathered;
  readonly #function: string | null;
  readonly #arguments: readonly string[];
  readonly #constants = new Map<string, readonly string[]>();
  readonly #calls: OpenCall[] = [];
  readonly #sites: { readonly site: Omit<Site, 'target'>; readonly input: string | null }[] = [];

  /** `parameters`: names of what the function is handed, in their order. */
  constructor(gathered: Gathered, name: string | null, parameters: readonly string[] = []) {
    this.#gathered = gathered;
    this.#function = name;
    this.#arguments = parameters;
  }

  add(node: NodeOutline): void {
    const { op, device } = node;
    const { ops } = this.#gathered;
    if (op !== '' && !ops.has(op) && ops.size < most.ops) ops.set(op, this.#place(node));
    if (this.#function === null) this.#gathered.node(node.name, node.needs);
    if (device !== '') this.#device(device, node);
    if (node.isTelling) this.#attributes(node);
    if (op === 'Const') return;
    for (const effect of effectsOf(op)) {
      const site = { ...this.#place(node), op, effect };
      const { target } = effect;
      if (typeof target === 'string') {
        const texts = textsOf(node.attribute(target));
        this.#gathered.site({ ...site, target: { texts, node: null } });
      } else {
        const input = target === undefined ? null : (node.inputs[target] ?? null);
        this.#sites.push({ site, input });
      }
    }
  }

  /** After the last node: what stands before a constant may take it. */
  close(): void {
    for (const { site, input } of this.#sites) {
      this.#gathered.site({ ...site, target: input === null ? null : this.#sourceOf(input) });
    }
    for (const { node, callees, inputs } of this.#calls) {
      const handed = new Map<number, Source>();
      inputs.forEach((input, index) => {
        const source = this.#sourceOf(input);
        if (source) handed.set(index, source);
      });
      this.#gathered.calls.add({ from: this.#function, node, callees, arguments: handed });
    }
  }

  #attributes(node: NodeOutline): void {
    const callees: string[] = [];
    for (const attribute of node.attributes()) {
      const [tag, number = 0] = attribute.value;
      if (tag === attributeTags.type) {
        if (number === tellingTypes.half || number === tellingTypes.bfloat16) {
          this.#half(node, text(attribute.key), number);
        } else if (number === tellingTypes.string && node.op === 'Const') this.#constant(node);
      } else if (tag === attributeTags.func || tag === attributeTags.list) {
        const value = node.decoded(attribute);
        if (value?.case === 'func') callees.push(value.value.name);
        if (value?.case === 'list') callees.push(...value.value.func.map(({ name }) => name));
      }
    }
    if (callees.length === 0 || !this.#gathered.call()) return;
    const own = handing.get(node.op);
    const inputs = own === undefined ? [] : node.inputs.slice(own);
    this.#calls.push({ node: node.name, callees, inputs });
  }

  #half(node: NodeOutline, attribute: string, number: number): void {
    const dtype = dtypeFromNumber(number).name;
    const effect = effectOfDtype(node.op, attribute, dtype);
    if (effect === null) return;
    const target = { texts: [dtype], node: null };
    this.#gathered.site({ ...this.#place(node), op: node.op, effect, target });
  }

  #constant(node: NodeOutline): void {
    const texts = textsOf(node.attribute('value'));
    if (texts.length > 0 && this.#gathered.constant(texts)) this.#constants.set(node.name, texts);
  }

  #device(device: string, node: NodeOutline): void {
    const asked = deviceOf(device);
    if (asked === null) return;
    const { devices } = this.#gathered;
    const known = devices.get(asked);
    if (known) known.count++;
    else if (devices.size < most.devices) {
      devices.set(asked, { count: 1, first: this.#place(node) });
    }
  }

  #place({ name }: NodeOutline): NodePlace {
    return { node: name, function: this.#function };
  }

  /** An input is `node:output` in the graph itself; in a function `node:name:number`, or an argument's name. */
  #sourceOf(input: string): Source | null {
    const name = input.replace(/:.*$/s, '');
    const texts = this.#constants.get(name);
    if (texts) return { texts, node: this.#function === null ? name : null };
    const argument = this.#arguments.indexOf(input);
    return argument < 0 ? null : { argument };
  }
}

/** `GPU` of `/job:localhost/replica:0/task:0/device:GPU:0` and of `/gpu:0`; null for the CPU of this machine. */
function deviceOf(device: string): string | null {
  const job = /\/job:([^/]*)/i.exec(device)?.[1];
  if (job !== undefined && job !== '' && job !== 'localhost') return `job ${job}`;
  const kind = /\/(?:device:)?([A-Za-z_]+):(?:\d+|\*)$/.exec(device)?.[1]?.toUpperCase();
  return kind === undefined || kind === 'CPU' || kind === 'TASK' || kind === 'REPLICA'
    ? null
    : kind;
}

/** The texts of an attribute: a string, a list of them, or a constant of strings. */
function textsOf(value: ReturnType<NodeOutline['attribute']>): readonly string[] {
  switch (value?.case) {
    case 's':
      return told([value.value]);
    case 'list':
      return told(value.value.s);
    case 'tensor':
      return told(value.value.stringVal);
    default:
      return [];
  }
}

function told(values: readonly Uint8Array[]): readonly string[] {
  return values
    .slice(0, mostStrings)
    .flatMap((value) => decodeUtf8(value.subarray(0, longestString)) ?? []);
}
