import { dtypeEnumName } from './dtype-enum.ts';
import type {
  FunctionOption,
  MetaGraph,
  ModelFunction,
  Signature,
  SignatureTensor,
  Structured,
} from '../../../src/protocol/model.ts';
import { pythonString, pythonText, pythonType } from './python-text.ts';

/**
 * The text that `saved_model_cli show --all` prints, because it is what people paste into bug reports.
 * Layout: tensorflow/python/tools/saved_model_cli.py, `_show_all` and `_show_defined_functions`. The tool prints ops
 * in an order that changes from run to run and leaves out those that only loops and branches call; here all stand by
 * name. It finds functions by loading the model into Python; here they are read from the file, also where that
 * fails, their options and the entries of dictionaries in the file's order instead of that of a counter and of
 * hashes. Its backspaces have been applied, as a terminal does.
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

function argumentLines(argument: Structured): readonly string[] {
  switch (argument.kind) {
    case 'string':
      return [argument.value];
    case 'tensor':
      return [`${argument.name ?? 'None'}: ${pythonText(argument)}`];
    default:
      return [`DType: ${pythonType(argument)}`, `Value: ${containerText(argument)}`];
  }
}

/** The tool writes what is iterable in brackets, whatever it is. */
function containerText(value: Structured): string {
  switch (value.kind) {
    case 'tuple':
      return pythonText({ ...value, kind: 'list' });
    case 'named-tuple':
      return pythonText({ kind: 'list', items: value.entries.map((entry) => entry.value) });
    default:
      return pythonText(value);
  }
}

function optionText({ positional, named }: FunctionOption, at: number): string {
  const each = (kind: string, lines: readonly string[], index: number): string[] => [
    `        ${kind} #${index + 1}`,
    ...lines.map((line) => `          ${line}`),
  ];
  return [
    // The tool numbers an option only where it has positional arguments.
    ...(positional.length === 0 ? [] : [`    Option #${at + 1}`, '      Callable with:']),
    ...positional.flatMap((argument, index) => each('Argument', argumentLines(argument), index)),
    ...named.flatMap(({ key }, index) => each('Named Argument', [key], index)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

export function functionsText(functions: readonly ModelFunction[]): string {
  const ordered = [...functions].sort((a, b) => (a.name < b.name ? -1 : 1));
  const each = ordered.map(
    ({ name, options }) => `\n  Function Name: '${name}'\n${options.map(optionText).join('')}`,
  );
  return `\nConcrete Functions:${each.join('')}`;
}

/** Every meta graph of a SavedModel, by its tags, and the functions of its objects. */
export function savedModelText(graphs: readonly MetaGraph[]): string {
  const key = ({ tags }: MetaGraph): string => tags.join('\0');
  const ordered = [...graphs].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const functions = graphs.find((graph) => graph.functions !== null)?.functions ?? null;
  return [
    ...ordered.map((graph) => `\n${metaGraphText(graph)}\n`),
    ...(functions === null ? [] : [functionsText(functions)]),
  ].join('');
}
