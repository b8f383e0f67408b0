import { dtypes } from '../../core/dtypes.ts';

/** `DataType` calls four of them by other words than TensorFlow's Python does. */
const dataTypeWords: Readonly<Record<string, string>> = {
  float32: 'FLOAT',
  float64: 'DOUBLE',
  float16: 'HALF',
};

/**
 * Enumerators as the text form writes them, by name. proto/ has enums as numbers; these are the ones of the fields
 * that are read (types.proto, saver.proto, variable.proto, struct.proto), and no two of them share a name.
 */
export const enumNumbers: ReadonlyMap<string, number> = new Map([
  ...dtypes.flatMap(({ name, number }): [string, number][] => {
    const word = `DT_${dataTypeWords[name] ?? name.toUpperCase()}`;
    return [
      [word, number],
      [`${word}_REF`, number + 100],
    ];
  }),
  ['LEGACY', 0],
  ['V1', 1],
  ['V2', 2],
]);
