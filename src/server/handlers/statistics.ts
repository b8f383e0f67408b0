import { Pacer } from '../../core/pacer.ts';
import type { TensorInfo } from '../../protocol/model.ts';
import type { TensorStatistics } from '../../protocol/tensors.ts';
import type { Call, Handler } from '../context.ts';

/** How long figures wait for others to be reported with, milliseconds: thousands of messages would cost more. */
const reportPause = 50;

/** Figures that are reported at once at most. */
const mostAtOnce = 500;

/** One tensor after the other, in the order asked for; what somebody else asks for meanwhile comes in between. */
export const computeStatistics: Handler<'artifact/statistics'> = async (context, params, call) => {
  const open = context.sessions.get(params.session);
  if (params.tensors === 'computed') {
    const reports = new Reports(call, open.statistics.computed.length, 0);
    for (const figures of open.statistics.computed) reports.add(figures, 0);
    reports.flush();
    return null;
  }
  const tensors = params.tensors.map((name) => open.tensor(name));
  const reports = new Reports(call, tensors.length, bytesOf(tensors));
  // Thousands of small tensors are as long as a large one, and each by itself is too short to pause.
  const pacer = new Pacer(call.signal);
  for (const tensor of tensors) {
    if (pacer.due) await pacer.pause();
    const figures = await open.statistics.of(tensor, {
      signal: call.signal,
      report: (bytes) => {
        reports.reading(bytes);
      },
    });
    reports.add(figures, tensor.bytes);
  }
  reports.flush();
  return null;
};

function bytesOf(tensors: readonly TensorInfo[]): number {
  return tensors.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Gathers figures and tells of them now and then. */
class Reports {
  readonly #call: Call<'artifact/statistics'>;
  readonly #count: number;
  readonly #bytes: number;
  #waiting: TensorStatistics[] = [];
  #counted = 0;
  #done = 0;
  #last = Date.now();

  /** `count` tensors of `bytes` bytes. */
  constructor(call: Call<'artifact/statistics'>, count: number, bytes: number) {
    this.#call = call;
    this.#count = count;
    this.#bytes = bytes;
  }

  /** `bytes` of the tensor that is being read. */
  reading(bytes: number): void {
    if (Date.now() - this.#last >= reportPause) this.#report(bytes);
  }

  /** `bytes`: of the tensor, which is done. */
  add(figures: TensorStatistics, bytes: number): void {
    this.#waiting.push(figures);
    this.#counted++;
    this.#done += bytes;
    if (this.#waiting.length >= mostAtOnce) this.flush();
    else this.reading(0);
  }

  flush(): void {
    if (this.#waiting.length > 0) this.#report(0);
  }

  #report(more: number): void {
    this.#last = Date.now();
    this.#call.report({
      done: this.#done + more,
      total: this.#bytes,
      unit: 'bytes',
      message: `${this.#counted} of ${this.#count} tensors`,
      tensors: this.#waiting,
    });
    this.#waiting = [];
  }
}
