import { dtypeFromNumber } from '../../core/dtypes.ts';
import type { Structured } from '../../protocol/model.ts';
import type { StructuredValue } from '../protobuf/generated/tensorflow/struct_pb.ts';
import { shapeFromProto } from '../protobuf/shape.ts';

/**
 * A StructuredValue in the neutral model's words; a dictionary by its keys, as protobuf's maps have no order. It
 * calls itself for what is inside: no deeper than `limits.protobufDepth`, past which nothing was decoded.
 */
export function structured({ kind }: StructuredValue): Structured {
  switch (kind.case) {
    case 'noneValue':
      return { kind: 'none' };
    case 'boolValue':
      return { kind: 'bool', value: kind.value };
    case 'int64Value':
      return { kind: 'int', digits: String(kind.value) };
    case 'float64Value':
      return { kind: 'float', digits: String(kind.value) };
    case 'stringValue':
      return { kind: 'string', value: kind.value };
    case 'tensorShapeValue':
      return { kind: 'shape', shape: shapeFromProto(kind.value) };
    case 'tensorDtypeValue':
      return { kind: 'dtype', dtype: dtypeFromNumber(kind.value).name };
    case 'tensorSpecValue':
      return {
        kind: 'tensor',
        name: kind.value.name || null,
        dtype: dtypeFromNumber(kind.value.dtype).name,
        shape: shapeFromProto(kind.value.shape),
      };
    case 'typeSpecValue': {
      const { typeSpecClassName, typeState } = kind.value;
      return { kind: 'composite', class: typeSpecClassName, state: optional(typeState) };
    }
    case 'listValue':
    case 'tupleValue':
      return {
        kind: kind.case === 'listValue' ? 'list' : 'tuple',
        items: kind.value.values.map(structured),
      };
    case 'dictValue':
      return {
        kind: 'dict',
        entries: Object.entries(kind.value.fields)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, value]) => ({ key, value: structured(value) })),
      };
    case 'namedTupleValue':
      return {
        kind: 'named-tuple',
        class: kind.value.name,
        entries: kind.value.values.map(({ key, value }) => ({ key, value: optional(value) })),
      };
    case undefined:
      return { kind: 'other' };
  }
}

function optional(value: StructuredValue | undefined): Structured {
  return value === undefined ? { kind: 'other' } : structured(value);
}
