import { visibleJson } from '../protocol/visible-text.ts';
import { painter, terminalOf, type Paint } from './text/terminal.ts';

/** What a command prints with. */
export interface Page {
  readonly paint: Paint;
  readonly width: number;
}

export function standardOutput(): Page {
  const terminal = terminalOf(process.stdout);
  return { paint: painter(terminal), width: terminal.width };
}

/** Waits until it is written: a pipe takes a large document in pieces, and exiting would lose the rest. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
      else resolve();
    });
  });
}

/** One JSON document and nothing else. */
export function printJson(document: unknown): Promise<void> {
  return print(visibleJson(JSON.stringify(document, null, 2)));
}
