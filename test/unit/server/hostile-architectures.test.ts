import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { AppError } from '../../../src/core/errors.ts';
import type { GraphPicture } from '../../../src/protocol/graph.ts';
import type { Method, Params, Result } from '../../../src/protocol/requests.ts';
import type { Handler } from '../../../src/server/context.ts';
import { createContext } from '../../../src/server/create-context.ts';
import { handlers } from '../../../src/server/handlers/index.ts';
import { temporaryDirectory, writeFiles } from '../../support/files.ts';
import { hostileArchitectures } from '../../support/hostile/architectures.ts';

/** What one model may take, milliseconds, on a machine that does other things as well. */
const patience = 30_000;

/** Nodes that are asked for, and groups that are opened: a picture of a thousand nodes takes its seconds. */
const [some, few] = [20, 5];

describe('a model that no reader likes is shown, or what is wrong with it is said:', () => {
  for (const [what, { file, bytes }] of Object.entries(hostileArchitectures)) {
    test(what, { timeout: patience }, async (t) => {
      const folder = await temporaryDirectory(t);
      await writeFiles(folder, [[file, bytes()]]);
      const context = createContext({ verdicts: null, python: undefined, trusted: false });
      t.after(() => context.sessions.closeAll());
      const { signal } = new AbortController();
      /** The answer, or undefined where a sentence says why there is none. */
      const ask = async <M extends Method>(
        method: M,
        params: Params<M>,
      ): Promise<Result<M> | undefined> => {
        try {
          const handler: Handler<M> = handlers[method];
          return await handler(context, params, { signal, report: () => undefined });
        } catch (thrown) {
          assert.ok(thrown instanceof AppError, `${method}: ${String((thrown as Error).stack)}`);
          assert.notEqual(thrown.code, 'internal', thrown.message);
          assert.match(thrown.message, /\S.*\.$/s);
          return undefined;
        }
      };

      const opened = await ask('artifact/open', {
        path: file === 'saved_model.pb' ? folder : path.join(folder, file),
      });
      assert.ok(opened, 'it opens');
      const { session } = opened;
      const layers = await ask('artifact/layers', { session });
      assert.ok(layers);
      await ask('artifact/layer-summary', { session });
      const list = await ask('graph/list', { session });
      assert.ok(list);
      for (const { id: graph } of list.graphs) {
        for (const level of ['layers', 'ops'] as const) {
          const query = { session, graph, level, opened: [], closed: [] };
          const first = await ask('graph/picture', { ...query, direction: 'down' });
          if (first) assertDrawn(first);
          const groups = (first?.nodes ?? []).filter(({ expanded }) => expanded === false);
          const inner = await ask('graph/picture', {
            ...query,
            opened: [...groups.slice(0, few).map(({ id }) => id), 'no such group'],
            closed: ['no such group'],
            direction: 'right',
          });
          if (inner) assertDrawn(inner);
          const nodes = [...(first?.nodes ?? []), ...(inner?.nodes ?? [])];
          for (const { id } of nodes.slice(0, some))
            await ask('graph/node', { session, graph, id });
        }
        await ask('graph/node', { session, graph, id: 'no such node' });
        for (const text of ['a', '', '(?', '\\'])
          await ask('graph/search', { session, graph, text });
      }
    });
  }
});

/** Whether everything has a place, and nothing leads to what is not drawn. */
function assertDrawn({ nodes, edges, width, height }: GraphPicture): void {
  const ids = new Set(nodes.map(({ id }) => id));
  assert.equal(ids.size, nodes.length, 'each node once');
  assert.ok([width, height].every((size) => Number.isFinite(size) && size >= 0));
  for (const { id, parent, ...box } of nodes) {
    assert.ok(parent === null || ids.has(parent), `${id} is in what is drawn`);
    const places = [box.x, box.y, box.width, box.height];
    assert.ok(places.every(Number.isFinite), `${id} has a place`);
  }
  for (const { from, to, points } of edges) {
    assert.ok(ids.has(from) && ids.has(to), `from ${from} to ${to}`);
    assert.ok(points.length >= 4 && points.every(Number.isFinite));
  }
}
