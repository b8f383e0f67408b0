import type { Model } from '../state/model.ts';

/** Bytes that are written as text at a time: more arguments than a call may have would fail. */
const piece = 32_768;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += piece) {
    text += String.fromCharCode(...bytes.subarray(at, at + piece));
  }
  return btoa(text);
}

/**
 * Has VS Code ask where a picture is to be saved; beside the model, whose own folder stays as it was saved.
 *
 * @param title what it is called, without what tells its format
 */
export async function savePicture(
  { rpc, summary }: Model,
  title: string,
  file: Blob | null,
  format: 'svg' | 'png',
): Promise<void> {
  if (file === null) return;
  const outside = summary.path === summary.root ? '../' : '';
  const name = `${outside}${title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')}.${format}`;
  if (format === 'svg') rpc.host({ action: 'save-text', name, text: await file.text() });
  else {
    const bytes = new Uint8Array(await file.arrayBuffer());
    rpc.host({ action: 'save-bytes', name, base64: base64(bytes) });
  }
}
