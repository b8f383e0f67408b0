/** What is laid out: boxes in boxes, and lines between them. Plain data, which crosses to another thread. */
export interface Box {
  readonly id: number;
  /** The box that it lies in; −1 for none. Such a box comes before what it holds, and is at least as large as stated. */
  readonly parent: number;
  readonly width: number;
  readonly height: number;
}

export interface Line {
  readonly from: number;
  readonly to: number;
}

export interface Drawing {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly direction: 'down' | 'right';
}

export interface PlacedBox {
  /** From the picture's left and top. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** By the order of what was laid out. */
export interface Placement {
  readonly boxes: readonly PlacedBox[];
  /** Corners of each line: x, y, x, y, … */
  readonly lines: readonly (readonly number[])[];
  readonly width: number;
  readonly height: number;
}
