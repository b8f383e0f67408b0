// @ts-check

/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;

/** @param {number} value */
export const seconds = (value) => `${value.toFixed(2)} s`;

/** How often the first is in the second. @param {number} ours @param {number} theirs */
export const ratio = (ours, theirs) => `${(theirs / ours).toFixed(1)} ×`;

/**
 * Rows of cells, as Markdown.
 *
 * @param {readonly string[]} head @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
