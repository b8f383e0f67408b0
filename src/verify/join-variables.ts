import { editMessage, encodeField, fieldNumbers, messages } from './saved-model-wire.ts';

interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
}

/**
 * `saved_model.pb` with each pair of variables that `tf.saved_model.save` writes for one of Keras 3's made one. The
 * functions read the first (`dense/kernel`), and only the second is restored, which is said to begin with the first's
 * value:
 *
 *     Variable_1/Assign(Variable_1, Variable_1/Initializer/ReadVariableOp(dense/kernel))
 *
 * `tf.saved_model.load` joins them by the object graph. A session, and so TensorFlow Serving, finds the first without
 * a value. Variables of one shared name are one variable, so both get the same, which no other has.
 * @returns null where there are no such pairs
 */
export function joinVariables(savedModel: Uint8Array): Uint8Array[] | null {
  const { savedModel: file, metaGraph, graph } = fieldNumbers;
  let pairs = 0;
  const pieces = editMessage(savedModel, {
    [file.metaGraphs]: {
      [metaGraph.graph]: (bytes) => {
        const names = sharedNames(bytes);
        pairs += names.size / 2;
        return editMessage(bytes, {
          [graph.node]: (node) => {
            const name = names.get(text(node, fieldNumbers.node.name)[0] ?? '');
            return name === undefined ? [node] : [node, sharedNameAttribute(name)];
          },
        });
      },
    },
  });
  return pairs === 0 ? null : pieces;
}

/** For each variable of a pair the name they share from now on: that of the first's node. */
function sharedNames(graph: Uint8Array): Map<string, string> {
  const nodes = readNodes(graph);
  const names = new Map<string, string>();
  for (const { op, inputs } of nodes.values()) {
    if (op !== 'AssignVariableOp') continue;
    const [restored = '', initial = ''] = inputs;
    const reading = nodes.get(initial);
    const [original = ''] = reading?.op === 'ReadVariableOp' ? reading.inputs : [];
    const isPair = [restored, original].every((name) => nodes.get(name)?.op === 'VarHandleOp');
    if (isPair) names.set(original, original).set(restored, original);
  }
  return names;
}

function readNodes(graph: Uint8Array): Map<string, Node> {
  const nodes = new Map<string, Node>();
  const { name, op, input } = fieldNumbers.node;
  for (const node of messages(graph, fieldNumbers.graph.node)) {
    nodes.set(text(node, name)[0] ?? '', {
      op: text(node, op)[0] ?? '',
      inputs: text(node, input),
    });
  }
  return nodes;
}

/** An entry of the map of attributes; of two with the same key the last counts. */
function sharedNameAttribute(name: string): Uint8Array {
  const { node, attribute, attributeValue } = fieldNumbers;
  const value = encodeField(attributeValue.string, Buffer.from(name));
  const entry = [
    encodeField(attribute.key, Buffer.from('shared_name')),
    encodeField(attribute.value, value),
  ];
  return encodeField(node.attribute, Buffer.concat(entry));
}

function text(message: Uint8Array, number: number): string[] {
  return Array.from(messages(message, number), (bytes) => new TextDecoder().decode(bytes));
}
