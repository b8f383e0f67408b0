import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { throwIfCancelled } from '../../core/cancel.ts';
import { AppError } from '../../core/errors.ts';
import { orCancelled } from '../../core/or-cancelled.ts';
import type { FilePlace } from '../../io/byte-source.ts';
import { startNodeChild, type NodeChild } from '../../process/node-child.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { BoxOfValues, Hdf5Calls, Listing, Values, WholeDataset } from './calls.ts';

/** Milliseconds for one call: libhdf5 hangs on some damaged files, and reads megabytes in less than one second. */
const callTime = 60_000;

/** Bytes that the process may take: WebAssembly's memory ends at 2 GiB. */
const memory = 3 * 1024 ** 3;

const here = path.dirname(fileURLToPath(import.meta.url));
const bundled = path.basename(here) === 'dist';

/** The program with libhdf5; from the sources where they themselves run. */
const program = bundled
  ? { entry: path.join(here, 'hdf5.js'), execArgv: [] }
  : { entry: path.join(here, 'child', 'main.ts'), execArgv: ['--import', 'tsx'] };

/** After one of these there is no process to answer the next call. What the file has done, as a clause. */
const endings: Readonly<Partial<Record<ErrorCode, string>>> = {
  'process-died': 'made libhdf5, which reads it, crash',
  'timed-out': `kept libhdf5, which reads it, busy for more than ${String(callTime / 1000)} seconds`,
  'limit-exceeded': 'made libhdf5, which reads it, take more memory than it may',
};

/**
 * The process in which libhdf5 reads one file. Where the file makes it crash or hang, that call fails, and the next
 * one has a new process.
 */
export class LibraryProcess {
  readonly #piece: FilePlace;
  #child: NodeChild<Hdf5Calls> | null = null;
  /** The last answer on its way: calls wait for each other, and one that nobody wants any more is not ended. */
  #busy: Promise<unknown> = Promise.resolve();

  /** @param piece the whole of a file, or a stored entry of an archive */
  constructor(piece: FilePlace) {
    this.#piece = piece;
  }

  /** @throws AppError as `read` */
  list(signal?: AbortSignal): Promise<Listing> {
    return this.#inTurn(signal, () => this.#start());
  }

  /**
   * @throws AppError `malformed` with libhdf5's reason; `process-died`, `timed-out`, `limit-exceeded` where the file
   *   made it crash, hang or take too much; `cancelled`
   */
  read(box: BoxOfValues, signal?: AbortSignal): Promise<Values> {
    return this.#inTurn(signal, async () =>
      (await this.#started()).call('read', box, { timeLimit: callTime }),
    );
  }

  /** @throws AppError as `read` */
  locate(dataset: WholeDataset, signal?: AbortSignal): Promise<FilePlace | null> {
    return this.#inTurn(signal, async () =>
      (await this.#started()).call('locate', dataset, { timeLimit: callTime }),
    );
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    await child?.stop();
  }

  async #started(): Promise<NodeChild<Hdf5Calls>> {
    if (!this.#child) await this.#start();
    if (!this.#child) throw new Error('No process was started.');
    return this.#child;
  }

  async #start(): Promise<Listing> {
    const { entry, execArgv } = program;
    this.#child = startNodeChild<Hdf5Calls>(entry, {
      name: 'The process that reads HDF5',
      memoryLimit: memory,
      execArgv,
    });
    return this.#child.call('open', this.#piece, { timeLimit: callTime });
  }

  async #inTurn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    throwIfCancelled(signal);
    const answer = this.#busy.then(work).catch(async (thrown: unknown) => {
      const ending = thrown instanceof AppError ? endings[thrown.code] : undefined;
      if (!(thrown instanceof AppError) || ending === undefined) throw thrown;
      await this.close();
      const how = thrown.code === 'limit-exceeded' ? ` ${thrown.message}` : '';
      throw new AppError(
        {
          ...thrown.data,
          message: `${this.#piece.path} ${ending}.${how} It is damaged, or was made to do so; copy it again from where it was saved.`,
          path: this.#piece.path,
          details: thrown.data.details ?? thrown.message,
        },
        { cause: thrown },
      );
    });
    this.#busy = answer.catch(() => undefined);
    return orCancelled(answer, signal);
  }
}
