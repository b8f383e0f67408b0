import { errorData } from '../core/errors.ts';
import type { AnswerMessage, CallMessage, Calls } from './calls.ts';

/** For each call the function that answers it. What it throws is what the caller's promise is rejected with. */
export type Handlers<C extends Calls<C>> = {
  readonly [M in keyof C]: (
    params: C[M]['params'],
    report: (report: C[M]['report']) => void,
  ) => C[M]['result'] | Promise<C[M]['result']>;
};

/**
 * The child's side of `startNodeChild`: answers calls until the parent is gone.
 * @throws Error where the process was not started with a channel
 */
export function serveCalls<C extends Calls<C>>(handlers: Handlers<C>): void {
  const send = process.send?.bind(process);
  if (!send) throw new Error('This program is started by another one and speaks over its channel.');
  const answer = (message: AnswerMessage): void => {
    send(message);
  };

  process.on('disconnect', () => {
    process.exit(0);
  });
  process.on('message', (message) => {
    const { id, method, params } = message as CallMessage;
    const handler = handlers[method as keyof C];
    void Promise.resolve()
      .then(() =>
        handler(params as never, (report) => {
          answer({ id, report });
        }),
      )
      .then((result) => {
        answer({ id, result });
      })
      .catch((error: unknown) => {
        answer({ id, error: errorData(error) });
      });
  });
}
