import { visibleText } from '../../core/text.ts';
import type { Fact } from '../../protocol/model.ts';
import type { MetaGraphOutline } from './meta-graph.ts';

/** Facts of saved_model.pb: versions and what the graph was written with, by meta graph where there are several. */
export function modelFacts(
  schemaVersion: bigint,
  metaGraphs: readonly MetaGraphOutline[],
  objectCount: number | null,
  source: string,
): Fact[] {
  const facts: Fact[] = [];
  const add = (group: string, name: string, value: string): void => {
    if (value !== '') facts.push({ group, name, value: visibleText(value), source });
  };
  for (const metaGraph of metaGraphs) {
    const group =
      metaGraphs.length > 1 ? `Versions (${metaGraph.tags.join(', ') || 'no tags'})` : 'Versions';
    add(group, 'TensorFlow', metaGraph.tensorflowVersion);
    add(group, 'TensorFlow build', metaGraph.gitVersion);
    const versions = metaGraph.graph.versions;
    if (versions) {
      add(group, 'Graph producer', String(versions.producer));
      add(group, 'Lowest graph consumer', String(versions.minConsumer));
      if (versions.badConsumers.length > 0) {
        add(group, 'Refused graph consumers', versions.badConsumers.join(', '));
      }
    }
    add(group, 'Default attributes', metaGraph.strippedDefaultAttributes ? 'left out' : 'written');
    if (metaGraph.saver) {
      add(group, 'Checkpoint format', saverVersions[metaGraph.saver.version] ?? '');
    }
  }
  add('Model', 'Schema version', String(schemaVersion));
  add('Model', 'Object graph', objectCount === null ? 'none' : `${String(objectCount)} objects`);
  return facts;
}

/** SaverDef.CheckpointFormatVersion */
const saverVersions = ['legacy', 'V1', 'V2'];
