import { html, type TemplateResult } from 'lit';
import '../elements/sash.ts';

/** What a sash gives the size of. */
export type Pane = 'left' | 'right' | 'lower';

/** How large a pane is, and how large it may become. CSS pixels. */
export type PaneSizes = Readonly<Record<Pane, { readonly size: number; readonly most: number }>>;

/** Sizes as the sashes have set them; null: nobody has moved that one. CSS pixels. */
export interface SetSizes {
  readonly left: number | null;
  readonly right: number | null;
  readonly lower: number;
}

/** What the panes keep whatever the sashes say. CSS pixels. */
const least: Readonly<Record<Pane, number>> = { left: 220, right: 220, lower: 120 };
const leastMiddle = 240;

function between(lower: number, value: number, most: number): number {
  return Math.min(most, Math.max(lower, value));
}

/**
 * Sizes of the panes as the sashes have set them, as far as there is room; at first as they are best, with as much
 * for the middle as for the left where there is little. `beside`: whether the right pane stands beside the middle.
 *
 * @param best how wide the panes at the sides are at first where there is room. CSS pixels.
 */
export function paneSizes(
  { left, right, lower }: SetSizes,
  { width, height }: { readonly width: number; readonly height: number },
  beside: boolean,
  best: Readonly<Record<'left' | 'right', number>>,
): PaneSizes {
  const mostLeft = Math.max(least.left, width - leastMiddle - (beside ? least.right : 0));
  const leftSize = Math.min(
    mostLeft,
    left ?? between(Math.min(300, best.left), width * 0.32, best.left),
  );
  const mostRight = Math.max(least.right, width - leftSize - leastMiddle);
  const mostLower = Math.max(least.lower, height - 220);
  return {
    left: { size: leftSize, most: mostLeft },
    right: {
      size: Math.min(mostRight, right ?? between(best.right - 40, width * 0.25, best.right)),
      most: mostRight,
    },
    lower: { size: Math.min(mostLower, lower), most: mostLower },
  };
}

/** The edge of a pane. */
export function paneSash(
  of: Pane,
  sizes: PaneSizes,
  label: string,
  onSize: (size: number) => void,
): TemplateResult {
  const { size, most } = sizes[of];
  return html`<sm-sash
    class="sash-${of}"
    .of=${of}
    .size=${Math.round(size)}
    .least=${least[of]}
    .most=${Math.round(most)}
    .label=${label}
    @sash-move=${({ detail }: CustomEvent<{ size: number }>) => {
      onSize(detail.size);
    }}
  ></sm-sash>`;
}
