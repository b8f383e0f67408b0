import type { Graph } from '../../elements/graph/graph.ts';
import type { Model } from '../../state/model.ts';

/** Bytes that are written as text at a time: more arguments than a call may have would fail. */
const piece = 32_768;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += piece) {
    text += String.fromCharCode(...bytes.subarray(at, at + piece));
  }
  return btoa(text);
}

/** Has VS Code ask where the whole picture is to be saved; beside the model, whose own folder stays as it was saved. */
export async function exportPicture(
  { rpc, summary }: Model,
  graph: Graph,
  format: 'svg' | 'png',
): Promise<void> {
  const file = await graph.file(format);
  if (file === null) return;
  const outside = summary.path === summary.root ? '../' : '';
  const name = `${outside}${summary.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')}.${format}`;
  if (format === 'svg') rpc.host({ action: 'save-text', name, text: await file.text() });
  else {
    const bytes = new Uint8Array(await file.arrayBuffer());
    rpc.host({ action: 'save-bytes', name, base64: base64(bytes) });
  }
}
