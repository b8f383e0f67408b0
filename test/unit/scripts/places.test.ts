import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheFolder as cacheOfScripts } from '../../../scripts/lib/places.mjs';
import { cacheFolder } from '../../../src/runtime/cache.ts';

const settings: NodeJS.ProcessEnv[] = [
  { SAVED_MODEL_CACHE: undefined, XDG_CACHE_HOME: undefined },
  { SAVED_MODEL_CACHE: undefined, XDG_CACHE_HOME: '/somewhere/cache' },
  { SAVED_MODEL_CACHE: 'relative/folder', XDG_CACHE_HOME: '/somewhere/cache' },
];

for (const setting of settings) {
  test(`scripts and runtime share one cache: ${JSON.stringify(setting)}`, (t) => {
    const before = { ...process.env };
    t.after(() => {
      process.env = before;
    });
    process.env = { ...before, ...setting };
    for (const [name, value] of Object.entries(setting)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
    }
    assert.equal(cacheOfScripts(), cacheFolder());
  });
}
