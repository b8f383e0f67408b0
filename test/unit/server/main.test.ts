import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  CancellationTokenSource,
  createProtocolConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ProgressType,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import type {
  Method,
  Params,
  Report,
  Result,
  ServerOptions,
} from '../../../src/protocol/requests.ts';
import type { TensorStatistics } from '../../../src/protocol/tensors.ts';
import { appErrorCode, trustGranted } from '../../../src/protocol/wire.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const sample = path.join(root, 'samples/training-run');

let storage: string;
let child: ChildProcess;
let connection: ProtocolConnection;

before(async () => {
  storage = await mkdtemp(path.join(tmpdir(), 'server-'));
  child = fork(path.join(root, 'src/server/main.ts'), ['--node-ipc'], {
    execArgv: ['--import', 'tsx'],
  });
  connection = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  const initializationOptions: ServerOptions = { trusted: false, storage };
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions,
  });
  await connection.sendNotification('initialized', {});
});

after(async () => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await ended;
  connection.dispose();
  await rm(storage, { recursive: true });
});

const request = <M extends Method>(method: M, params: Params<M>) =>
  connection.sendRequest<Result<M>>(method, params);

test('an artifact is opened, listed, read in pages and left', async () => {
  const { session, summary } = await request('artifact/open', { path: sample });
  assert.equal(summary.format, 'checkpoint-directory');
  const again = await request('artifact/open', { path: `${sample}/../training-run` });
  assert.notEqual(again.session, session);

  const page = await request('artifact/tensors', {
    session,
    filter: 'role:weight embeddings',
    sort: 'size',
    descending: true,
    offset: 0,
    limit: 1,
  });
  assert.equal(page.matched, 2);
  const tensor = page.rows[0];
  assert.ok(tensor);
  assert.deepEqual(tensor.shape, [1000, 32]);

  const values = await request('artifact/values', {
    session,
    tensor: tensor.name,
    leading: [],
    row: 999,
    rows: 5,
    column: 30,
    columns: 5,
    notation: 'decimal',
  });
  assert.equal(values.cells.length, 2);
  assert.equal(values.tint?.length, 2);

  const { layers } = await request('artifact/layers', { session });
  assert.equal(layers.length, summary.layerCount);
  assert.equal(await request('verify/last', { session }), null);
  assert.equal(await request('artifact/close', { session }), null);
  await assert.rejects(request('artifact/layers', { session }), { code: appErrorCode });
  await request('artifact/close', { session: again.session });
});

test('statistics come by the token of the request, and are there for who asks again', async () => {
  const { session } = await request('artifact/open', { path: sample });
  const { rows } = await request('artifact/tensors', {
    session,
    filter: 'binary_rating role:weight',
    sort: 'name',
    descending: false,
    offset: 0,
    limit: 10,
  });
  const wanted = rows.map(({ name }) => name);
  assert.equal(wanted.length, 2);
  const figures = async (tensors: readonly string[] | 'computed') => {
    const reported: TensorStatistics[] = [];
    const progress = connection.onProgress(
      new ProgressType<Report<'artifact/statistics'>>(),
      7,
      (report) => {
        reported.push(...report.tensors);
      },
    );
    await connection.sendRequest('artifact/statistics', { session, tensors, progressToken: 7 });
    progress.dispose();
    return reported;
  };
  assert.deepEqual(await figures('computed'), []);
  const computed = await figures(wanted);
  assert.deepEqual(
    computed.map(({ name, checksum }) => [name, checksum]),
    wanted.map((name) => [name, 'ok']),
  );
  // Two are computed at once, and either may be the first.
  const again = await figures('computed');
  assert.deepEqual(
    again.sort((a, b) => wanted.indexOf(a.name) - wanted.indexOf(b.name)),
    computed,
  );
  await request('artifact/close', { session });
});

test('what a person can understand comes as data, with its code', async () => {
  const missing = path.join(storage, 'nothing');
  await assert.rejects(request('artifact/open', { path: missing }), (thrown: unknown) => {
    const { code, data } = thrown as { code: number; data: { code: string; message: string } };
    assert.equal(code, appErrorCode);
    assert.equal(data.code, 'not-found');
    assert.match(data.message, /does not exist/);
    return true;
  });
});

test('a cancelled request ends as cancelled', async () => {
  const { session } = await request('artifact/open', { path: sample });
  const { rows } = await request('artifact/tensors', {
    session,
    filter: '',
    sort: 'file',
    descending: false,
    offset: 0,
    limit: 100,
  });
  const source = new CancellationTokenSource();
  const running = connection.sendRequest(
    'artifact/statistics',
    { session, tensors: rows.flatMap(({ name }) => Array<string>(50).fill(name)) },
    source.token,
  );
  source.cancel();
  await assert.rejects(running, (thrown: unknown) => {
    assert.equal((thrown as { data: { code: string } }).data.code, 'cancelled');
    return true;
  });
  await request('artifact/close', { session });
});

test('what makes no sense is refused, and the rest goes on', async () => {
  const { session } = await request('artifact/open', { path: sample });
  const refusals: (readonly [method: string, params?: unknown])[] = [
    ['artifact/delete', {}],
    ['constructor', {}],
    ['__proto__', {}],
    ['artifact/open'],
    ['artifact/open', null],
    ['artifact/open', [sample]],
    ['artifact/open', { path: 7 }],
    ['artifact/open', { path: '\0' }],
    ['artifact/open', JSON.parse('{"__proto__": {"path": "/"}}')],
    ['artifact/layers', { session: 'another' }],
    ['artifact/layers', { session: '__proto__' }],
    ['artifact/layers', { session: { toString: 'no function' } }],
    ['artifact/tensors', { session, filter: 7, sort: 'name' }],
    ['artifact/tensors', { session, filter: '', sort: 7 }],
    ['artifact/values', { session, tensor: '__proto__', leading: [] }],
    ['artifact/values', { session, tensor: null }],
    ['artifact/statistics', { session, tensors: 'save_counter' }],
    ['artifact/preview', { session, path: '../../package.json' }],
    ['artifact/preview', { session, path: '/etc/passwd' }],
  ];
  for (const [method, params] of refusals) {
    await assert.rejects(
      params === undefined
        ? connection.sendRequest(method)
        : connection.sendRequest(method, params),
      ({ data, code }: { data?: { code: string }; code: number }) =>
        data === undefined ? code === ErrorCodes.MethodNotFound : data.code !== 'process-died',
      `${method} ${JSON.stringify(params)}`,
    );
  }
  await connection.sendNotification('$/cancelRequest', { id: 123_456 });
  await connection.sendNotification('unknown/notification', { id: 1 });
  const { layers } = await request('artifact/layers', { session });
  assert.ok(Array.isArray(layers));
  await request('artifact/close', { session });
});

test('nothing is executed until the workspace is trusted', async () => {
  const { session } = await request('artifact/open', { path: sample });
  const refused = (thrown: unknown) => {
    assert.equal((thrown as { data: { code: string } }).data.code, 'untrusted');
    return true;
  };
  await assert.rejects(request('verify/run', { session }), refused);
  await assert.rejects(request('verify/record', { session, inputs: {} }), refused);
  await assert.rejects(request('runtime/setup', {}), refused);
  await connection.sendNotification(trustGranted);
  const report = await request('verify/run', { session });
  // A checkpoint has no graph to run; but now it was the reader of signatures that said so.
  assert.equal(report.verdict, 'cannot-run');
  await request('artifact/close', { session });
});
