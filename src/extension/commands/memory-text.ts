import { plural } from '../../protocol/figures.ts';
import { visibleText } from '../../protocol/visible-text.ts';
import type { Result } from '../../protocol/requests.ts';

/** What takes how much memory, a line each. `host`: resident bytes of the extension host. */
export function memoryText(host: number, server: Result<'server/memory'>): readonly string[] {
  const { resident, heap, buffers, artifacts } = server;
  return [
    `Extension host, all extensions together: ${megabytes(host)}`,
    `Process that reads models: ${megabytes(resident)}, of it ${megabytes(heap)} objects and ${megabytes(buffers)} bytes of files`,
    artifacts.length === 0 ? 'Nothing is open.' : `Open: ${artifacts.map(openText).join(' · ')}`,
  ];
}

function openText({ name, tensors, views }: Result<'server/memory'>['artifacts'][number]): string {
  return `${visibleText(name)} (${plural(tensors, 'tensor')}, ${plural(views, 'tab')})`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
