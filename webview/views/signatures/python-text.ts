import type { DtypeName, Shape, Structured, StructuredEntry } from '../../../src/protocol/model.ts';

/** A string as Python's `repr` writes it, where it is printable. */
export function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

/** A float as Python's `repr` writes it: it has a point or an exponent of two digits. */
function pythonFloat(digits: string): string {
  const value = Number(digits);
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16)) {
    const sign = power < 0 ? '-' : '+';
    return `${mantissa}e${sign}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const plain = Object.is(value, -0) ? '-0' : plainDigits(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** JavaScript has an exponent from 1e-7 down, Python from 1e-5. */
function plainDigits(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '') : text;
}

/** `(None, 3)`, as `str` of a TensorShape writes it. */
function pythonShape(shape: Shape): string {
  if (shape === null) return '<unknown>';
  const sizes = shape.map((size) => size ?? 'None');
  return sizes.length === 1 ? `(${sizes.join('')},)` : `(${sizes.join(', ')})`;
}

function pythonDtype(dtype: DtypeName): string {
  return `tf.${dtype}`;
}

function pythonEntries(entries: readonly StructuredEntry[]): string {
  return entries.map(({ key, value }) => `${pythonString(key)}: ${pythonText(value)}`).join(', ');
}

/** Name of the type in Python. */
export function pythonType(value: Structured): string {
  switch (value.kind) {
    case 'tensor':
      return 'TensorSpec';
    case 'composite':
    case 'named-tuple':
      return value.class;
    case 'none':
      return 'NoneType';
    case 'string':
      return 'str';
    case 'shape':
      return 'TensorShape';
    case 'dtype':
      return 'DType';
    case 'other':
      return 'unknown';
    case 'list':
    case 'tuple':
    case 'dict':
    case 'bool':
    case 'int':
    case 'float':
      return value.kind;
  }
}

/** As Python's `repr` writes it. */
export function pythonText(value: Structured): string {
  switch (value.kind) {
    case 'tensor': {
      const { name, dtype, shape } = value;
      return `TensorSpec(shape=${pythonShape(shape)}, dtype=${pythonDtype(dtype)}, name=${name === null ? 'None' : pythonString(name)})`;
    }
    case 'composite':
      return `${value.class}${pythonText(value.state)}`;
    case 'list':
      return `[${value.items.map(pythonText).join(', ')}]`;
    case 'tuple': {
      const inside = value.items.map(pythonText).join(', ');
      return `(${inside}${value.items.length === 1 ? ',' : ''})`;
    }
    case 'dict':
      return `{${pythonEntries(value.entries)}}`;
    case 'named-tuple': {
      const inside = value.entries.map((entry) => `${entry.key}=${pythonText(entry.value)}`);
      return `${value.class}(${inside.join(', ')})`;
    }
    case 'none':
      return 'None';
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'int':
      return value.digits;
    case 'float':
      return pythonFloat(value.digits);
    case 'string':
      return pythonString(value.value);
    case 'shape':
      return value.shape === null
        ? 'TensorShape(None)'
        : `TensorShape([${value.shape.map((size) => size ?? 'None').join(', ')}])`;
    case 'dtype':
      return pythonDtype(value.dtype);
    case 'other':
      return '…';
  }
}
