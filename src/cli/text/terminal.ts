/** Where text goes: how wide it may be, and whether colours and progress make sense there. */
export interface Terminal {
  readonly colours: boolean;
  /** Columns; infinite where the text goes into a file or a pipe. */
  readonly width: number;
}

/** Colours only on a terminal, and never where NO_COLOR is set (https://no-color.org). */
export function terminalOf(stream: NodeJS.WriteStream): Terminal {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0';
  return {
    colours: !NO_COLOR && (forced || (stream.isTTY && TERM !== 'dumb')),
    width: stream.isTTY ? stream.columns : Infinity,
  };
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue';

const codes: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
};

/** Puts text in a style, or leaves it as it is where the terminal shows none. */
export type Paint = (style: Style, text: string) => string;

export function painter(terminal: Terminal): Paint {
  if (!terminal.colours) return (_style, text) => text;
  return (style, text) => {
    const [on, off] = codes[style];
    return text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
