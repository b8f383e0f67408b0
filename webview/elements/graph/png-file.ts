import { canvasFont, drawingStyles, type DrawingStyle, type Mark } from './drawing-styles.ts';
import type { PictureIndex } from './picture-index.ts';
import { margin, wholeDrawing, type Look } from './svg-file.ts';

/** How many pixels a side and all of a canvas may have in every browser. */
const [longestSide, mostPixels] = [16_384, 2 ** 27];

/** The whole picture as PNG, twice as large as on the page where that is possible. */
export async function pngFile(index: PictureIndex, look: Look): Promise<Blob> {
  const wide = index.picture.width + 2 * margin;
  const high = index.picture.height + 2 * margin;
  const scale = Math.min(
    2,
    longestSide / Math.max(wide, high),
    Math.sqrt(mostPixels / (wide * high)),
  );
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(wide * scale);
  canvas.height = Math.ceil(high * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser draws no pictures.');
  context.fillStyle = look.colour('--background');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  context.translate(margin, margin);
  for (const mark of wholeDrawing(index, look.measures)) paint(context, mark, look);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The picture is too large for a PNG.'));
      else resolve(blob);
    }, 'image/png');
  });
}

function paint(context: CanvasRenderingContext2D, mark: Mark, look: Look): void {
  const style: DrawingStyle = drawingStyles[mark.style];
  const { fill, stroke, width = 1 } = style;
  if (fill !== undefined) context.fillStyle = look.colour(fill);
  if (mark.kind === 'text') {
    context.font = canvasFont(style, look.families);
    context.textAlign = mark.anchor === 'middle' ? 'center' : mark.anchor;
    context.fillText(mark.text, mark.x, mark.y, mark.squeezed);
    return;
  }
  const outline = new Path2D(mark.kind === 'path' ? mark.d : '');
  if (mark.kind === 'rect') {
    outline.roundRect(mark.x, mark.y, mark.width, mark.height, mark.radius);
  }
  if (fill !== undefined) context.fill(outline);
  if (stroke === undefined) return;
  context.strokeStyle = look.colour(stroke);
  context.lineWidth = width;
  context.stroke(outline);
}
