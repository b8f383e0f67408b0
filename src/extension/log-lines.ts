import { StringDecoder } from 'node:string_decoder';

/** Characters of a line that are kept. */
const longest = 4096;

/** Lines of one second that are kept: a flood would fill the disk, and nobody reads it. */
const most = 100;

const second = 1000;

/** What a process writes, as lines for a log, however much it writes. */
export class LogLines {
  readonly #write: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #begun = '';
  #cut = false;
  #since = 0;
  #written = 0;
  #leftOut = 0;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  read(stream: NodeJS.ReadableStream): void {
    stream.on('data', (chunk: Buffer) => {
      this.push(chunk, Date.now());
    });
    stream.on('end', () => {
      this.end();
    });
  }

  /** @param time milliseconds since 1970 */
  push(chunk: Uint8Array, time: number): void {
    this.#turn(time);
    const [first = '', ...more] = this.#decoder.write(Buffer.from(chunk)).split('\n');
    this.#extend(first);
    for (const part of more) {
      this.#finish();
      this.#extend(part);
    }
  }

  /** Nothing more comes. */
  end(): void {
    if (this.#begun !== '') this.#finish();
    this.#tellLeftOut();
  }

  #extend(text: string): void {
    this.#cut ||= this.#begun.length + text.length > longest;
    this.#begun += text.slice(0, longest - this.#begun.length);
  }

  #finish(): void {
    const line = this.#begun.replace(/\r$/, '') + (this.#cut ? '…' : '');
    this.#begun = '';
    this.#cut = false;
    if (this.#written >= most) {
      this.#leftOut += 1;
      return;
    }
    this.#written += 1;
    this.#write(line);
  }

  #turn(time: number): void {
    if (time - this.#since < second) return;
    this.#tellLeftOut();
    this.#since = time;
    this.#written = 0;
  }

  #tellLeftOut(): void {
    if (this.#leftOut > 0) this.#write(`… ${this.#leftOut.toLocaleString('en-US')} more lines`);
    this.#leftOut = 0;
  }
}
