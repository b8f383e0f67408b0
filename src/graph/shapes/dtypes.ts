import type { DtypeName } from '../../protocol/model.ts';
import type { Member } from '../config/configured-model.ts';
import { computeDtype } from '../config/references.ts';
import type { TensorSpec } from '../graph.ts';

/** What moves values without computing with them: whole numbers and strings stay what they are. */
const moving = new Set(
  `Concatenate Cropping1D Cropping2D Cropping3D Flatten Identity Permute RepeatVector Reshape UpSampling1D UpSampling2D
  UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D`.split(/\s+/),
);

const comparing = /^(?:Equal|NotEqual|Greater|GreaterEqual|Less|LessEqual|Logical\w+)$/;

/** The dtype of what a layer gives; null where it is not said. */
export function outputDtype(
  { class: className, module, config }: Pick<Member, 'class' | 'module' | 'config'>,
  inputs: readonly TensorSpec[],
  keywords: Readonly<Record<string, unknown>>,
): DtypeName | null {
  const given = inputs[0]?.dtype ?? null;
  const own = computeDtype(config);
  const mode = config['output_mode'];
  switch (className) {
    case 'StringLookup':
    case 'IntegerLookup':
      if (config['invert'] === true) return className === 'StringLookup' ? 'string' : 'int64';
      return mode === 'int' ? 'int64' : 'float32';
    case 'TextVectorization':
      return mode === 'int' ? 'int64' : 'float32';
    case 'Discretization':
    case 'Hashing':
    case 'HashedCrossing':
      return mode === 'int' || mode === undefined ? 'int64' : (own ?? 'float32');
    case 'TFOpLambda': {
      const { dtype } = keywords;
      return config['function'] === 'cast' && typeof dtype === 'string' ? dtype : given;
    }
    default:
  }
  if (module.includes('.ops.')) return comparing.test(className) ? 'bool' : (own ?? given);
  if (given !== null && moving.has(className) && !isFloat(given)) return given;
  return own ?? (given !== null && isFloat(given) ? given : null);
}

function isFloat(dtype: DtypeName): boolean {
  return /^(?:b?float|half|double)/.test(dtype);
}
