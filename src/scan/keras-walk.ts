import { isRecord } from '../core/json.ts';

/** An object as a configuration of Keras's describes it: a class, or a function, by name. */
export interface ConfiguredObject {
  /** The class without its package: `Scale` of `mine>Scale`; `function` and `__lambda__` for functions. */
  readonly class: string;
  /** What the class's package and the module are called, '' where they are not named. */
  readonly package: string;
  readonly module: string;
  /** What it is made of; of a function its name. */
  readonly config: unknown;
  /** Names of the objects around it and its own, from the model inwards. */
  readonly names: readonly string[];
}

/** Values of one configuration that are looked at. */
const mostValues = 2_000_000;

/** A step on the way to a value: the name of an object, and the one before. */
interface Step {
  readonly name: string;
  readonly before: Step | null;
}

/**
 * The objects in a configuration, at any depth and in whatever they are wrapped; nothing is made of them. The
 * configuration of a Keras model is one object in the other (`serialize_keras_object` of keras/src/saving and of
 * tf_keras/src/saving/legacy).
 *
 * @param isModel whether the outermost object is the model itself, whose name leads nowhere
 */
export function* configuredObjects(
  configuration: unknown,
  isModel: boolean,
): Generator<ConfiguredObject, void, undefined> {
  const pending: { value: unknown; step: Step | null; outermost: boolean }[] = [
    { value: configuration, step: null, outermost: isModel },
  ];
  let left = mostValues;
  for (let next = pending.pop(); next && left-- > 0; next = pending.pop()) {
    const { value } = next;
    let { step } = next;
    if (Array.isArray(value)) {
      for (const item of value) pending.push({ value: item, step, outermost: false });
      continue;
    }
    if (!isRecord(value)) continue;
    const full = value['class_name'];
    if (typeof full === 'string') {
      const name = nameOf(value);
      if (name !== null && !next.outermost) step = { name, before: step };
      yield objectOf(value, full, step);
    }
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== 'object') continue;
      // A model in a SavedModel says there once more what it is itself.
      if (key === 'model_config') pending.push({ ...next, value: inner });
      else pending.push({ value: inner, step, outermost: false });
    }
  }
}

function objectOf(
  value: Readonly<Record<string, unknown>>,
  full: string,
  step: Step | null,
): ConfiguredObject {
  const registered = text(value['registered_name']);
  const [packaged, className] = parted(full);
  return {
    class: className,
    package: packaged || parted(registered)[0],
    module: text(value['module']),
    config: value['config'],
    get names() {
      const names: string[] = [];
      for (let at = step; at; at = at.before) names.push(at.name);
      return names.reverse();
    },
  };
}

/** `mine` and `Scale` of `mine>Scale`. */
function parted(name: string): readonly [string, string] {
  const at = name.lastIndexOf('>');
  return at < 0 ? ['', name] : [name.slice(0, at), name.slice(at + 1)];
}

function nameOf(value: Readonly<Record<string, unknown>>): string | null {
  const { config } = value;
  const name = value['name'] ?? (isRecord(config) ? config['name'] : undefined);
  return typeof name === 'string' ? name : null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
