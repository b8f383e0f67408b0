import { copyFormats, type CopyFormat } from '../copy.ts';
import { iconButton } from './controls.ts';
import { openMenu, type MenuItem } from './menu.ts';

/** What a copy icon and a context menu offer. */
export interface Copied {
  /** How much of what: "6 Files". */
  readonly what: string;
  readonly onCopy: (format: CopyFormat) => void | Promise<void>;
  /** Other ways to copy it, after the three formats. */
  readonly more?: readonly MenuItem[];
}

export function copyItems({ what, onCopy, more = [] }: Copied): readonly MenuItem[] {
  const formats = copyFormats.map(({ format, label }) => ({
    label: `Copy ${what} as ${label}`,
    onChoose: () => {
      void onCopy(format);
    },
  }));
  return [...formats, ...more];
}

/** The copy icon with its menu. */
export function copyButton(copied: Copied): unknown {
  return iconButton('copy', `Copy ${copied.what}`, {
    popup: true,
    onClick: (event) => {
      void openMenu(event.currentTarget as Element, copyItems(copied));
    },
  });
}
