import { count, statedShape } from '../../protocol/figures.ts';
import type { Shape } from '../../protocol/model.ts';
import type { GraphNode } from '../graph.ts';

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Width of a character of the user interface's font at 13 pixels, semibold, and at 12, and of the editor's at 12: a
 * little more than most fonts take, so that names are seldom cut.
 */
const [wide, small, mono] = [8.2, 7.2, 7.3];

const clamp = (width: number, least: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, width)));

/** How large a node is drawn while it is closed. The page measures no text before it has the picture. */
export function sizeOf(node: GraphNode, parameters: number): Size {
  const { name, note } = node;
  const what = [node.class ?? '', note].filter((each) => each !== '').join(' · ');
  switch (node.kind) {
    case 'input':
    case 'output': {
      const [spec] = node.outputs;
      const type = `${spec?.dtype ?? ''} ${spec ? shapeText(spec.shape) : ''}`;
      return {
        width: clamp(Math.max(name.length * wide, type.length * mono) + 40, 112, 280),
        height: 40,
      };
    }
    case 'layer':
    case 'group': {
      const figure = parameters === 0 ? '' : count(parameters);
      const second = what.length * small + (figure === '' ? 0 : figure.length * mono + 16);
      return { width: clamp(Math.max(name.length * wide, second) + 44, 140, 280), height: 52 };
    }
    case 'op': {
      const weights = node.weights.map(
        (weight) => weight.name.length * small + shapeText(weight.shape).length * mono + 8,
      );
      return {
        width: clamp(Math.max((node.class ?? name).length * small, ...weights) + 28, 72, 220),
        height: 28 + 16 * Math.min(mostWeights, node.weights.length),
      };
    }
  }
}

/** Weights that are listed in an op. */
const mostWeights = 4;

function shapeText(shape: Shape): string {
  return shape === null ? '' : statedShape(shape);
}
