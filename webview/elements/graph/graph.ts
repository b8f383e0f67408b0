import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { GraphPicture, PictureNode } from '../../../src/protocol/graph.ts';
import { iconButton } from '../controls.ts';
import { Typed } from '../list-keys.ts';
import { OwnSize } from '../own-size.ts';
import { base } from '../shared-styles.ts';
import {
  at as lookingAt,
  first,
  fitted,
  kept,
  panned,
  seenBy,
  showing,
  stillZoom,
  zoomedAt,
  zoomStep,
  type Camera,
} from './camera.ts';
import { drawing, elementId, titleOf } from './drawing.ts';
import { drawingSheet } from './drawing-styles.ts';
import { centre, grown, within, type Point, type Rect, type Size } from './geometry.ts';
import { graphStyles } from './graph-styles.ts';
import { lensIn, mapSize } from './map-geometry.ts';
import { minimap } from './minimap.ts';
import { detailAt, onTwisty, type Detail, type Measures } from './node-marks.ts';
import { PictureIndex, type Arrow } from './picture-index.ts';
import { animateOpening, type Looked } from './opening.ts';
import { pageLook } from './page-look.ts';
import { pngFile } from './png-file.ts';
import { Pointers } from './pointers.ts';
import { svgFile } from './svg-file.ts';
import { textMeasures } from './text-measures.ts';
import { trimmed, widened } from './widened.ts';
import { paneStyles, wheelFactor, zoomControls } from './zoom-controls.ts';

export interface GraphEvents {
  /** A node became the current one; null: none is. */
  'graph-select': CustomEvent<{ id: string | null; by: 'key' | 'click' }>;
  /** A group is to be opened or closed. */
  'graph-toggle': CustomEvent<{ id: string }>;
  /** Enter or a double click on what cannot be opened. */
  'graph-open': CustomEvent<{ id: string }>;
  /** One looks from elsewhere now. */
  'graph-camera': CustomEvent<{ camera: Camera }>;
}

/** Milliseconds after which somebody looks from where they look now. */
const rest = 250;
/** What the buttons take of the pane's foot. CSS pixels. */
const cornerRoom = 24;
const arrows: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

/**
 * A picture of a graph. Only what is near the pane is on the page, in one layer that moves as a whole: while one pans
 * nothing is drawn again until what is drawn comes to its end. The pane holds the focus and names the current node
 * (`aria-activedescendant`), because a node that moves out of sight leaves the page and would take the focus with it.
 */
export class Graph extends LitElement {
  static override properties = {
    label: { attribute: false },
    picture: { attribute: false },
    place: { attribute: false },
    kept: { attribute: false },
    down: { attribute: false },
    selected: { attribute: false },
    found: { attribute: false },
    still: { type: Boolean, reflect: true },
  };
  static override styles = [base, drawingSheet, paneStyles, graphStyles];

  declare label: string;
  declare picture: GraphPicture;
  /** What is looked at, by a name: with another one it is looked at anew. */
  declare place: string;
  /** From where it was looked at before; null: never. */
  declare kept: Camera | null;
  /** Whether the data flow down; else to the right. */
  declare down: boolean;
  /** Id of the current node. */
  declare selected: string | null;
  /** Ids of what a search has found; all else is dimmed. null: nobody searches. */
  declare found: ReadonlySet<string> | null;
  /** As large as its picture is in the page's width; it neither moves nor zooms. */
  declare still: boolean;

  #index: PictureIndex | null = null;
  #camera: Camera | null = null;
  #pane: Size = { width: 0, height: 0 };
  /** What is on the page, and how much of each node. */
  #drawn: { readonly part: Rect; readonly detail: Detail } | null = null;
  #measures: Measures | null = null;
  /** Whether somebody has looked elsewhere than at first. */
  #touched = false;
  /** Once a picture did not fit there is a map. */
  #mapped = false;
  #resting: ReturnType<typeof setTimeout> | undefined;
  /** What was drawn before a group was opened or closed, and from where. */
  #before: Looked | null = null;
  readonly #typed = new Typed();
  readonly #pointers = new Pointers({
    onPan: (dx, dy) => {
      if (this.#camera !== null) this.#look(panned(this.#camera, dx, dy), { moving: true });
    },
    onZoom: (point, factor) => {
      this.#zoom(factor, point);
    },
    onClick: (point) => {
      this.#onClick(point);
    },
  });

  constructor() {
    super();
    this.label = '';
    this.place = '';
    this.kept = null;
    this.down = true;
    this.selected = null;
    this.found = null;
    this.still = false;
    new OwnSize(this, () => {
      this.#onResize();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tellCamera();
  }

  override focus(): void {
    this.#find('.pane')?.focus({ preventScroll: true });
  }

  /** Goes to where a node is, and near enough to read it. Nothing moves where it can be read already. */
  showNode(id: string): void {
    const node = this.#index?.byId.get(id);
    if (node === undefined || this.#camera === null) return;
    const seen = seenBy(this.#camera, this.#pane);
    const readable = detailAt(this.#camera.zoom) === 'full';
    if (readable && within(node, seen)) return;
    const part = headOf(node);
    this.#look(readable ? showing(this.#camera, this.#pane, part) : lookingAt(this.#camera, part), {
      gliding: true,
    });
  }

  /** All of the picture as a file, in the colours of the theme; null while there is none. */
  async file(format: 'svg' | 'png'): Promise<Blob | null> {
    if (this.#index === null) return null;
    const look = pageLook(this);
    if (format === 'png') return pngFile(this.#index, look);
    return new Blob([svgFile(this.#index, this.label, look)], { type: 'image/svg+xml' });
  }

  get #measured(): Measures {
    return (this.#measures ??= textMeasures(this));
  }

  #find(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(selector);
  }

  #tell<Name extends keyof GraphEvents>(name: Name, detail: GraphEvents[Name]['detail']): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #onResize(): void {
    const { clientWidth: width, clientHeight: height } = this;
    const before = this.#pane;
    // Out of sight it has no size; when it is seen again it is looked at from where it was.
    if (width === 0 || (width === before.width && height === before.height)) return;
    this.#pane = { width, height };
    this.requestUpdate();
    if (this.still) {
      if (width !== before.width) this.#renew();
      return;
    }
    if (this.#camera === null || before.width === 0) return;
    if (!this.#touched && width !== before.width) {
      this.#camera = null;
      return;
    }
    // A pane that becomes smaller loses what is at its right and below; the chosen node stays in sight.
    const { x, y, zoom } = this.#camera;
    const camera = {
      x: x + (width - before.width) / 2 / zoom,
      y: y + (height - before.height) / 2 / zoom,
      zoom,
    };
    const node = this.#shared(this.#index, this.selected, before);
    this.#camera = node === undefined ? camera : showing(camera, this.#pane, headOf(node));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('place')) {
      this.#camera = null;
      this.#mapped = false;
    }
    if (changed.has('picture') || changed.has('still')) this.#renew();
    const { width, height } = this.#pane;
    if (this.#index === null || width === 0 || (height === 0 && !this.still)) return;
    this.#camera = this.still ? this.#stillCamera() : (this.#camera ?? this.#firstCamera());
    this.#plan(this.#camera);
  }

  /** Another picture of the same graph: what was in the middle of the pane stays where it is. */
  #renew(): void {
    const before = this.#index;
    const whole = this.still ? trimmed(this.picture) : this.picture;
    const picture = this.still && !this.down ? widened(whole, this.#pane.width) : whole;
    this.#index = new PictureIndex(picture, this.down);
    this.#drawn = null;
    if (before === null || this.#camera === null || this.still) return;
    this.#before = { index: before, camera: this.#camera };
    const middle = this.#camera;
    const anchor =
      this.#shared(before, this.selected, this.#pane) ??
      before.picture.nodes
        .filter((node) => this.#index?.byId.has(node.id))
        .map((node) => ({
          node,
          far: Math.hypot(centre(node).x - middle.x, centre(node).y - middle.y),
        }))
        .sort((a, b) => a.far - b.far)[0]?.node;
    const now = anchor && this.#index.byId.get(anchor.id);
    if (anchor === undefined || now === undefined) {
      this.#camera = null;
      return;
    }
    const camera = {
      x: middle.x + now.x - anchor.x,
      y: middle.y + now.y - anchor.y,
      zoom: middle.zoom,
    };
    // What somebody has just opened is shown whole, if it can be.
    const opens = anchor.expanded === false && now.expanded === true;
    const seen = seenBy(camera, this.#pane);
    // What stands in the pane's corners is not to cover it.
    const clear = { ...now, height: now.height + cornerRoom / camera.zoom };
    const fits = clear.width <= seen.width && clear.height <= seen.height;
    this.#camera = opens && fits ? showing(camera, this.#pane, clear) : camera;
  }

  /** A node of a picture that is in sight in a pane, and is in the present picture, too. */
  #shared(before: PictureIndex | null, id: string | null, pane: Size): PictureNode | undefined {
    const node = id === null ? undefined : before?.byId.get(id);
    if (node === undefined || this.#camera === null) return undefined;
    const inSight = within({ ...node, height: 1, width: 1 }, seenBy(this.#camera, pane));
    return inSight && this.#index?.byId.has(node.id) === true ? node : undefined;
  }

  #firstCamera(): Camera {
    const { picture } = this;
    this.#touched = this.kept !== null;
    if (this.kept !== null) return this.kept;
    return first(picture, this.#pane, this.#index?.entrance ?? null, this.down);
  }

  #stillCamera(): Camera {
    const { width, height } = this.#index?.picture ?? this.picture;
    const zoom = stillZoom({ width, height }, this.#pane.width);
    return { x: Math.min(width, this.#pane.width / zoom) / 2, y: height / 2, zoom };
  }

  /** Decides what is on the page: what is seen, and as much around it, so that one can pan a little. */
  #plan(camera: Camera): void {
    const seen = seenBy(camera, this.#pane);
    const detail = detailAt(camera.zoom);
    const size = Math.max(seen.width, seen.height);
    const drawn = this.#drawn;
    const enough =
      drawn?.detail === detail &&
      within(seen, drawn.part) &&
      Math.max(drawn.part.width, drawn.part.height) < size * 5;
    if (!enough) this.#drawn = { part: grown(seen, size / 2), detail };
  }

  protected override updated(): void {
    const { picture } = this.#index ?? this;
    if (this.still) {
      const zoom = stillZoom(picture, this.#pane.width);
      this.style.height = `${Math.ceil(picture.height * zoom)}px`;
    }
    this.#place();
    const before = this.#before;
    this.#before = null;
    if (before === null || this.#index === null || this.#camera === null) return;
    animateOpening(this.renderRoot, before, { index: this.#index, camera: this.#camera });
  }

  /** Looks from somewhere: moves the one layer, and draws again only where something else comes into sight. */
  #look(camera: Camera, how: { readonly moving?: boolean; readonly gliding?: boolean } = {}): void {
    if (this.#index === null) return;
    this.#touched = true;
    this.#camera = kept(camera, this.#index.picture);
    const layer = this.#find('.camera');
    layer?.classList.toggle('gliding', how.gliding === true);
    layer?.classList.toggle('moving', how.moving === true);
    const before = this.#drawn;
    this.#plan(this.#camera);
    this.#place();
    if (this.#drawn !== before || !this.#mapped) this.requestUpdate();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      layer?.classList.remove('moving', 'gliding');
      this.#tellCamera();
    }, rest);
  }

  #tellCamera(): void {
    clearTimeout(this.#resting);
    if (this.#camera !== null && !this.still) this.#tell('graph-camera', { camera: this.#camera });
  }

  /** Puts the layer and the map's lens where the camera says. */
  #place(): void {
    const [camera, layer] = [this.#camera, this.#find('.camera')];
    if (camera === null || layer === null) return;
    const { x, y, width, height } = seenBy(camera, this.#pane);
    const { zoom } = camera;
    layer.style.transform = `translate(${-x * zoom}px, ${-y * zoom}px) scale(${zoom})`;
    const figure = this.#find('.zoom');
    if (figure !== null) figure.textContent = `${Math.round(zoom * 100)} %`;
    const lens = this.#find('.lens');
    if (lens === null) return;
    const { left, top, right, bottom } = lensIn(this.picture, { x, y, width, height });
    lens.style.transform = `translate(${left}px, ${top}px)`;
    lens.style.width = `${Math.max(4, right - left)}px`;
    lens.style.height = `${Math.max(4, bottom - top)}px`;
  }

  #zoom(
    factor: number,
    point: Point = { x: this.#pane.width / 2, y: this.#pane.height / 2 },
  ): void {
    if (this.#camera !== null) this.#look(zoomedAt(this.#camera, this.#pane, point, factor));
  }

  #fit(): void {
    if (this.#index !== null)
      this.#look(fitted(this.#index.picture, this.#pane), { gliding: true });
  }

  #onWheel(event: WheelEvent): void {
    if (this.still) return;
    event.preventDefault();
    const { left, top } = this.getBoundingClientRect();
    this.#zoom(wheelFactor(event), {
      x: event.clientX - left,
      y: event.clientY - top,
    });
  }

  /** A place in the pane as one in the picture. */
  #inPicture({ x, y }: Point): Point {
    if (this.#camera === null) return { x, y };
    const seen = seenBy(this.#camera, this.#pane);
    return { x: seen.x + x / this.#camera.zoom, y: seen.y + y / this.#camera.zoom };
  }

  /** What lies uppermost at a place of the picture. */
  #nodeAt({ x, y }: Point): PictureNode | undefined {
    return this.#index?.picture.nodes.findLast(
      (node) => x >= node.x && x <= node.x + node.width && y >= node.y && y <= node.y + node.height,
    );
  }

  #onClick(point: Point): void {
    const inPicture = this.#inPicture(point);
    const node = this.#nodeAt(inPicture);
    this.focus();
    if (node === undefined) this.#tell('graph-select', { id: null, by: 'click' });
    else {
      this.#tell('graph-select', { id: node.id, by: 'click' });
      if (onTwisty(node, inPicture.x, inPicture.y)) this.#tell('graph-toggle', { id: node.id });
    }
  }

  /** A place on the page as one in the picture. */
  #placeOf(event: MouseEvent): Point {
    const { left, top } = this.getBoundingClientRect();
    return this.#inPicture({ x: event.clientX - left, y: event.clientY - top });
  }

  /** The hover is the pane's own: one in each node would be taken for its text. */
  #onHover(event: PointerEvent): void {
    const pane = event.currentTarget as HTMLElement;
    const node = this.#nodeAt(this.#placeOf(event));
    const title = node === undefined || node.expanded === true ? '' : titleOf(node);
    if (pane.title !== title) pane.title = title;
  }

  #onDoubleClick(event: MouseEvent): void {
    const inPicture = this.#placeOf(event);
    const node = this.#nodeAt(inPicture);
    if (node !== undefined && !onTwisty(node, inPicture.x, inPicture.y)) this.#open(node);
  }

  #open({ id, expanded }: PictureNode): void {
    if (expanded === null || this.still) this.#tell('graph-open', { id });
    else this.#tell('graph-toggle', { id });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (!this.#onMove(event) && !(this.still ? false : this.#onZoomKey(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #onZoomKey(key: string): boolean {
    if (key === '+' || key === '=') this.#zoom(zoomStep);
    else if (key === '-') this.#zoom(1 / zoomStep);
    else if (key === '0') this.#fit();
    else return false;
    return true;
  }

  #onMove(event: KeyboardEvent): boolean {
    const index = this.#index;
    if (index === null) return false;
    const { key } = event;
    const current = this.selected === null ? undefined : index.byId.get(this.selected);
    if (arrows.includes(key)) {
      this.#go(current === undefined ? index.start : index.step(current.id, key as Arrow));
      return true;
    }
    switch (key) {
      case 'Home':
        this.#go(index.start);
        return true;
      case 'End':
        this.#go(index.picture.nodes.at(-1) ?? null);
        return true;
      case 'Enter':
      case ' ':
        if (current !== undefined) this.#open(current);
        return current !== undefined;
      case 'Backspace': {
        const parent = current?.parent ?? null;
        if (parent !== null) this.#go(index.byId.get(parent) ?? null);
        return true;
      }
      default:
        return this.#onLetter(event, index, current);
    }
  }

  #onLetter(event: KeyboardEvent, index: PictureIndex, current: PictureNode | undefined): boolean {
    if (/^[0-9]$/.test(event.key)) return false;
    const text = this.#typed.add(event);
    if (text === null) return false;
    const { nodes } = index.picture;
    const here = current === undefined ? -1 : nodes.indexOf(current);
    const from = text.length === 1 ? here + 1 : Math.max(0, here);
    const found = [...nodes.slice(from), ...nodes.slice(0, from)].find(({ name }) =>
      name.toLowerCase().startsWith(text),
    );
    this.#go(found ?? null);
    return true;
  }

  /** Makes a node the current one by key; it comes into sight. */
  #go(node: PictureNode | null): void {
    if (node === null) return;
    this.#tell('graph-select', { id: node.id, by: 'key' });
    if (this.#camera === null || this.still) return;
    const camera = showing(this.#camera, this.#pane, headOf(node));
    if (camera !== this.#camera) this.#look(camera, { gliding: true });
  }

  protected override render(): TemplateResult {
    const index = this.#index;
    const current = this.selected === null ? undefined : index?.byId.get(this.selected);
    return html`<div
        class="pane"
        role="application"
        tabindex="0"
        aria-label=${this.label}
        aria-activedescendant=${index && current ? elementId(index, current) : nothing}
        @wheel=${this.#onWheel}
        @keydown=${this.#onKey}
        @dblclick=${this.#onDoubleClick}
        @pointermove=${this.#onHover}
        @pointerdown=${(event: PointerEvent) => {
          this.#pointers.down(event, !this.still);
        }}
      >
        <div class="camera">
          ${
            index === null || this.#drawn === null
              ? nothing
              : drawing({
                  ...this.#drawn,
                  ...{ index, selected: this.selected, found: this.found },
                  measures: this.#measured,
                })
          }
        </div>
      </div>
      ${this.still || index === null ? nothing : this.#controls(index)}`;
  }

  #controls(index: PictureIndex): TemplateResult {
    const { picture } = index;
    const fits =
      this.#camera !== null &&
      within({ x: 0, y: 0, ...sizeOf(picture) }, grown(seenBy(this.#camera, this.#pane), 1));
    this.#mapped ||= !fits && this.#camera !== null;
    const room = this.#pane.width >= 420 && this.#pane.height >= 300;
    return html`<div class="controls">
        ${zoomControls(
          'Show at 100 %',
          (factor) => {
            this.#zoom(factor);
          },
          () => {
            this.#zoom(1 / (this.#camera?.zoom ?? 1));
          },
        )}
        ${iconButton('screen-full', 'Show All', {
          onClick: () => {
            this.#fit();
          },
        })}
      </div>
      ${
        this.#mapped && room
          ? html`<div
              class="map"
              aria-hidden="true"
              @pointerdown=${this.#onMapDown}
              @pointermove=${this.#onMapMove}
            >
              ${guard([picture], () => minimap(picture))}
            </div>`
          : nothing
      }`;
  }

  #onMapDown(event: PointerEvent): void {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#onMapMove(event);
  }

  #onMapMove(event: PointerEvent): void {
    const pane = event.currentTarget as HTMLElement;
    const { left, top } = pane.firstElementChild?.getBoundingClientRect() ?? { left: 0, top: 0 };
    if (!pane.hasPointerCapture(event.pointerId) || this.#camera === null) return;
    const map = mapSize(this.picture);
    this.#look(
      {
        x: ((event.clientX - left) / map.width) * this.picture.width,
        y: ((event.clientY - top) / map.height) * this.picture.height,
        zoom: this.#camera.zoom,
      },
      { moving: true },
    );
  }
}

/** Of an open group its head is what is looked for. */
function headOf(node: PictureNode): Rect {
  return node.expanded === true ? { ...node, height: Math.min(node.height, 52) } : node;
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

customElements.define('sm-graph', Graph);

declare global {
  interface HTMLElementTagNameMap {
    'sm-graph': Graph;
  }
}
