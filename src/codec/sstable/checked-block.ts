import type { ByteSource } from '../../io/byte-source.ts';
import { crc32c } from '../crc32c/crc32c.ts';
import { crc32cOfSpan } from '../crc32c/of-span.ts';
import type { EntryBlock } from './table.ts';

/**
 * A value in a block that is too large to be held, read forward, with the block's checksum on the way: whatever
 * nobody asks for is read too, so that in the end every byte of the block was seen once.
 */
export class CheckedBlock implements ByteSource {
  readonly size: number;
  readonly #file: ByteSource;
  readonly #block: EntryBlock;
  /** The checksum is of all bytes of the block before this one. */
  #position: number;
  #crc = 0;

  /** `size`: where the value ends. */
  constructor(file: ByteSource, block: EntryBlock, size: number) {
    this.size = size;
    this.#file = file;
    this.#block = block;
    this.#position = block.checked.offset;
  }

  /** One read at a time. */
  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    await this.#passTo(offset, signal);
    const bytes = await this.#file.read(offset, length, signal);
    if (offset + length > this.#position) {
      this.#crc = crc32c(bytes.subarray(this.#position - offset), this.#crc);
      this.#position = offset + length;
    }
    return bytes;
  }

  /** Whether the checksum holds; reads the rest of the block. */
  async intact(signal?: AbortSignal): Promise<boolean> {
    const { checked, crc32c: stored } = this.#block;
    await this.#passTo(checked.offset + checked.length, signal);
    return this.#crc === stored;
  }

  locate(): null {
    return null;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #passTo(offset: number, signal: AbortSignal | undefined): Promise<void> {
    if (offset <= this.#position) return;
    const skipped = { offset: this.#position, length: offset - this.#position };
    this.#crc = await crc32cOfSpan(this.#file, skipped, this.#crc, signal);
    this.#position = offset;
  }
}
