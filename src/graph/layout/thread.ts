import { parentPort } from 'node:worker_threads';
import type { Answer } from './layout-thread.ts';
import type { Drawing } from './placed.ts';
import { place } from './place.ts';

// The program of the thread that lays graphs out: a drawing in, its placement out.

parentPort?.on('message', (drawing: Drawing) => {
  const answer = (message: Answer): void => {
    parentPort?.postMessage(message);
  };
  place(drawing).then(
    (placement) => {
      answer({ placement });
    },
    (thrown: unknown) => {
      answer({ error: thrown instanceof Error ? thrown.message : String(thrown) });
    },
  );
});
