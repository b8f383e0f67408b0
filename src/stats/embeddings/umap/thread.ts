import { parentPort } from 'node:worker_threads';
import { UMAP } from 'umap-js';
import { seededRandom } from '../../../core/random.ts';
import type { UmapMessage, UmapTask } from './umap-thread.ts';

// The program of the thread that runs UMAP once: directions in, points out, and meanwhile how far it is.

/** Neighbours of each point that are kept near it; UMAP's own default. */
const neighbours = 15;

parentPort?.once('message', ({ directions, dimensions, seed }: UmapTask) => {
  const count = directions.length / dimensions;
  const post = (message: UmapMessage): void => {
    parentPort?.postMessage(message);
  };
  // Of vectors of length 1 the distance grows with the angle between them.
  const umap = new UMAP({
    nNeighbors: Math.min(neighbours, count - 1),
    random: seededRandom(seed),
  });
  const rounds = umap.initializeFit(
    Array.from({ length: count }, (_, row) =>
      Array.from(directions.subarray(row * dimensions, (row + 1) * dimensions)),
    ),
  );
  for (let round = 0; round < rounds; round++) {
    if (round % 20 === 0) post({ done: round, total: rounds });
    umap.step();
  }
  post({ points: Float32Array.from(umap.getEmbedding().flat()) });
});
