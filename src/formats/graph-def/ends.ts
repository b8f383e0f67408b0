import type { MessagePlace } from '../../codec/protobuf/decode.ts';
import type { GraphNode } from '../../codec/graph/node.ts';
import { outputOf } from '../../codec/graph/node-output.ts';
import type { SourceWalk } from '../../codec/protobuf/source-walk.ts';
import { limits } from '../../protocol/limits.ts';
import type { Signature, SignatureTensor } from '../../protocol/model.ts';

/** Outputs of a graph that are told; one with more is a training graph, whose ends mean nothing. */
const mostEnds = 100;

const inputOp = /^Placeholder/;

/** Ops that give nothing that anybody would fetch. */
const noOutput =
  /^(?:NoOp|Assert|Const|Placeholder.*|Variable.*|VarHandleOp|.*HashTable.*|Assign.*|Save.*|Restore.*|MergeV2Checkpoints|ShardedFilename|.*Summary|Initialize.*|LookupTable(?:Import|Export).*)$/;

/**
 * What goes into a graph and what comes out of it, which no GraphDef states: its placeholders, and the nodes that no
 * other one takes its input from.
 */
export class Ends {
  readonly #inputs: GraphNode[] = [];
  /** Nodes that nobody has taken anything from so far. */
  readonly #open = new Map<string, GraphNode>();
  readonly #taken = new Set<string>();

  add(node: GraphNode): void {
    for (const input of node.inputs) {
      // `^name` must only have run before: nothing is taken from it.
      if (input.startsWith('^') || this.#taken.size >= limits.graphNodes) continue;
      const name = input.replace(/:\d+$/, '');
      this.#taken.add(name);
      this.#open.delete(name);
    }
    if (inputOp.test(node.op)) {
      if (this.#inputs.length < mostEnds) this.#inputs.push(node);
    } else if (
      !noOutput.test(node.op) &&
      !this.#taken.has(node.name) &&
      this.#open.size < limits.graphNodes
    ) {
      this.#open.set(node.name, node);
    }
  }

  /** In the words of a signature; null where the graph has no such ends. Called after the last node. */
  async signature(walk: SourceWalk, place: MessagePlace): Promise<Signature | null> {
    const outputs = [...this.#open.values()];
    if (outputs.length === 0 || outputs.length > mostEnds) return null;
    return {
      methodName: '',
      inputs: await named(this.#inputs, walk, place),
      outputs: await named(outputs, walk, place),
    };
  }
}

async function named(
  nodes: readonly GraphNode[],
  walk: SourceWalk,
  place: MessagePlace,
): Promise<Record<string, SignatureTensor>> {
  const tensors: [string, SignatureTensor][] = [];
  for (const node of nodes) {
    const output = await outputOf(walk, node, 0, null, place);
    tensors.push([node.name, { ...output, tensor: `${node.name}:0` }]);
  }
  return Object.fromEntries(tensors);
}
