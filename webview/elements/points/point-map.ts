import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Rgb } from '../../contrast.ts';
import { count } from '../../format.ts';
import { panned, zoomedAt, zoomStep, type Camera, type ZoomRange } from '../graph/camera.ts';
import type { Point, Rect, Size } from '../graph/geometry.ts';
import { Pointers } from '../graph/pointers.ts';
import { paneStyles, wheelFactor, zoomControls } from '../graph/zoom-controls.ts';
import { OwnSize } from '../own-size.ts';
import { base } from '../shared-styles.ts';
import { hex, themeColours } from '../theme-colours.ts';
import { ThemeWatch } from '../theme-watch.ts';
import { GridIndex, spread } from './grid-index.ts';
import { thinned } from './lasso.ts';
import { paint, type Painting } from './painter.ts';
import { palette, pointColours, type ColourBy } from './point-colours.ts';
import { pointMapStyles } from './point-map-styles.ts';

export interface PointMapEvents {
  /** A point was clicked. */
  'point-choose': CustomEvent<{ point: number }>;
  /** A lasso was closed; its edge in the points' own coordinates: x, y, x, y, … */
  'point-lasso': CustomEvent<{ edge: readonly number[] }>;
  /** One looks from elsewhere now. */
  'point-camera': CustomEvent<{ camera: Camera }>;
}

/** Points, each with a place, a norm and a cluster. */
export interface MapPoints {
  /** x and y of each point; y grows downwards. */
  readonly places: Float32Array;
  readonly norms: Float32Array;
  readonly clusters: Uint8Array;
}

/** What is said of a point under the pointer. */
export interface PointWords {
  readonly title: string;
  readonly text: string;
}

/** Room around the points where all of them are seen. CSS pixels. */
const margin = 32;
/** How far from the pointer a point is still meant. CSS pixels. */
const grasp = 10;
/** How much farther and nearer one can go than where all points are seen. */
const [farther, nearer] = [0.25, 500];
/** A lasso's edge has a corner every so many CSS pixels. */
const stride = 3;
/** Milliseconds after which somebody looks from where they look now. */
const rest = 250;
/** By how much the arrows move the map. CSS pixels. */
const arrowStep = 40;

const arrows: Readonly<Record<string, readonly [dx: number, dy: number] | undefined>> = {
  ArrowLeft: [arrowStep, 0],
  ArrowRight: [-arrowStep, 0],
  ArrowUp: [0, arrowStep],
  ArrowDown: [0, -arrowStep],
};

/** What is painted again when it changes. */
const painted = [
  ...(['points', 'place', 'kept', 'colourBy', 'chosen', 'marked', 'selected', 'edge'] as const),
];

/** Radius of a point in CSS pixels: of many, each has less room. */
function radiusOf(points: number): number {
  return points <= 2_000 ? 3 : points <= 10_000 ? 2.2 : 1.5;
}

function opacityOf(points: number): number {
  return points <= 2_000 ? 0.8 : points <= 10_000 ? 0.65 : 0.5;
}

/**
 * Many points on a plane. They are painted as pixels, 100,000 within a frame, and what stands out of them is drawn on
 * a second canvas above. It is a picture: whatever it shows is listed beside it, where the keyboard finds it.
 */
export class PointMap extends LitElement {
  static override properties = {
    label: { attribute: false },
    points: { attribute: false },
    place: { attribute: false },
    kept: { attribute: false },
    colourBy: { attribute: false },
    chosen: { attribute: false },
    marked: { attribute: false },
    selected: { attribute: false },
    edge: { attribute: false },
    words: { attribute: false },
    hovered: { state: true },
  };
  static override styles = [base, paneStyles, pointMapStyles];

  declare label: string;
  declare points: MapPoints;
  /** What is looked at, by a name: with another one it is looked at anew. */
  declare place: string;
  /** From where it was looked at before; null: never. */
  declare kept: Camera | null;
  declare colourBy: ColourBy;
  /** The chosen point, −1 for none, and those that belong to it. */
  declare chosen: number;
  declare marked: readonly number[];
  /** Points that stand out, 1 for each; null: all are alike. */
  declare selected: Uint8Array | null;
  /** Edge of the lasso that selected them. */
  declare edge: readonly number[] | null;
  declare words: (point: number) => PointWords;
  /** The point under the pointer, −1 for none. */
  declare private hovered: number;

  #index: GridIndex | null = null;
  #colours: Uint8Array = new Uint8Array();
  #bounds: Rect = { x: 0, y: 0, width: 0, height: 0 };
  #camera: Camera | null = null;
  #pane: Size = { width: 0, height: 0 };
  #touched = false;
  #image: ImageData | null = null;
  #colour: ((token: string) => Rgb) | null = null;
  #frame = 0;
  #resting: ReturnType<typeof setTimeout> | undefined;
  /** Where the lasso that is being drawn has been, in the pane. CSS pixels. */
  #lasso: number[] | null = null;
  readonly #pointers = new Pointers({
    onPan: (dx, dy) => {
      if (this.#camera !== null) this.#look(panned(this.#camera, dx, dy));
    },
    onZoom: (point, factor) => {
      this.#zoom(factor, point);
    },
    onClick: (point) => {
      const hit = this.#pointAt(point);
      if (hit >= 0) this.#tell('point-choose', { point: hit });
    },
  });

  constructor() {
    super();
    this.label = '';
    this.points = {
      places: new Float32Array(),
      norms: new Float32Array(),
      clusters: new Uint8Array(),
    };
    this.place = '';
    this.kept = null;
    this.colourBy = 'cluster';
    this.chosen = -1;
    this.marked = [];
    this.selected = null;
    this.edge = null;
    this.words = () => ({ title: '', text: '' });
    this.hovered = -1;
    new OwnSize(this, () => {
      this.#onResize();
    });
    new ThemeWatch(this, () => {
      this.#colour = null;
      this.#paintSoon();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#tellCamera();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('.pane')?.focus({ preventScroll: true });
  }

  /** Shows all points. */
  fit(): void {
    this.#touched = false;
    this.#look(this.#fitted(), false);
  }

  /** What is seen now as PNG, twice as large as on the page. */
  async file(): Promise<Blob | null> {
    const [camera, { width, height }] = [this.#camera, this.#pane];
    if (camera === null || width === 0) return null;
    const canvas = document.createElement('canvas');
    const scale = 2;
    [canvas.width, canvas.height] = [width * scale, height * scale];
    const context = canvas.getContext('2d');
    if (context === null) return null;
    const image = context.createImageData(canvas.width, canvas.height);
    this.#paintPoints(image, camera, scale);
    context.putImageData(image, 0, 0);
    context.scale(scale, scale);
    this.#drawMarks(context, camera);
    return new Promise((resolve) => {
      canvas.toBlob(resolve, 'image/png');
    });
  }

  get #count(): number {
    return this.points.places.length / 2;
  }

  #canvas(which: 'points' | 'marks'): HTMLCanvasElement | null {
    return this.renderRoot.querySelector<HTMLCanvasElement>(`canvas.${which}`);
  }

  #tell<Name extends keyof PointMapEvents>(
    name: Name,
    detail: PointMapEvents[Name]['detail'],
  ): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #onResize(): void {
    const { clientWidth: width, clientHeight: height } = this;
    if (width === 0 || (width === this.#pane.width && height === this.#pane.height)) return;
    const first = this.#pane.width === 0;
    this.#pane = { width, height };
    if (first || !this.#touched) this.#camera = first ? null : this.#fitted();
    this.requestUpdate();
    this.#paintSoon();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('place') || changed.has('points')) {
      if (changed.has('points')) {
        const { left, top, width, height } = spread(this.points.places);
        this.#bounds = { x: left, y: top, width, height };
        this.#index = new GridIndex(this.points.places);
        this.hovered = -1;
      }
      if (changed.has('place')) this.#camera = null;
    }
    if (changed.has('points') || changed.has('colourBy')) {
      this.#colours = pointColours(this.colourBy, this.points, this.#count);
    }
    if (this.#camera === null && this.#pane.width > 0) {
      this.#touched = this.kept !== null;
      this.#camera = this.kept ?? this.#fitted();
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#placeTip();
    if (painted.some((property) => changed.has(property))) this.#paintSoon();
  }

  #fitted(): Camera {
    const { x, y, width, height } = this.#bounds;
    const [wide, high] = [this.#pane.width - 2 * margin, this.#pane.height - 2 * margin];
    // Points that all lie in one place are seen from anywhere.
    const zoom = Math.min(
      width > 0 ? Math.max(1, wide) / width : Infinity,
      height > 0 ? Math.max(1, high) / height : Infinity,
    );
    return { x: x + width / 2, y: y + height / 2, zoom: Number.isFinite(zoom) ? zoom : 1 };
  }

  get #range(): ZoomRange {
    const { zoom } = this.#fitted();
    return [zoom * farther, zoom * nearer];
  }

  /** Looks from somewhere, never so far aside that no point can be in sight. */
  #look({ x, y, zoom }: Camera, touched = true): void {
    const bounds = this.#bounds;
    this.#touched = touched;
    this.#camera = {
      x: Math.min(bounds.x + bounds.width, Math.max(bounds.x, x)),
      y: Math.min(bounds.y + bounds.height, Math.max(bounds.y, y)),
      zoom,
    };
    this.#hover(-1);
    this.#paintSoon();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.#tellCamera();
    }, rest);
  }

  #tellCamera(): void {
    clearTimeout(this.#resting);
    if (this.#camera !== null && this.#touched)
      this.#tell('point-camera', { camera: this.#camera });
  }

  #zoom(
    factor: number,
    point: Point = { x: this.#pane.width / 2, y: this.#pane.height / 2 },
  ): void {
    if (this.#camera === null) return;
    this.#look(zoomedAt(this.#camera, this.#pane, point, factor, this.#range));
  }

  /** A place in the pane as one among the points. */
  #amongPoints({ x, y }: Point, camera: Camera): Point {
    return {
      x: camera.x + (x - this.#pane.width / 2) / camera.zoom,
      y: camera.y + (y - this.#pane.height / 2) / camera.zoom,
    };
  }

  #inPane(point: number, camera: Camera): Point {
    const [x = NaN, y = NaN] = [this.points.places[2 * point], this.points.places[2 * point + 1]];
    return {
      x: (x - camera.x) * camera.zoom + this.#pane.width / 2,
      y: (y - camera.y) * camera.zoom + this.#pane.height / 2,
    };
  }

  /** The point at a place of the pane, −1 for none. */
  #pointAt(at: Point): number {
    if (this.#camera === null || this.#index === null) return -1;
    const { x, y } = this.#amongPoints(at, this.#camera);
    return this.#index.nearest(x, y, grasp / this.#camera.zoom);
  }

  #paintSoon(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const [camera, points, marks] = [this.#camera, this.#canvas('points'), this.#canvas('marks')];
    const { width, height } = this.#pane;
    if (camera === null || points === null || marks === null || width === 0 || height === 0) return;
    const scale = devicePixelRatio;
    const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
    for (const canvas of [points, marks]) {
      if (canvas.width !== wide) canvas.width = wide;
      if (canvas.height !== high) canvas.height = high;
    }
    const context = points.getContext('2d');
    const above = marks.getContext('2d');
    if (context === null || above === null) return;
    if (this.#image?.width !== wide || this.#image.height !== high) {
      this.#image = context.createImageData(wide, high);
    }
    this.#paintPoints(this.#image, camera, scale);
    context.putImageData(this.#image, 0, 0);
    above.setTransform(scale, 0, 0, scale, 0, 0);
    above.clearRect(0, 0, width, height);
    this.#drawMarks(above, camera);
    const figure = this.renderRoot.querySelector('.zoom');
    const part = Math.round((camera.zoom / this.#fitted().zoom) * 100);
    if (figure !== null) figure.textContent = `${count(part)} %`;
  }

  #paintPoints(image: ImageData, camera: Camera, scale: number): void {
    this.#colour ??= themeColours(this);
    const painting: Painting = {
      places: this.points.places,
      colours: this.#colours,
      palette: palette(this.colourBy, this.#colour),
      ground: this.#colour('--background'),
      chosen: this.selected,
      radius: radiusOf(this.#count) * scale,
      opacity: opacityOf(this.#count),
    };
    const zoom = camera.zoom * scale;
    const left = camera.x - image.width / 2 / zoom;
    const top = camera.y - image.height / 2 / zoom;
    paint(image, painting, { left, top, zoom });
  }

  /** The chosen point, those that belong to it, and the lasso. */
  #drawMarks(context: CanvasRenderingContext2D, camera: Camera): void {
    this.#colour ??= themeColours(this);
    const colour = this.#colour;
    const colours = palette(this.colourBy, colour);
    const radius = radiusOf(this.#count) + 1;
    const circle = ({ x, y }: Point, size: number): void => {
      context.beginPath();
      context.arc(x, y, size, 0, 2 * Math.PI);
    };
    const own = (point: number): string =>
      hex(colours[this.#colours[point] ?? 0] ?? colour('--blue'));
    context.lineWidth = 1.5;
    for (const point of this.marked) {
      circle(this.#inPane(point, camera), radius);
      context.fillStyle = own(point);
      context.fill();
      context.strokeStyle = hex(colour('--text'));
      context.stroke();
    }
    if (this.hovered >= 0) {
      circle(this.#inPane(this.hovered, camera), radius + 1);
      context.strokeStyle = hex(colour('--text'));
      context.stroke();
    }
    if (this.chosen >= 0) {
      const at = this.#inPane(this.chosen, camera);
      circle(at, radius + 4.5);
      context.fillStyle = hex(colour('--background'));
      context.fill();
      context.strokeStyle = hex(colour('--accent'));
      context.lineWidth = 2;
      context.stroke();
      circle(at, radius + 1);
      context.fillStyle = own(this.chosen);
      context.fill();
    }
    this.#drawLasso(context, camera, hex(colour('--accent')));
  }

  #drawLasso(context: CanvasRenderingContext2D, camera: Camera, colour: string): void {
    const edge =
      this.#lasso ??
      this.edge?.map((value, at) =>
        at % 2 === 0
          ? (value - camera.x) * camera.zoom + this.#pane.width / 2
          : (value - camera.y) * camera.zoom + this.#pane.height / 2,
      );
    if (edge === undefined || edge.length < 4) return;
    context.beginPath();
    for (let at = 0; at < edge.length; at += 2) context.lineTo(edge[at] ?? 0, edge[at + 1] ?? 0);
    context.closePath();
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.setLineDash([4, 3]);
    context.stroke();
    context.setLineDash([]);
  }

  #at(event: PointerEvent | WheelEvent): Point {
    const { left, top } = this.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    this.#zoom(wheelFactor(event), this.#at(event));
  }

  #onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#hover(-1);
    if (event.shiftKey) this.#drawing(event);
    else this.#pointers.down(event, true);
  }

  /** Draws a lasso until the button is let go of. */
  #drawing(event: PointerEvent): void {
    const pane = event.currentTarget as HTMLElement;
    const start = this.#at(event);
    const lasso = [start.x, start.y];
    this.#lasso = lasso;
    pane.setPointerCapture(event.pointerId);
    const onMove = (move: PointerEvent): void => {
      const { x, y } = this.#at(move);
      const [lastX = 0, lastY = 0] = lasso.slice(-2);
      if (Math.hypot(x - lastX, y - lastY) < stride) return;
      lasso.push(x, y);
      this.#paintSoon();
    };
    const onEnd = (end: PointerEvent): void => {
      pane.removeEventListener('pointermove', onMove);
      pane.removeEventListener('pointerup', onEnd);
      pane.removeEventListener('pointercancel', onEnd);
      this.#lasso = null;
      this.#paintSoon();
      const camera = this.#camera;
      if (end.type !== 'pointerup' || camera === null || lasso.length < 6) return;
      const edge: number[] = [];
      for (let at = 0; at < lasso.length; at += 2) {
        const { x, y } = this.#amongPoints({ x: lasso[at] ?? 0, y: lasso[at + 1] ?? 0 }, camera);
        edge.push(x, y);
      }
      this.#tell('point-lasso', { edge: thinned(edge) });
    };
    pane.addEventListener('pointermove', onMove);
    pane.addEventListener('pointerup', onEnd);
    pane.addEventListener('pointercancel', onEnd);
  }

  #hover(point: number): void {
    if (point === this.hovered) return;
    this.hovered = point;
    this.renderRoot.querySelector('.pane')?.classList.toggle('hit', point >= 0);
    this.#paintSoon();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const arrow = arrows[event.key];
    if (arrow !== undefined && this.#camera !== null) this.#look(panned(this.#camera, ...arrow));
    else if (event.key === '+' || event.key === '=') this.#zoom(zoomStep);
    else if (event.key === '-') this.#zoom(1 / zoomStep);
    else if (event.key === '0') this.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Beside the point, and inside the pane. */
  #placeTip(): void {
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip');
    if (tip === null || this.hovered < 0 || this.#camera === null) return;
    const { x, y } = this.#inPane(this.hovered, this.#camera);
    const { offsetWidth: wide, offsetHeight: high } = tip;
    const left = Math.max(4, Math.min(x - wide / 2, this.#pane.width - wide - 4));
    const above = y - high - 14;
    tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(above < 4 ? y + 14 : above)}px)`;
  }

  protected override render(): TemplateResult {
    return html`<div
        class="pane"
        role="img"
        tabindex="0"
        aria-label=${this.label}
        @wheel=${this.#onWheel}
        @keydown=${this.#onKey}
        @pointerdown=${this.#onDown}
        @pointermove=${(event: PointerEvent) => {
          if (event.buttons === 0) this.#hover(this.#pointAt(this.#at(event)));
        }}
        @pointerleave=${() => {
          this.#hover(-1);
        }}
      >
        <canvas class="points"></canvas>
        <canvas class="marks"></canvas>
        ${this.hovered < 0 ? nothing : this.#tip(this.words(this.hovered))}
      </div>
      <div class="controls">
        ${zoomControls(
          'Show All',
          (factor) => {
            this.#zoom(factor);
          },
          () => {
            this.fit();
          },
        )}
      </div>`;
  }

  #tip({ title, text }: PointWords): TemplateResult {
    return html`<div class="tip">
      <span class="title cut">${title}</span><span class="mono cut">${text}</span>
    </div>`;
  }
}

customElements.define('sm-point-map', PointMap);

declare global {
  interface HTMLElementTagNameMap {
    'sm-point-map': PointMap;
  }
}
