import type { TensorRole } from '../../protocol/model.ts';
import { objectGraphKey, type StoredTensor } from './description.ts';

/** Optimizers of `tf.compat.v1.train` by the names they give their variables: `dense/kernel/Adam_1`. */
const slotSuffix =
  /^(.+)\/((?:Adam|AdaMax|AdamW|Adagrad|AdagradDA|Adadelta|Momentum|RMSProp|Ftrl|LAMB|Lamb|LARS|adam_[mv]|ExponentialMovingAverage|\w*Optimizer)(?:_\d+)?)$/;

/** Parts of a name that may be the optimizer's scopes; a damaged file may have thousands. */
const deepestScope = 16;

const optimizerScalar = /(?:^|\/)(?:beta[12]_power|loss_scale|good_steps)(?:_\d+)?$/;

const counter = /(?:^|\/)(?:global_step|step|epoch)$/;

/**
 * What tensors are there for, told by their names alone: checkpoints of TensorFlow 1 have no objects. A moving
 * average that is kept beside its variable is the optimizer's too.
 *
 * @param tensors those to tell; a slot is told by its variable, which must be among `all`
 */
export function rolesFromNames(
  tensors: readonly StoredTensor[],
  all: readonly StoredTensor[] = tensors,
): ReadonlyMap<string, TensorRole> {
  const names = new Set(all.map(({ name }) => name));
  return new Map(tensors.map((tensor) => [tensor.name, roleFromName(tensor, names)]));
}

function roleFromName(tensor: StoredTensor, names: ReadonlySet<string>): TensorRole {
  const { name } = tensor;
  if (name === objectGraphKey) return 'bookkeeping';
  // Keys of objects, where the object graph itself is missing or damaged.
  if (/(?:^|\/)\.OPTIMIZER_SLOT\//.test(name)) return 'optimizer';
  const attribute = /^(.*)\/\.ATTRIBUTES\/(.*)$/.exec(name);
  if (attribute) {
    const [, path = '', kind = ''] = attribute;
    if (path === 'save_counter' || kind === 'OBJECT_CONFIG_JSON') return 'bookkeeping';
    if (kind !== 'VARIABLE_VALUE' || /(?:^|\/)keras_api\/metrics\//.test(path)) return 'state';
    if (counter.test(path) && tensor.shape.length === 0) return 'state';
    return /(?:^|\/)optimizer\//.test(path) && !path.includes('/_trainable_variables/')
      ? 'optimizer'
      : 'weight';
  }
  if (optimizerScalar.test(name)) return 'optimizer';
  if (counter.test(name) && tensor.shape.length === 0) return 'state';
  return slotFromName(name, names) === null ? 'weight' : 'optimizer';
}

/**
 * The variable that a slot belongs to by its name, `dense/kernel/Adam_1` → `dense/kernel`; null for no slot. An
 * optimizer that was made inside a scope puts it before the variable: `OptimizeLoss/dense/kernel/Adam_1`.
 */
export function slotFromName(
  name: string,
  names: ReadonlySet<string>,
): { name: string; of: string } | null {
  const match = slotSuffix.exec(name);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const of = inScopes(match[1], (variable) => names.has(variable));
  return of === null ? null : { name: match[2], of };
}

/**
 * The trained variable that one which is not trained belongs to, whatever its optimizer is called: it has that one's
 * name and shape, `dense/kernel/my_velocity` → `dense/kernel`.
 */
export function slotOfTrained(
  { name, shape }: StoredTensor,
  trained: ReadonlyMap<string, StoredTensor['shape']>,
): { name: string; of: string } | null {
  const slash = name.lastIndexOf('/');
  if (slash < 0 || trained.has(name)) return null;
  const of = inScopes(
    name.slice(0, slash),
    (variable) => trained.get(variable)?.join() === shape.join(),
  );
  return of === null ? null : { name: name.slice(slash + 1), of };
}

/** A path, or what is left of it without its first scopes, whichever is a variable first. */
function inScopes(path: string, isVariable: (name: string) => boolean): string | null {
  const scopes = path.split('/');
  for (let scope = 0; scope < Math.min(scopes.length, deepestScope); scope++) {
    const variable = scopes.slice(scope).join('/');
    if (isVariable(variable)) return variable;
  }
  return null;
}
