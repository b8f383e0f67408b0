import { Worker } from 'node:worker_threads';

/** Looks every second whether the process that started us is still there; one that is gone had a heir, or none. */
const program = `
const { workerData: parent } = require('node:worker_threads');
setInterval(() => {
  let gone = process.ppid !== parent;
  try {
    process.kill(parent, 0);
  } catch {
    gone = true;
  }
  if (gone) process.kill(process.pid, 'SIGKILL');
}, 1000);
`;

/**
 * Ends this process when its parent has ended, in whatever way, and even while native code holds the main thread: who
 * leads a process group of its own would go on, and nobody would know of it. A thread of its own looks after that.
 */
export function endWithParent(): void {
  const worker = new Worker(program, { eval: true, workerData: process.ppid });
  worker.unref();
}
