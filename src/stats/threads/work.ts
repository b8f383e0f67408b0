import type { Kernel } from './web-assembly.ts';
import type { TaskName, Tasks } from './tasks.ts';

/** How a thread does a task. One piece is over before the next begins. */
export interface Work<T extends TaskName> {
  readonly kernel: Kernel;
  /** @param element index of the piece's first element */
  begin(params: Tasks[T]['params'], element: number): void;
  /** The first `bytes` bytes at the kernel's input: the next whole units of the piece, or a part of a very long one. */
  add(bytes: number): void;
  /** What came of the piece. Its memory is sent away: none of it is used again. */
  end(): { readonly result: Tasks[T]['result']; readonly buffers: ArrayBuffer[] };
}
