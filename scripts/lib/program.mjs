// @ts-check
import { Problem } from './problem.mjs';

const oldestNode = 20;

/**
 * Runs a program of ours to its end: its answer is the exit code, its error a message.
 *
 * @param {(words: string[]) => Promise<number>} main gets the words after the program's name
 */
export async function program(main) {
  const [major] = process.versions.node.split('.').map(Number);
  if (major !== undefined && major < oldestNode) {
    console.error(`This needs Node ${oldestNode} or later, and this is ${process.versions.node}.`);
    process.exit(2);
  }
  process.exit(await main(process.argv.slice(2)).catch(complain));
}

/** Says what went wrong; a stack only helps where the fault is ours. @param {unknown} error */
export function complain(error) {
  console.error(error instanceof Problem ? error.message : error);
  return 1;
}
