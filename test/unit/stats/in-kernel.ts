import type { TaskName } from '../../../src/stats/threads/tasks.ts';
import type { Work } from '../../../src/stats/threads/work.ts';
import { bytesOf } from './in-memory.ts';

type Begun<Result> = Pick<Work<TaskName>, 'kernel' | 'add'> & { end(): { result: Result } };

/** What a kernel makes of some numbers, in this thread. `work` has begun. */
export function figuresIn<Result>(work: Begun<Result>, numbers: ArrayBufferView): Result {
  const bytes = bytesOf(numbers);
  const { memory, input, inputBytes } = work.kernel;
  for (let from = 0; from < bytes.length; from += inputBytes.value) {
    const block = bytes.subarray(from, from + inputBytes.value);
    new Uint8Array(memory.buffer, input.value, block.length).set(block);
    work.add(block.length);
  }
  return work.end().result;
}
