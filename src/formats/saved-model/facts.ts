import { collectionFacts, versionFacts } from '../../codec/graph/facts.ts';
import type { MetaGraphOutline } from '../../codec/graph/meta-graph.ts';
import type { Fact } from '../../protocol/model.ts';

/** Facts of saved_model.pb itself. */
export function modelFacts(
  schemaVersion: bigint,
  metaGraphs: readonly MetaGraphOutline[],
  objectCount: number | null,
  source: string,
): Fact[] {
  const fact = (name: string, value: string): Fact => ({ group: 'Model', name, value, source });
  return [
    ...versionFacts(metaGraphs, source),
    ...collectionFacts(metaGraphs, source),
    fact('Schema version', String(schemaVersion)),
    fact('Object graph', objectCount === null ? 'none' : `${String(objectCount)} objects`),
  ];
}
