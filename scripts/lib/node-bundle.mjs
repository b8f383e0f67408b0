// @ts-check

/**
 * How what Node runs is bundled into ES modules: Node 20 is the oldest that runs it, and a newer target would emit
 * calls that it lacks.
 */
export const nodeBundle = /** @type {const} */ ({
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  splitting: true,
  sourcemap: 'linked',
  loader: { '.wasm': 'binary' },
  mainFields: /** @type {string[]} */ (['module', 'main']),
  // CommonJS dependencies inside an ES module still call require for Node's built-ins.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
