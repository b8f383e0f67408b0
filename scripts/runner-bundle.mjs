// What the runner's bundle needs beyond esbuild's own: tfjs-node asks @mapbox/node-pre-gyp where its addon is. In
// the bundle the answer is the addon that was compiled into the cache (src/runner/binding.ts names it).

/** @type {import('esbuild').Plugin} */
export const runnerPlugin = {
  name: 'tfjs-node-addon',
  setup(build) {
    build.onResolve({ filter: /^@mapbox\/node-pre-gyp$/ }, () => ({
      path: 'node-pre-gyp',
      namespace: 'tfjs-node-addon',
    }));
    build.onLoad({ filter: /.*/, namespace: 'tfjs-node-addon' }, () => ({
      contents: 'exports.find = () => process.env.TFJS_NODE_ADDON;',
      loader: 'js',
    }));
  },
};
