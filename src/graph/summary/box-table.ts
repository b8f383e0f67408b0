import { cellLines, padded } from './cell-text.ts';

interface Column {
  readonly title: string;
  /** Characters between its padding. */
  readonly width: number;
  readonly align: 'left' | 'right';
}

/**
 * The columns of Keras 3's table (keras/src/utils/summary_utils.py) where nobody says how wide the terminal is: a line
 * of 76 of 80 characters. rich takes away what its padding and borders are too wide for, from all columns alike.
 */
const chain: readonly Column[] = [
  { title: 'Layer (type)', width: 31, align: 'left' },
  { title: 'Output Shape', width: 22, align: 'left' },
  { title: 'Param #', width: 13, align: 'right' },
];

const connected: readonly Column[] = [
  { title: 'Layer (type)', width: 19, align: 'left' },
  { title: 'Output Shape', width: 17, align: 'left' },
  { title: 'Param #', width: 10, align: 'right' },
  { title: 'Connected to', width: 17, align: 'left' },
];

/** The lines of the table; each row has three cells, or four where it is said what layers are connected to. */
export function boxTable(rows: readonly (readonly string[])[], isConnected: boolean): string[] {
  const columns = isConnected ? connected : chain;
  const rule = (left: string, line: string, cross: string, right: string): string =>
    `${left}${columns.map(({ width }) => line.repeat(width + 2)).join(cross)}${right}`;
  const lines = (cells: readonly string[], bar: string): string[] => {
    const wrapped = columns.map(({ width }, index) => cellLines(cells[index] ?? '', width));
    const height = Math.max(...wrapped.map((each) => each.length));
    return Array.from({ length: height }, (_, at) => {
      const parts = columns.map(({ width, align }, index) =>
        padded(wrapped[index]?.[at] ?? '', width, align),
      );
      return `${bar} ${parts.join(` ${bar} `)} ${bar}`;
    });
  };
  const between = rule('├', '─', '┼', '┤');
  return [
    rule('┏', '━', '┳', '┓'),
    ...lines(
      columns.map(({ title }) => title),
      '┃',
    ),
    rule('┡', '━', '╇', '┩'),
    ...rows.flatMap((cells, index) => [...(index === 0 ? [] : [between]), ...lines(cells, '│')]),
    rule('└', '─', '┴', '┘'),
  ];
}
