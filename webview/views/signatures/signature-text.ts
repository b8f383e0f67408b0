import { dtypeEnumName } from './dtype-enum.ts';
import type { MetaGraph, Signature, SignatureTensor } from '../../../src/protocol/model.ts';

/**
 * The text that `saved_model_cli show --all` prints, because it is what people paste into bug reports.
 * Layout: tensorflow/python/tools/saved_model_cli.py, `_show_inputs_outputs_mgd` and `_print_tensor_info`.
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

export function metaGraphText(graph: MetaGraph): string {
  const tags = graph.tags.join(', ');
  return [
    `MetaGraphDef with tag-set: '${tags}' contains the following SignatureDefs:`,
    ...Object.entries(graph.signatures)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, signature]) => signatureText(key, signature)),
  ].join('\n\n');
}
