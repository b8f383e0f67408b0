import type { CopiedColumn } from '../../copy.ts';

/** A line of a JSON tree. */
export interface JsonRow {
  /** Way to the value, RFC 6901; '' for the whole. */
  readonly pointer: string;
  readonly key: string;
  readonly level: number;
  /** null for a value that holds nothing. */
  readonly expanded: boolean | null;
  readonly value: unknown;
  /** Set where a list was cut: how many more there are. */
  readonly more?: number;
}

/** What is copied of a line: a value that holds others is a line for each of them, too. */
export const copiedJson: readonly CopiedColumn<JsonRow>[] = [
  { title: 'pointer', value: ({ pointer }) => pointer },
  { title: 'value', value: ({ value }) => value },
];

/** Entries of one list or object that are listed; the file holds the rest. */
const mostEntries = 1000;

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Array.isArray(value)
    ? value.map((item: unknown, index) => [String(index), item] as const)
    : Object.entries(value);
}

function step(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Whether a value has something to open. */
function holds(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Lines in sight of a JSON value's entries, those under `closed` pointers left out. No recursion. */
export function jsonRows(root: unknown, closed: ReadonlySet<string>): readonly JsonRow[] {
  if (!holds(root)) return [{ pointer: '', key: '', level: 1, expanded: null, value: root }];
  const rows: JsonRow[] = [];
  const stack: JsonRow[] = [];
  const push = (parent: string, level: number, value: object): void => {
    const all = entriesOf(value);
    const more = all.length - mostEntries;
    if (more > 0) {
      stack.push({ pointer: `${parent}/…`, key: '', level, expanded: null, value: null, more });
    }
    for (const [key, item] of all.slice(0, mostEntries).reverse()) {
      const pointer = parent + step(key);
      const expanded = holds(item) ? !closed.has(pointer) : null;
      stack.push({ pointer, key, level, expanded, value: item });
    }
  };
  push('', 1, root);
  for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
    rows.push(row);
    if (row.expanded === true) push(row.pointer, row.level + 1, row.value as object);
  }
  return rows;
}

/** Pointers of the entries that are closed at first: everything below the second level of a large value. */
export function initiallyClosed(root: unknown): readonly string[] {
  const all = jsonRows(root, new Set());
  if (all.length <= 40) return [];
  return all
    .filter(({ expanded, level }) => expanded !== null && level >= 2)
    .map(({ pointer }) => pointer);
}

/** A value on one line: a leaf as JSON, a list or object by its size. */
export function jsonText(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[${value.length}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const size = Object.keys(value).length;
    return size === 0 ? '{}' : `{${size}}`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
