import { visibleText } from '../../protocol/visible-text.ts';
import type { Fact } from '../../protocol/model.ts';
import type { MetaGraphOutline } from './meta-graph.ts';

/** Versions and what meta graphs were written with, by meta graph where there are several. */
export function versionFacts(metaGraphs: readonly MetaGraphOutline[], source: string): Fact[] {
  const facts: Fact[] = [];
  for (const metaGraph of metaGraphs) {
    const group =
      metaGraphs.length > 1 ? `Versions (${metaGraph.tags.join(', ') || 'no tags'})` : 'Versions';
    const add = (name: string, value: string): void => {
      if (value !== '') facts.push({ group, name, value: visibleText(value), source });
    };
    add('TensorFlow', metaGraph.tensorflowVersion);
    add('TensorFlow build', metaGraph.gitVersion);
    const versions = metaGraph.graph.versions;
    if (versions) {
      add('Graph producer', String(versions.producer));
      add('Lowest graph consumer', String(versions.minConsumer));
      if (versions.badConsumers.length > 0) {
        add('Refused graph consumers', versions.badConsumers.join(', '));
      }
    }
    add('Default attributes', metaGraph.strippedDefaultAttributes ? 'left out' : 'written');
    if (metaGraph.saver) add('Checkpoint format', saverVersions[metaGraph.saver.version] ?? '');
  }
  return facts;
}

/** SaverDef.CheckpointFormatVersion */
const saverVersions = ['legacy', 'V1', 'V2'];
