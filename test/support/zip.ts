import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';

/** The files of an archive by name. */
export async function readZip(file: string): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await openPromise(file);
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return files;
}
