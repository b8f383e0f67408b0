import { shownNames, visibleText } from '../protocol/visible-text.ts';
import type { Finding } from '../protocol/model.ts';
import type { Scanned } from './scan.ts';

/** Names with characters that act instead of being seen: a name must not look like another one. */
export function scanNames({
  metaGraphs,
  layers,
  tensors,
}: Pick<Scanned, 'metaGraphs' | 'layers' | 'tensors'>): Finding[] {
  const found = [
    ...tensors.map(({ name }) => ({ name, kind: 'tensor' as const })),
    ...layers.map(({ path }) => ({ name: path, kind: 'layer' as const })),
    ...(metaGraphs ?? []).flatMap(({ signatures }) =>
      Object.entries(signatures).flatMap(([signature, { inputs, outputs }]) =>
        [signature, ...Object.keys(inputs), ...Object.keys(outputs)].map((name) => ({
          name,
          kind: 'signature' as const,
        })),
      ),
    ),
  ].filter(({ name }) => visibleText(name) !== name);
  const [first] = found;
  if (!first) return [];
  return [
    {
      severity: 'warning',
      code: 'unsafe-name',
      message: `Names hold control characters or characters that change the direction of text: ${shownNames(found.map(({ name }) => name))}. They are shown as escapes here; other programs may show them as something else.`,
      location: first.name,
      kind: first.kind,
    },
  ];
}
