import { copyFormats, type CopyFormat } from '../copy.ts';
import { iconButton } from './controls.ts';
import { openMenu, type MenuItem } from './menu.ts';

export function copyItems(onCopy: (format: CopyFormat) => void): readonly MenuItem[] {
  return copyFormats.map(({ format, label }) => ({
    label,
    onChoose: () => {
      onCopy(format);
    },
  }));
}

/** The copy icon with its three formats. `what` says what is copied: "tensors". */
export function copyButton(what: string, onCopy: (format: CopyFormat) => void): unknown {
  return iconButton('copy', `Copy ${what}`, {
    popup: true,
    onClick: (event) => {
      void openMenu(event.currentTarget as Element, copyItems(onCopy));
    },
  });
}
