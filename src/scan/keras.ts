import { isRecord } from '../core/json.ts';
import { addTo } from '../core/multimap.ts';
import { effectsOf } from '../core/op-effects.ts';
import { shownName, shownNames } from '../protocol/visible-text.ts';
import type { Finding, FormatId } from '../protocol/model.ts';
import { configuredObjects, type ConfiguredObject } from './keras-walk.ts';
import { isPythonModule } from './python-modules.ts';
import type { Scanned } from './scan.ts';

/** Something that Keras does with an object of a configuration. */
interface Told {
  readonly object: ConfiguredObject;
  /** What it is, after the object's name: a path, a function. */
  readonly what: string;
}

interface Kind {
  readonly code: string;
  readonly severity: 'warning' | 'info';
  /** What of an object is told; empty where it is none of the kind. */
  readonly of: (object: ConfiguredObject) => readonly string[];
  /** The sentences around the objects. */
  readonly message: (names: string, format: FormatId) => string;
}

const trust = 'Load it with Keras only where you trust who made it';

/** What Keras does in each format, and where it was taught to refuse. */
const kinds: readonly Kind[] = [
  {
    // CVE-2024-3660; in .h5 safe_mode was ignored until Keras 3.11.3 (CVE-2025-9905).
    code: 'python-code',
    severity: 'warning',
    of: bytecode,
    message: (names, format) =>
      `The model holds Python bytecode, which Keras runs when it loads and calls the model: ${names}. ${trust}${bytecodeAdvice(format)}.`,
  },
  {
    // Module and function by name: CVE-2025-1550, before Keras 3.9. Functions of Keras's own that reach outside:
    // CVE-2025-8747 and CVE-2025-9906, before 3.11.
    code: 'foreign-function',
    severity: 'warning',
    of: foreignFunctions,
    message: (names) =>
      `The configuration names functions that no layer needs, and Keras before 3.11 runs them when it loads the model: ${names}. ${trust}.`,
  },
  {
    // torch.load unpickles: CVE-2025-49655, before Keras 3.11.3.
    code: 'pickle',
    severity: 'warning',
    of: ({ class: name, config }) =>
      name === 'TorchModuleWrapper' && isRecord(config) && typeof config['module'] === 'string'
        ? ['']
        : [],
    message: (names) =>
      `The model holds a PyTorch module as a pickle, which runs whatever was put into it when Keras loads it: ${names}. ${trust}.`,
  },
  {
    // CVE-2026-1462, before Keras 3.13.2.
    code: 'other-model',
    severity: 'warning',
    of: ({ class: name, config }) =>
      name === 'TFSMLayer' && isRecord(config) && typeof config['filepath'] === 'string'
        ? [config['filepath']]
        : [],
    message: (names) =>
      `A layer loads a SavedModel from elsewhere, which is no part of this model: ${names}. Look at that model, too, before Keras loads this one.`,
  },
  {
    // CVE-2025-12058: with tf.io.gfile these are files of the machine, or addresses; before Keras 3.12.
    code: 'file-access',
    severity: 'warning',
    of: vocabularies,
    message: (names) =>
      `Keras reads files of the machine when it loads the model, which are no part of it: ${names}. ${trust}, and copy the files with it.`,
  },
  {
    code: 'file-access',
    severity: 'warning',
    of: reachingFunctions,
    message: (names) =>
      `Layers of the model reach outside when Keras calls them: ${names}. ${trust}.`,
  },
];

/** Objects of one kind that are told. */
const mostTold = 1000;

/** What Keras would run or read when it makes objects of the model's configuration. Nothing is made of it here. */
export function scanKeras({
  format,
  files,
  layers,
  configurations,
}: Pick<Scanned, 'format' | 'files' | 'layers' | 'configurations'>): Finding[] {
  const found = new Map<Kind, Told[]>();
  const custom = new Set<string>();
  for (const { value, isModel } of configurations ?? []) {
    for (const object of configuredObjects(value, isModel)) {
      // What it was trained with is not needed to load it.
      if (isModel && (object.package !== '' || isForeignClass(object))) custom.add(object.class);
      for (const kind of kinds) {
        for (const what of kind.of(object)) {
          if ((found.get(kind)?.length ?? 0) < mostTold) addTo(found, kind, { object, what });
        }
      }
    }
  }
  const location = locator(layers, files[0] ?? '');
  const findings = kinds.flatMap((kind): Finding[] => {
    const told = withoutCopies(found.get(kind) ?? []);
    const [first] = told;
    if (!first) return [];
    const { code, severity, message } = kind;
    const sentence = message(shownNames(told.map(nameOf)), format);
    return [{ severity, code, message: sentence, ...location(first.object), topic: 'run' }];
  });
  return [...findings, ...customObjects(format, layers, custom, files[0] ?? '')];
}

/** Where the bytecode is refused or not. */
function bytecodeAdvice(format: FormatId): string {
  switch (format) {
    case 'keras-archive':
      return '; with safe_mode, its default, Keras 2.13 and newer refuse it';
    case 'keras-hdf5':
      return '; in this format Keras before 3.11.3 runs it whatever safe_mode says';
    default:
      return '; TensorFlow alone, such as tf.saved_model.load and Verify Round Trip, does not run it';
  }
}

/** Functions that were marshalled into the configuration: `__lambda__` of Keras 3, three values of Keras 2. */
function bytecode({ class: name, config }: ConfiguredObject): readonly string[] {
  // Keras 3 wraps it; what is around it is named by then.
  if (name === '__lambda__') return [''];
  if (name !== 'Lambda' || !isRecord(config)) return [];
  const parts = ['function', 'output_shape', 'mask'].filter(
    (part) => config[`${part}_type`] === 'lambda' || isMarshalled(config[part]),
  );
  return parts.map((part) => (part === 'function' ? '' : part));
}

/** `[code, defaults, closure]`, the code in base64. */
function isMarshalled(value: unknown): boolean {
  return Array.isArray(value) && value.length === 3 && typeof value[0] === 'string';
}

/** Packages whose classes and functions a configuration may name. */
const own = /^(?:keras|tf_keras|keras_hub|keras_cv|keras_nlp|tensorflow|tf)(?:\.|$)/;

/** Keras's own functions that no model needs (`NON_MODELING_APIS` of keras/src/saving/serialization_lib.py). */
const reaching: ReadonlySet<string> = new Set(
  `clear_session enable_unsafe_deserialization load_model model_from_json save_model image_dataset_from_directory
  load_img save_img text_dataset_from_directory deserialize_keras_object load_weights register_keras_serializable
  save_weights serialize_keras_object audio_dataset_from_directory get_file`.split(/\s+/),
);

/** Functions by module and name that are neither Keras's for a model nor the author's own. */
function foreignFunctions({ class: name, module, config }: ConfiguredObject): readonly string[] {
  if (name === 'Lambda' && isRecord(config)) {
    // Keras 2 names the module beside the function.
    return ['function', 'output_shape'].flatMap((part) => {
      const called = config[part];
      const from = config[part === 'function' ? 'module' : `${part}_module`];
      if (typeof called !== 'string' || config[`${part}_type`] !== 'function') return [];
      return isUnneeded(typeof from === 'string' ? from : '', called)
        ? [`${String(from)}.${called}`]
        : [];
    });
  }
  if (name.startsWith('__')) return [];
  const called = name === 'function' ? config : name;
  if (typeof called !== 'string') return [];
  const isAuthors = module === '' || module === '__main__' || module === 'builtins';
  if (name === 'function' && !isAuthors && !own.test(module)) return [`${module}.${called}`];
  return isUnneeded(name === 'function' && isAuthors ? '' : module, called)
    ? [`${module}.${called}`]
    : [];
}

function isUnneeded(module: string, called: string): boolean {
  if (own.test(module)) return reaching.has(called);
  return isPythonModule(module);
}

/** A class of a module that is the author's or another library's: Keras imports it, or asks for it. */
function isForeignClass({ class: name, module }: ConfiguredObject): boolean {
  if (module === '' || name === 'function' || name.startsWith('__')) return false;
  return !own.test(module) && !isPythonModule(module);
}

/** Vocabularies that are given as a path. */
function vocabularies({ class: name, config }: ConfiguredObject): readonly string[] {
  if (!/Lookup$|^TextVectorization$/.test(name) || !isRecord(config)) return [];
  const { vocabulary } = config;
  return typeof vocabulary === 'string' && vocabulary !== '' ? [vocabulary] : [];
}

/** TensorFlow's functions in a layer (TFOpLambda), and its ops (TensorFlowOpLayer), that do more than compute. */
function reachingFunctions({ class: name, config }: ConfiguredObject): readonly string[] {
  if (!isRecord(config)) return [];
  if (name === 'TFOpLambda') {
    const called = config['function'];
    if (typeof called !== 'string') return [];
    const raw = /^raw_ops\.(\w+)$/.exec(called)?.[1];
    const reaches = raw === undefined ? tensorflowFunction.test(called) : effectsOf(raw).length > 0;
    return reaches ? [`tf.${called}`] : [];
  }
  if (name !== 'TensorFlowOpLayer') return [];
  const node = config['node_def'];
  const op = typeof node === 'string' ? /"?op"?\s*:\s*"(\w+)"/.exec(node)?.[1] : undefined;
  return op !== undefined && effectsOf(op).length > 0 ? [op] : [];
}

/** By its name below `tf.`; in all versions of the API. */
const tensorflowFunction =
  /^(?:compat\.v\d\.)?(?:io\.(?:read_file|write_file|matching_files|gfile\..+)|read_file|write_file|matching_files|py_function|numpy_function|py_func|load_library|load_op_library|saved_model\..+|data\..+|train\..+|summary\..+)$/;

/**
 * An object is found once in the model's own configuration and, in a SavedModel, once in that of each layer around
 * it: the longest way to it tells most.
 */
function withoutCopies(told: readonly Told[]): readonly Told[] {
  const key = ({ object, what }: Told, from: number): string =>
    JSON.stringify([what, object.names.slice(from)]);
  const shorter = new Set(
    told.flatMap((each) => each.object.names.slice(1).map((_, index) => key(each, index + 1))),
  );
  const seen = new Set<string>();
  return told.filter((each) => {
    const whole = key(each, 0);
    if (seen.has(whole) || shorter.has(whole)) return false;
    seen.add(whole);
    return true;
  });
}

/** "inner/time_distributed/double (/etc/vocab.txt)" */
function nameOf({ object: { names, class: className }, what }: Told): string {
  const name = names.length === 0 ? className : names.join('/');
  return what === '' ? name : `${name} (${shownName(what)})`;
}

/** The innermost layer that an object is in; the file where it is in none. */
function locator(
  layers: Scanned['layers'],
  file: string,
): (object: ConfiguredObject) => Pick<Finding, 'location' | 'kind'> {
  const paths = new Set(layers.map(({ path }) => path));
  const byName = new Map(layers.map(({ name, path }) => [name, path]));
  return ({ names }) => {
    for (let length = names.length; length > 0; length--) {
      const path = names.slice(0, length).join('/');
      const found = paths.has(path) ? path : byName.get(names[length - 1] ?? '');
      if (found !== undefined && found !== '') return { location: found, kind: 'layer' };
    }
    return { location: file, kind: 'file' };
  };
}

/** Of Keras's own files alone: a SavedModel runs without the classes. */
function customObjects(
  format: FormatId,
  layers: Scanned['layers'],
  named: ReadonlySet<string>,
  file: string,
): Finding[] {
  if (format !== 'keras-archive' && format !== 'keras-hdf5') return [];
  const theirs = layers.filter(({ custom }) => custom === true);
  const classes = new Set([...named, ...theirs.flatMap(({ class: name }) => name ?? [])]);
  if (classes.size === 0) return [];
  const [first] = theirs;
  return [
    {
      severity: 'info',
      code: 'custom-object',
      message: `The model has classes that are not Keras's own: ${shownNames([...classes].sort())}. Keras loads it where they are registered (keras.saving.register_keras_serializable) or given as custom_objects.`,
      location: first?.path ?? file,
      kind: first ? 'layer' : 'file',
      topic: 'load',
    },
  ];
}
