import { isRecord, parseJson } from '../../core/json.ts';

/** What Keras 2 writes of one object as JSON, in keras_metadata.pb or in the object graph itself. */
export interface KerasMetadata {
  /** The class without its package: `Scale` of `mine>Scale`. */
  readonly className: string | null;
  /** Whether a package is named, which Keras's own classes have not. */
  readonly registered: boolean;
  readonly name: string | null;
  readonly trainable: boolean | null;
  readonly config: Readonly<Record<string, unknown>> | null;
  /** Version of Keras that wrote it; a model's root has it. */
  readonly kerasVersion: string | null;
  /** All that it says. */
  readonly value: Readonly<Record<string, unknown>>;
}

/** Null for text that is no JSON object: metadata is a convenience, and a layer is shown without it. */
export function parseKerasMetadata(json: string): KerasMetadata | null {
  let value: unknown;
  try {
    value = parseJson(json);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const config = isRecord(value['config']) ? value['config'] : null;
  const fullName = typeof value['class_name'] === 'string' ? value['class_name'] : '';
  const className = fullName.slice(fullName.lastIndexOf('>') + 1);
  const name = value['name'] ?? config?.['name'];
  return {
    className: className === '' ? null : className,
    registered: fullName.includes('>'),
    name: typeof name === 'string' ? name : null,
    trainable: typeof value['trainable'] === 'boolean' ? value['trainable'] : null,
    config,
    kerasVersion: typeof value['keras_version'] === 'string' ? value['keras_version'] : null,
    value,
  };
}
