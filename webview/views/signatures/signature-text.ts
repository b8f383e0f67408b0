import { dtypeEnumName } from './dtype-enum.ts';
import type { MetaGraph, Signature, SignatureTensor } from '../../../src/protocol/model.ts';

/**
 * The text that `saved_model_cli show --all` prints, because it is what people paste into bug reports.
 * Layout: tensorflow/python/tools/saved_model_cli.py, `_show_all`. The tool prints ops in an order that changes
 * from run to run and leaves out those that only loops and branches call; here all stand by name. Concrete
 * functions, which it finds by loading the model into Python, are left out.
 */

function tensorText(key: string, kind: string, tensor: SignatureTensor): string {
  const shape =
    tensor.shape === null
      ? 'unknown_rank'
      : `(${tensor.shape.map((size) => size ?? -1).join(', ')})`;
  return [
    `    ${kind}['${key}'] tensor_info:`,
    `        dtype: ${dtypeEnumName(tensor.dtype)}`,
    `        shape: ${shape}`,
    `        name: ${tensor.tensor ?? ''}`,
  ].join('\n');
}

export function signatureText(key: string, signature: Signature): string {
  const side = (kind: 'inputs' | 'outputs'): string[] => [
    `  The given SavedModel SignatureDef contains the following ${kind.slice(0, -1)}(s):`,
    ...Object.entries(signature[kind])
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, tensor]) => tensorText(name, kind, tensor)),
  ];
  return [
    `signature_def['${key}']:`,
    ...side('inputs'),
    ...side('outputs'),
    `  Method name is: ${signature.methodName}`,
  ].join('\n');
}

/** A string as Python writes it in a list. */
function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function pythonList(texts: readonly string[]): string {
  return texts.map(pythonString).join(', ');
}

export function metaGraphText({ tags, signatures, ownSignatures, ops }: MetaGraph): string {
  const heads = [
    `MetaGraphDef with tag-set: '${tags.join(', ')}' contains the following SignatureDefs:`,
    ...Object.entries({ ...signatures, ...ownSignatures })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, signature]) => signatureText(key, signature)),
  ].join('\n\n');
  const all = ops.length === 0 ? 'set()' : `{${pythonList(ops)}}`;
  return `${heads}\nThe MetaGraph with tag set [${pythonList(tags)}] contains the following ops: ${all}`;
}

/** Every meta graph of a SavedModel, by its tags. */
export function savedModelText(graphs: readonly MetaGraph[]): string {
  const key = ({ tags }: MetaGraph): string => tags.join('\0');
  const ordered = [...graphs].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return ordered.map((graph) => `\n${metaGraphText(graph)}\n`).join('');
}
