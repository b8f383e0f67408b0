/** Where a key leads in a list of `length` rows, or null where it leads nowhere. */
export function nextIndex(
  key: string,
  current: number,
  length: number,
  rowsPerPage: number,
): number | null {
  if (length === 0) return null;
  const last = length - 1;
  const within = (index: number): number => Math.min(last, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
      return within(current + 1);
    case 'ArrowUp':
      return within(current - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'PageDown':
      return within(current + rowsPerPage);
    case 'PageUp':
      return within(current - rowsPerPage);
    default:
      return null;
  }
}

const pause = 700;

/** Letters typed in one go, as the beginning of a name. */
export class Typed {
  #text = '';
  #at = 0;

  /** The text so far with this key, or null where the key types nothing. */
  add(event: KeyboardEvent): string | null {
    const types = event.key.length === 1 && /[\p{L}\p{N}_.]/u.test(event.key);
    if (!types || event.ctrlKey || event.metaKey || event.altKey) return null;
    const now = event.timeStamp;
    this.#text = now - this.#at > pause ? event.key : this.#text + event.key;
    this.#at = now;
    return this.#text.toLowerCase();
  }
}
