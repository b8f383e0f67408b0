import { dtypeFromNumber } from '../../core/dtypes.ts';
import type { Counted, NodePlace } from '../../core/graph-needs.ts';
import { effectOfDtype, effectsOf, type OpEffect } from '../../core/op-effects.ts';
import { decodeUtf8 } from '../../core/text.ts';
import { CallGraph, type Source } from './call-graph.ts';
import { nameIn } from './node.ts';
import { attributeTags, tellingTypes, type NodeOutline } from './node-outline.ts';

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
  /** Something was left out: what runs when, and what it reaches, is known in part. */
  cut = false;
  #calls = 0;
  #names = 0;
  #texts = 0;

  op(op: string, node: NodeOutline, within: string | null): void {
    if (op === '' || op.length > longestShown || this.ops.has(op)) return;
    if (this.ops.size < most.ops) this.ops.set(op, placeOf(node, within));
  }

  device(device: string, node: NodeOutline, within: string | null): void {
    const known = this.devices.get(device);
    if (known) known.count++;
    else if (this.devices.size < most.devices) {
      this.devices.set(device, { count: 1, first: placeOf(node, within) });
    }
  }

  function(name: string): void {
    if (this.#has(this.functions.size < most.functions, [name])) this.functions.add(name);
  }

  node(name: string, needs: readonly string[]): void {
    if (this.#has(this.needs.size < most.nodes, [name, ...needs])) this.needs.set(name, needs);
  }

  /** Whether another call may be remembered. */
  call(inputs: readonly string[]): boolean {
    return this.#has(this.#calls++ < most.calls, inputs);
  }

  site(site: Site): void {
    if (this.#has(this.sites.length < most.sites, [site.node])) this.sites.push(site);
  }

  /** The texts, or their beginnings where there are too many already. */
  texts(texts: readonly string[]): readonly string[] {
    this.#texts += texts.reduce((sum, { length }) => sum + length, 0);
    if (this.#texts <= most.texts) return texts;
    this.cut = true;
    return texts.slice(0, 1).map((each) => each.slice(0, 100));
  }

  /** Whether there is room for one more, and for its names. */
  #has(room: boolean, names: readonly string[]): boolean {
    this.#names += names.reduce((sum, { length }) => sum + length + 16, 0);
    if (room && this.#names <= most.names) return true;
    this.cut = true;
    return false;
  }
}

/** How many of each, and characters of names and of constants' texts in all. */
const most = {
  ops: 10_000,
  devices: 100,
  sites: 100_000,
  functions: 200_000,
  nodes: 200_000,
  calls: 200_000,
  names: 64_000_000,
  texts: 4_000_000,
} as const;

/** Characters of a name that is only shown. */
const longestShown = 1000;

/** Where a node is, for people. */
function placeOf(node: NodeOutline, within: string | null): NodePlace {
  return {
    node: node.name.slice(0, longestShown),
    function: within === null ? null : within.slice(0, longestShown),
  };
}

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
  readonly #arguments: ReadonlyMap<string, number>;
  readonly #constants = new Map<string, readonly string[]>();
  readonly #calls: OpenCall[] = [];
  readonly #sites: { readonly site: Omit<Site, 'target'>; readonly input: string | null }[] = [];

  /** `parameters`: names of what the function is handed, in their order. */
  constructor(gathered: Gathered, name: string | null, parameters: readonly string[] = []) {
    this.#gathered = gathered;
    this.#function = name;
    this.#arguments = new Map(parameters.map((parameter, index) => [parameter, index]));
  }

  add(node: NodeOutline): void {
    const { op, device } = node;
    this.#gathered.op(op, node, this.#function);
    if (this.#function === null) this.#gathered.node(node.name, node.needs);
    if (device !== '') this.#device(device, node);
    if (node.isTelling) this.#attributes(node);
    if (op === 'Const') return;
    for (const effect of effectsOf(op)) {
      const site = { node: node.name, function: this.#function, op, effect };
      const { target, only } = effect;
      if (typeof target === 'string') {
        const texts = textsOf(node.attribute(target)).filter((each) => only?.test(each) ?? true);
        if (only && texts.length === 0) continue;
        const told = this.#gathered.texts(texts);
        this.#gathered.site({ ...site, target: { texts: told, node: null } });
      } else if (this.#sites.length < most.sites) {
        const input = target === undefined ? null : (node.inputs[target] ?? null);
        this.#sites.push({ site, input });
      } else this.#gathered.cut = true;
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
          this.#half(node, nameIn(attribute.key), number);
        } else if (number === tellingTypes.string && node.op === 'Const') this.#constant(node);
      } else if (tag === attributeTags.func || tag === attributeTags.list) {
        const value = node.decoded(attribute);
        if (value?.case === 'func') callees.push(value.value.name);
        if (value?.case === 'list') callees.push(...value.value.func.map(({ name }) => name));
      }
    }
    if (callees.length === 0) return;
    const own = handing.get(node.op);
    const inputs = own === undefined ? [] : node.inputs.slice(own);
    if (this.#gathered.call(inputs)) this.#calls.push({ node: node.name, callees, inputs });
  }

  #half(node: NodeOutline, attribute: string, number: number): void {
    const dtype = dtypeFromNumber(number).name;
    const effect = effectOfDtype(node.op, attribute, dtype);
    if (effect === null) return;
    const target = { texts: [dtype], node: null };
    const { name, op } = node;
    this.#gathered.site({ node: name, function: this.#function, op, effect, target });
  }

  #constant(node: NodeOutline): void {
    const texts = this.#gathered.texts(textsOf(node.attribute('value')));
    if (texts.length > 0) this.#constants.set(node.name, texts);
  }

  #device(device: string, node: NodeOutline): void {
    const asked = deviceOf(device);
    if (asked !== null) this.#gathered.device(asked, node, this.#function);
  }

  /** An input is `node:output` in the graph itself; in a function `node:name:number`, or an argument's name. */
  #sourceOf(input: string): Source | null {
    const name = input.replace(/:.*$/s, '');
    const texts = this.#constants.get(name);
    if (texts) return { texts, node: this.#function === null ? name : null };
    const argument = this.#arguments.get(input);
    return argument === undefined ? null : { argument };
  }
}

/** `GPU` of `/job:localhost/replica:0/task:0/device:GPU:0` and of `/gpu:0`; null for the CPU of this machine. */
function deviceOf(device: string): string | null {
  const job = /\/job:([^/]*)/i.exec(device)?.[1];
  if (job !== undefined && job !== '' && job !== 'localhost') return `job ${job.slice(0, 100)}`;
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
