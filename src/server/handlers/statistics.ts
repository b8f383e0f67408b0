import { Pacer } from '../../core/pacer.ts';
import type { TensorInfo } from '../../protocol/model.ts';
import type { TensorStatistics } from '../../protocol/tensors.ts';
import type { Call, Handler } from '../context.ts';

/** How long figures wait for others to be reported with, milliseconds: thousands of messages would cost more. */
const reportPause = 50;

/** Figures that are reported at once at most. */
const mostAtOnce = 500;

/** In the order asked for, as many tensors at once as there are threads; what others ask for comes in between. */
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
  const underWay: Promise<() => void>[] = [];
  for (const tensor of tensors) {
    if (pacer.due) await pacer.pause();
    const figures = open.statistics.of(tensor, {
      signal: call.signal,
      report: (bytes) => {
        reports.reading(tensor.name, bytes);
      },
    });
    const done = figures.then((computed) => () => {
      reports.add(computed, tensor.bytes);
    });
    done.catch(() => undefined); // It is awaited below, or not at all where one before it failed.
    underWay.push(done);
    if (underWay.length > open.statistics.atOnce) (await underWay.shift())?.();
  }
  for (const done of underWay) (await done)();
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
  /** Bytes that were read of tensors that are under way. */
  readonly #reading = new Map<string, number>();
  #done = 0;
  #last = Date.now();

  /** `count` tensors of `bytes` bytes. */
  constructor(call: Call<'artifact/statistics'>, count: number, bytes: number) {
    this.#call = call;
    this.#count = count;
    this.#bytes = bytes;
  }

  /** So many bytes of a tensor that is under way. */
  reading(tensor: string, bytes: number): void {
    this.#reading.set(tensor, bytes);
    this.#reportNowAndThen();
  }

  /** `bytes`: of the tensor, which is done. */
  add(figures: TensorStatistics, bytes: number): void {
    this.#waiting.push(figures);
    this.#counted++;
    this.#done += bytes;
    this.#reading.delete(figures.name);
    if (this.#waiting.length >= mostAtOnce) this.flush();
    else this.#reportNowAndThen();
  }

  flush(): void {
    if (this.#waiting.length > 0) this.#report();
  }

  #reportNowAndThen(): void {
    if (Date.now() - this.#last >= reportPause) this.#report();
  }

  #report(): void {
    this.#last = Date.now();
    this.#call.report({
      done: [...this.#reading.values()].reduce((sum, bytes) => sum + bytes, this.#done),
      total: this.#bytes,
      unit: 'bytes',
      message: `${this.#counted} of ${this.#count} tensors`,
      tensors: this.#waiting,
    });
    this.#waiting = [];
  }
}
