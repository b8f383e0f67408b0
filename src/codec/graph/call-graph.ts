import { addTo } from '../../core/multimap.ts';

/** Where the value of an input comes from, of what can be told. */
export type Source =
  /** A constant of strings; `node`: its name where it is one of the graph itself. */
  | { readonly texts: readonly string[]; readonly node: string | null }
  /** What is handed to the function, by its number. */
  | { readonly argument: number };

/** A node that calls functions. */
export interface Call {
  /** The function that calls; null: the graph itself. */
  readonly from: string | null;
  readonly node: string;
  readonly callees: readonly string[];
  /** By the argument's number, those that can be told. */
  readonly arguments: ReadonlyMap<number, Source>;
}

/** Calls that are gone back to find out what a function is handed. */
const mostSteps = 1000;

/** Texts that are told of one node. */
const mostTexts = 16;

/** Which node calls which function. */
export class CallGraph {
  readonly #byCallee = new Map<string, Call[]>();
  readonly #byCaller = new Map<string, Call[]>();
  readonly #byNode = new Map<string, Call>();

  add(call: Call): void {
    for (const callee of call.callees) addTo(this.#byCallee, callee, call);
    if (call.from === null) this.#byNode.set(call.node, call);
    else addTo(this.#byCaller, call.from, call);
  }

  /** Functions that run when these nodes of the graph itself do. */
  functionsOf(nodes: Iterable<string>): Set<string> {
    const called: string[] = [];
    for (const node of nodes) called.push(...(this.#byNode.get(node)?.callees ?? []));
    return this.withCalled(called);
  }

  /** These functions, and all that they call. */
  withCalled(functions: Iterable<string>): Set<string> {
    const reached = new Set(functions);
    // A set is gone through in the order in which it grows.
    for (const name of reached) {
      for (const { callees } of this.#byCaller.get(name) ?? []) {
        for (const callee of callees) reached.add(callee);
      }
    }
    return reached;
  }

  /** Every node of the graph itself that calls. */
  get callingNodes(): Iterable<string> {
    return this.#byNode.keys();
  }

  /**
   * The constants that an input may be, whoever hands it over.
   * @param except names of constants that are not told
   */
  textsOf(source: Source, within: string | null, except: ReadonlySet<string>): readonly string[] {
    const texts = new Set<string>();
    const seen = new Set<string>();
    const pending: { source: Source; within: string | null }[] = [{ source, within }];
    let left = mostSteps;
    for (let next = pending.pop(); next; next = pending.pop()) {
      if ('texts' in next.source) {
        const { node } = next.source;
        if (node !== null && except.has(node)) continue;
        for (const text of next.source.texts) if (texts.size < mostTexts) texts.add(text);
        continue;
      }
      const { argument } = next.source;
      const key = `${String(argument)} ${next.within ?? ''}`;
      if (next.within === null || seen.has(key)) continue;
      seen.add(key);
      for (const call of this.#byCallee.get(next.within) ?? []) {
        if (--left < 0) return [...texts];
        const handed = call.arguments.get(argument);
        if (handed) pending.push({ source: handed, within: call.from });
      }
    }
    return [...texts];
  }
}
