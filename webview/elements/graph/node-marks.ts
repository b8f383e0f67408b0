import type { PictureNode } from '../../../src/protocol/graph.ts';
import { count } from '../../format.ts';
import { kindOf, type CategoryColour } from '../kinds.ts';
import { cutText, type Measure } from './cut-text.ts';
import type { Mark, StyleName } from './drawing-styles.ts';
import { classLine, typeLine, weightLines } from './node-words.ts';

/** How much of a node can be made out: everything, its name, or that it is there. */
export type Detail = 'full' | 'names' | 'blocks';

/** By how far away one is; text of 13 px is 8 px high at the first of them. */
export function detailAt(zoom: number): Detail {
  return zoom >= 0.6 ? 'full' : zoom >= 0.28 ? 'names' : 'blocks';
}

/** Width of a text in one of the styles. */
export type Measures = (style: StyleName) => Measure;

/** Room between a card's edge and its text, and what a twisty takes. */
const [padding, twistyRoom] = [12, 18];
/** Where the twisty of a closed and of an open group is. Pixels from the node's left or right, and its top. */
const twistySize = 7;

export function colourOf({ kind, class: className }: PictureNode): CategoryColour {
  return kind === 'layer' || kind === 'group' ? kindOf(className) : 'grey';
}

function leftEdge({ x, y, height }: PictureNode): string {
  const right = x + 3;
  return `M${right} ${y}L${x + 4} ${y}A4 4 0 0 0 ${x} ${y + 4}V${y + height - 4}A4 4 0 0 0 ${x + 4} ${y + height}H${right}Z`;
}

function chevron(x: number, y: number, open: boolean): Mark {
  const half = twistySize / 2;
  const d = open
    ? `M${x - half} ${y - half / 2}L${x} ${y + half / 2}L${x + half} ${y - half / 2}`
    : `M${x - half / 2} ${y - half}L${x + half / 2} ${y}L${x - half / 2} ${y + half}`;
  return { kind: 'path', style: 'twisty', d };
}

/** A text that is cut where it has no room. */
function textMark(
  style: StyleName,
  text: string,
  place: { readonly x: number; readonly y: number; readonly room: number },
  measures: Measures,
  anchor: 'start' | 'middle' | 'end' = 'start',
): readonly Mark[] {
  if (text === '' || place.room < 8) return [];
  const set = cutText(text, place.room, measures(style));
  return [{ kind: 'text', style, x: place.x, y: place.y, anchor, ...set }];
}

function endMarks(node: PictureNode, detail: Detail, measures: Measures): readonly Mark[] {
  const { x, y, width, height } = node;
  const middle = x + width / 2;
  const outline: Mark = { kind: 'rect', style: 'end', x, y, width, height, radius: height / 2 };
  const room = width - 24;
  if (detail === 'names') {
    const place = { x: middle, y: y + height / 2 + 7, room };
    return [outline, ...textMark('name-far', node.name, place, measures, 'middle')];
  }
  const type = typeLine(node);
  const top = type === '' ? y + height / 2 + 5 : y + height / 2 - 3;
  return [
    outline,
    ...textMark('name', node.name, { x: middle, y: top, room }, measures, 'middle'),
    ...textMark('type', type, { x: middle, y: y + height / 2 + 12, room }, measures, 'middle'),
  ];
}

/** The two lines of a card or of an open group's head. */
function headMarks(
  node: PictureNode,
  from: number,
  to: number,
  measures: Measures,
): readonly Mark[] {
  const line = classLine(node);
  const figure = node.parameters === 0 ? '' : count(node.parameters);
  const closable = node.expanded === false ? twistyRoom : 0;
  const lower = line === '' && figure === '' ? 4 : 0;
  const figureRoom = figure === '' ? 0 : measures('figure')(figure) + 10;
  // Where the second line of an open group's head would hold a figure alone, that stands in the first.
  const beside = node.expanded === true && line === '';
  return [
    ...textMark(
      'name',
      node.name,
      { x: from, y: node.y + 21 + lower, room: to - from - (beside ? figureRoom : closable) },
      measures,
    ),
    ...textMark(
      node.inferred ? 'class-inferred' : 'class',
      line,
      { x: from, y: node.y + 39, room: to - from - figureRoom },
      measures,
    ),
    ...textMark(
      'figure',
      figure,
      { x: to, y: node.y + (beside ? 21 : 39), room: to - from },
      measures,
      'end',
    ),
  ];
}

function cardMarks(node: PictureNode, detail: Detail, measures: Measures): readonly Mark[] {
  const { x, y, width, height } = node;
  const card: readonly Mark[] = [
    { kind: 'rect', style: 'card', x, y, width, height, radius: 4 },
    { kind: 'path', style: `edge-${colourOf(node)}`, d: leftEdge(node) },
  ];
  const [from, to] = [x + padding, x + width - padding];
  if (detail === 'names') {
    const place = { x: from, y: y + height / 2 + 7, room: to - from };
    return [...card, ...textMark('name-far', node.name, place, measures)];
  }
  return [
    ...card,
    ...headMarks(node, from, to, measures),
    ...(node.expanded === false ? [chevron(to - 3, y + 17, false)] : []),
  ];
}

/** The head of an open group; what it stands in is drawn beneath the lines. */
function frameHeadMarks(node: PictureNode, detail: Detail, measures: Measures): readonly Mark[] {
  const { x, y, width } = node;
  const [from, to] = [x + padding + twistyRoom, x + width - padding];
  if (detail !== 'full') {
    const place = { x: from - twistyRoom, y: y + 26, room: to - from + twistyRoom };
    return textMark('name-far', node.name, place, measures);
  }
  return [chevron(x + padding + 4, y + 17, true), ...headMarks(node, from, to, measures)];
}

/** What an open group stands in. */
export function frameMark(node: PictureNode): Mark {
  const { x, y, width, height } = node;
  return { kind: 'rect', style: `frame-${colourOf(node)}`, x, y, width, height, radius: 4 };
}

function opMarks(node: PictureNode, detail: Detail, measures: Measures): readonly Mark[] {
  const { x, y, width, height } = node;
  const box: Mark = { kind: 'rect', style: 'op', x, y, width, height, radius: 3 };
  const name = node.class ?? node.name;
  const room = width - 12;
  const middle = x + width / 2;
  if (detail === 'names') {
    const place = { x: middle, y: y + height / 2 + 7, room };
    return [box, ...textMark('name-far', name, place, measures, 'middle')];
  }
  return [
    box,
    ...textMark('op-name', name, { x: middle, y: y + 18, room }, measures, 'middle'),
    ...weightLines(node).flatMap((line, at) =>
      textMark('type', line, { x: middle, y: y + 36 + at * 16, room }, measures, 'middle'),
    ),
  ];
}

/** A node as it is drawn where it lies; of an open group its head. */
export function nodeMarks(node: PictureNode, detail: Detail, measures: Measures): readonly Mark[] {
  if (node.expanded === true) return frameHeadMarks(node, detail, measures);
  if (detail === 'blocks') {
    const { x, y, width, height } = node;
    const style: StyleName = node.kind === 'layer' ? `block-${colourOf(node)}` : 'block-grey';
    return [{ kind: 'rect', style, x, y, width, height, radius: 4 }];
  }
  switch (node.kind) {
    case 'input':
    case 'output':
      return endMarks(node, detail, measures);
    case 'layer':
    case 'group':
      return cardMarks(node, detail, measures);
    case 'op':
      return opMarks(node, detail, measures);
  }
}

/** Where a click opens or closes a group instead of choosing it: its twisty, and what is near it. */
export function onTwisty(node: PictureNode, x: number, y: number): boolean {
  if (node.expanded === null || y > node.y + 32) return false;
  return node.expanded
    ? x < node.x + padding + twistyRoom
    : x > node.x + node.width - padding - twistyRoom;
}
