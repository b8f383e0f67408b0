import { html, type TemplateResult } from 'lit';
import '../../elements/sash.ts';
import type { Remembered } from '../../state/memory.ts';

/** What a sash gives the size of. */
export type Pane = 'left' | 'right' | 'lower';

/** How large a pane is, and how large it may become. CSS pixels. */
export type PaneSizes = Readonly<Record<Pane, { readonly size: number; readonly most: number }>>;

/** What the panes keep whatever the sashes say. CSS pixels. */
const [leastTree, leastDetail, leastLower, leastGraph] = [220, 220, 120, 240];

const sashes = {
  left: { label: 'Width of the tree', least: leastTree, field: 'treeWidth' },
  right: { label: 'Width of the detail', least: leastDetail, field: 'detailWidth' },
  lower: { label: 'Height of the detail', least: leastLower, field: 'detailHeight' },
} as const;

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/**
 * Sizes of the panes as the sashes have set them, as far as there is room; at first as they are best, with as much
 * for the graph as for the tree where there is little. `beside`: whether the detail stands beside the graph.
 */
export function paneSizes(
  { treeWidth, detailWidth, detailHeight }: Remembered['architecture'],
  { width, height }: { readonly width: number; readonly height: number },
  beside: boolean,
): PaneSizes {
  const mostTree = Math.max(leastTree, width - leastGraph - (beside ? leastDetail : 0));
  const tree = Math.min(mostTree, treeWidth ?? between(300, width * 0.32, 380));
  const mostDetail = Math.max(leastDetail, width - tree - leastGraph);
  const mostLower = Math.max(leastLower, height - 220);
  const detail = detailWidth ?? between(260, width * 0.25, 300);
  return {
    left: { size: tree, most: mostTree },
    right: { size: Math.min(mostDetail, detail), most: mostDetail },
    lower: { size: Math.min(mostLower, detailHeight), most: mostLower },
  };
}

/** The edge of a pane. */
export function paneSash(
  of: Pane,
  sizes: PaneSizes,
  onSize: (fields: Partial<Remembered['architecture']>) => void,
): TemplateResult {
  const { label, least, field } = sashes[of];
  const { size, most } = sizes[of];
  return html`<sm-sash
    class="sash-${of}"
    .of=${of}
    .size=${Math.round(size)}
    .least=${least}
    .most=${Math.round(most)}
    .label=${label}
    @sash-move=${({ detail }: CustomEvent<{ size: number }>) => {
      onSize({ [field]: detail.size });
    }}
  ></sm-sash>`;
}
