import type { Artifact } from '../../formats/contract.ts';
import type { Layer } from '../../protocol/model.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import { configuredModel, type ConfiguredModel } from '../config/configured-model.ts';
import { specsOf } from '../shapes/infer.ts';
import { boxTable } from './box-table.ts';
import { foldedLines } from './cell-text.ts';
import { connections, isChain, pythonShape, rowsOf, type Row } from './flow-rows.ts';
import { plainTable } from './plain-table.ts';
import { readableSize, withCommas } from './sizes.ts';
import { optimizerOf, totalsOf, type Amount, type Totals } from './totals.ts';

type Summarised = Pick<
  Artifact,
  'format' | 'layers' | 'tensors' | 'configurations' | 'writtenBy' | 'parameterCount'
>;

/**
 * The layers of an artifact as `model.summary()` prints them once Keras has loaded it, in the form of the generation
 * that saved it; with a line behind it on what the file does not say. Null where there are no layers.
 */
export function layerSummary(artifact: Summarised): string | null {
  const configuration = artifact.configurations?.find(({ isModel }) => isModel)?.value;
  const model = configuration === undefined ? null : configuredModel(configuration).model;
  const lines =
    model === null
      ? withoutFlow(artifact)
      : isKeras2(artifact)
        ? keras2Lines(model, artifact)
        : keras3Lines(model, artifact);
  return lines === null ? null : lines.map((line) => `${line}\n`).join('');
}

/** An `.h5` that does not say what wrote it is of an early Keras. */
function isKeras2({ writtenBy, format }: Summarised): boolean {
  const versions = writtenBy.flatMap((each) => /[Kk]eras (\d+)/.exec(each)?.[1] ?? []);
  return versions.length === 0
    ? format === 'keras-hdf5'
    : versions.every((major) => Number(major) < 3);
}

function keras3Lines(model: ConfiguredModel, artifact: Summarised): string[] {
  const rows = rowsOf(model, specsOf(model), artifact.layers);
  const chain = isChain(model);
  const isBuilt =
    model.kind === 'functional' ||
    rows.some(({ calls }) => calls.flat().some(hasShape)) ||
    rows.some(({ layer }) => (layer?.parameters ?? 0) > 0);
  const notes = new Set<string>();
  const cells = rows.map((row) => {
    const shape = isBuilt ? keras3Shape(row) : '?';
    if (isBuilt && shape.includes('?')) notes.add(unknownShapes);
    const count = isBuilt ? withCommas(row.layer?.parameters ?? 0) : '0 (unbuilt)';
    const own = [titleOf(row), shape, count];
    if (chain) return own;
    const from = connections(row.member).join(', ');
    return [...own, from === '' ? '-' : from];
  });
  const totals = totalsOf(artifact.layers, artifact.tensors);
  if (!totals.isSure) notes.add(unknownTraining);
  return [
    ...modelLine(model.name),
    ...boxTable(cells, !chain),
    ...keras3Totals(totals, optimizerOf(artifact, totals.trainable)),
    ...notes,
  ];
}

const unknownShapes =
  'The file does not say the shapes that are a ?: classes that are not of Keras make them.';
const unknownTraining =
  'The file does not say which weights are trained of classes that are not of Keras: they are counted as trained.';

function hasShape({ shape }: { readonly shape: unknown }): boolean {
  return shape !== null;
}

function keras3Totals(
  { trainable, fixed }: Pick<Totals, 'trainable' | 'fixed'>,
  optimizer: Amount | null,
): string[] {
  const line = (title: string, ...amounts: readonly Amount[]): string => {
    const count = amounts.reduce((sum, each) => sum + each.count, 0);
    const bytes = amounts.reduce((sum, each) => sum + each.bytes, 0);
    return ` ${title} params: ${withCommas(count)} (${readableSize(bytes, 'B')})`;
  };
  return [
    line('Total', trainable, fixed, ...(optimizer ? [optimizer] : [])),
    line('Trainable', trainable),
    line('Non-trainable', fixed),
    ...(optimizer ? [line('Optimizer', optimizer)] : []),
  ];
}

/** rich wraps what is longer than the terminal's 80 columns, too. */
function modelLine(name: string): readonly string[] {
  return foldedLines(`Model: "${visibleText(name)}"`, 80);
}

function titleOf({ member }: Row): string {
  return `${visibleText(member.name)} (${visibleText(member.class)})`;
}

/** What the last call gives. */
function keras3Shape({ calls }: Row): string {
  const outputs = (calls.at(-1) ?? []).map(({ shape }) => pythonShape(shape, 'keras') ?? '?');
  if (outputs.length === 0) return '?';
  return outputs.length === 1 ? (outputs[0] ?? '?') : `[${outputs.join(', ')}]`;
}

function keras2Lines(model: ConfiguredModel, artifact: Summarised): string[] {
  const rows = rowsOf(model, specsOf(model), artifact.layers);
  const chain = isChain(model);
  const notes = new Set<string>();
  const cells = rows.map((row) => {
    const shape = keras2Shape(row);
    if (shape.includes('?')) notes.add(unknownShapes);
    const own = [titleOf(row), shape, String(row.layer?.parameters ?? 0)];
    if (chain) return own;
    return [...own, `[${connections(row.member).map(quoted).join(', ')}]`];
  });
  const { trainable, fixed, isSure } = totalsOf(artifact.layers, artifact.tensors);
  if (!isSure) notes.add(unknownTraining);
  const line = (title: string, ...amounts: readonly Amount[]): string => {
    const count = amounts.reduce((sum, each) => sum + each.count, 0);
    const bytes = amounts.reduce((sum, each) => sum + each.bytes, 0);
    return `${title} params: ${String(count)} (${readableSize(bytes, 'Byte')})`;
  };
  return [
    `Model: "${visibleText(model.name)}"`,
    ...plainTable(cells, !chain),
    line('Total', trainable, fixed),
    line('Trainable', trainable),
    line('Non-trainable', fixed),
    '_'.repeat(chain ? 65 : 98),
    ...notes,
  ];
}

/** As Python writes a string in a list. */
function quoted(text: string): string {
  return text.includes("'") && !text.includes('"')
    ? `"${text}"`
    : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** What all calls give; where they give different shapes Keras 2 says no more than that. */
function keras2Shape({ member, calls }: Row): string {
  const told = new Set(calls.map((outputs) => keras2Structure(member, outputs)));
  if (told.size > 1) return 'multiple';
  const [shape = '?'] = told;
  return shape;
}

function keras2Structure(
  { class: className, model }: Row['member'],
  outputs: Row['calls'][number],
): string {
  const shapes = outputs.map(({ shape }) => pythonShape(shape, 'tuple') ?? '?');
  if (className === 'InputLayer') return `[${shapes.join(', ')}]`;
  const names = model?.config['output_layers'];
  if (typeof names === 'object' && names !== null && !Array.isArray(names)) {
    const keys = Object.keys(names).sort();
    return `{${shapes.map((shape, index) => `'${keys[index] ?? ''}': ${shape}`).join(', ')}}`;
  }
  if (shapes.length === 1) return shapes[0] ?? '?';
  return /Attention$/.test(className) ? `(${shapes.join(', ')})` : `[${shapes.join(', ')}]`;
}

/** Layers of what was saved without a configuration of them, with what is known. */
function withoutFlow({ layers, tensors, parameterCount }: Summarised): string[] | null {
  const [first] = layers;
  if (!first) return null;
  // In a checkpoint the model is an attribute of what was saved.
  const roots = layers.filter(({ parent }) => parent === null);
  const root = roots.length === 1 ? roots[0] : undefined;
  const top = root ? layers.filter(({ parent }) => parent === root.path) : roots;
  const rows = top.length > 0 ? top : layers.slice(0, 1);
  const cells = rows.map((layer) => [
    `${visibleText(layer.name)} (${classOf(layer)})`,
    shapesOf(layer),
    withCommas(layer.parameters),
  ]);
  const totals = totalsOf(layers, tensors);
  const total = parameterCount ?? totals.trainable.count + totals.fixed.count;
  const isKnown = totals.isSure && total === totals.trainable.count + totals.fixed.count;
  const bytes = tensors.reduce((sum, each) => sum + (each.role === 'weight' ? each.bytes : 0), 0);
  return [
    ...modelLine(root?.name ?? 'model'),
    ...boxTable(cells, false),
    ...(isKnown
      ? keras3Totals(totals, null)
      : [
          ` Total params: ${withCommas(total)} (${readableSize(bytes, 'B')})`,
          ' Trainable params: ?',
          ' Non-trainable params: ?',
        ]),
    sourceNote(layers),
  ];
}

function classOf({ class: className, classSource }: Layer): string {
  if (className === null) return '?';
  return classSource === 'inferred' ? `${visibleText(className)}?` : visibleText(className);
}

function shapesOf({ outputShapes }: Layer): string {
  const shapes = (outputShapes ?? []).map((shape) => pythonShape(shape, 'keras') ?? '?');
  if (shapes.length === 0) return '?';
  return shapes.length === 1 ? (shapes[0] ?? '?') : `[${shapes.join(', ')}]`;
}

function sourceNote(layers: readonly Layer[]): string {
  const isInferred = layers.some(({ classSource }) => classSource === 'inferred');
  const told =
    'Told by the objects and weights that were saved, without a configuration of the model';
  return isInferred
    ? `${told}: a ? behind a class says that it is inferred, a ? alone that it was not saved.`
    : `${told}: a ? says what was not saved.`;
}
