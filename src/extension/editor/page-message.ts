import type { HostAction, LastingMethod, ToHost, ViewMethod } from '../../protocol/webview.ts';

/** Whether a method may last; a record, so that none is forgotten. */
const viewMethods: {
  readonly [M in ViewMethod]: M extends LastingMethod ? true : false;
} = {
  'artifact/layers': false,
  'artifact/layer-summary': false,
  'graph/list': false,
  'graph/picture': false,
  'graph/node': false,
  'graph/search': false,
  'artifact/tensors': false,
  'artifact/values': false,
  'artifact/statistics': true,
  'embeddings/tables': false,
  'embeddings/analysis': false,
  'embeddings/norms': false,
  'embeddings/rows': false,
  'embeddings/neighbours': false,
  'embeddings/compare': false,
  'embeddings/map': false,
  'embeddings/labels': false,
  'artifact/preview': false,
  'verify/run': true,
  'verify/last': false,
  'verify/sample': false,
  'verify/record': true,
  'runtime/doctor': false,
  'runtime/setup': true,
};

/** The texts that each action carries. */
const actionTexts: Readonly<Record<HostAction['action'], readonly string[]>> = {
  copy: ['text'],
  'open-file': ['path'],
  'open-part': ['path'],
  'open-as-text': [],
  'manage-trust': [],
  'show-log': [],
  'restart-server': [],
  'stop-reading': [],
  'read-again': [],
  'pick-prediction': [],
  'pick-labels': [],
  'save-text': ['name', 'text'],
  'save-bytes': ['name', 'base64'],
};

type Fields = Readonly<Record<string, unknown>>;

/**
 * A message from the page, if it is one. Page and host are of one build, but what the page shows comes out of
 * anybody's files: whatever should ever speak in its place gets no further than here. What a request's parameters
 * hold is the server's to judge.
 *
 * @returns null for what is no message of ours
 */
export function pageMessage(data: unknown): ToHost | null {
  if (!isFields(data)) return null;
  const valid = isReady(data) || isRequest(data) || isCancel(data) || isAction(data);
  return valid ? (data as unknown as ToHost) : null;
}

function isReady({ type }: Fields): boolean {
  return type === 'ready';
}

function isRequest({ type, id, method, params, lasting }: Fields): boolean {
  if (type !== 'request' || !isId(id) || !isKeyOf(viewMethods, method)) return false;
  return isFields(params) && (lasting === false || (lasting === true && viewMethods[method]));
}

function isCancel({ type, id }: Fields): boolean {
  return type === 'cancel' && isId(id);
}

function isAction(data: Fields): boolean {
  const { type, action } = data;
  if (type !== 'host' || !isKeyOf(actionTexts, action)) return false;
  const texts: readonly string[] = actionTexts[action];
  return texts.every((name) => typeof data[name] === 'string');
}

function isId(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** Own keys only: `constructor` is no method of ours. */
function isKeyOf<T extends object>(record: T, value: unknown): value is keyof T {
  return typeof value === 'string' && Object.hasOwn(record, value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
