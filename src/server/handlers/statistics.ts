import { Pacer } from '../../core/pacer.ts';
import { tensorStatistics } from '../../stats/tensor-statistics.ts';
import type { TensorStatistics } from '../../protocol/tensors.ts';
import type { Handler } from '../context.ts';

/** One tensor after the other, in the order asked for: rows on screen are asked for first. */
export const computeStatistics: Handler<'artifact/statistics'> = async (context, params, call) => {
  const open = context.sessions.get(params.session);
  const tensors = params.tensors.map((name) => open.tensor(name));
  const total = tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
  let done = 0;
  const statistics: TensorStatistics[] = [];
  // Thousands of small tensors are as long as a large one, and each by itself is too short to pause.
  const pacer = new Pacer(call.signal);
  for (const tensor of tensors) {
    if (pacer.due) await pacer.pause();
    const progress = (bytes: number) => ({
      done: done + bytes,
      total,
      unit: 'bytes' as const,
      message: `${statistics.length} of ${tensors.length} tensors`,
    });
    const one = await tensorStatistics(open.artifact, tensor, {
      signal: call.signal,
      report: (bytes: number) => {
        call.report(progress(bytes));
      },
    });
    statistics.push(one);
    call.report({ ...progress(tensor.bytes), tensor: one });
    done += tensor.bytes;
  }
  return { tensors: statistics };
};
