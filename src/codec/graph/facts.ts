import { compareNatural } from '../../core/natural.ts';
import { plural } from '../../protocol/figures.ts';
import { shownName, visibleText } from '../../protocol/visible-text.ts';
import type { Fact } from '../../protocol/model.ts';
import type { Collection } from './collections.ts';
import type { MetaGraphOutline } from './meta-graph.ts';

/** Versions and what meta graphs were written with, by meta graph where there are several. */
export function versionFacts(metaGraphs: readonly MetaGraphOutline[], source: string): Fact[] {
  const facts: Fact[] = [];
  for (const metaGraph of metaGraphs) {
    const group = groupOf('Versions', metaGraph.tags, metaGraphs);
    const add = (name: string, value: string): void => {
      if (value !== '') facts.push({ group, name, value: shownName(value), source });
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

/** How the graph saves and restores its variables. */
export function saverFacts({ saver }: MetaGraphOutline, source: string): Fact[] {
  if (!saver) return [];
  const { maxToKeep, keepCheckpointEveryNHours: hours } = saver;
  return [
    ['Sharded', saver.sharded ? 'yes' : 'no'],
    ['Checkpoints kept', maxToKeep > 0 ? String(maxToKeep) : 'all'],
    // 10,000 hours stand for never (tensorflow/python/training/saver.py).
    ['One kept for good every', hours > 0 && hours < 10_000 ? `${String(hours)} hours` : ''],
    ['File name tensor', saver.filenameTensorName],
    ['Save tensor', saver.saveTensorName],
    ['Restore operation', saver.restoreOpName],
  ]
    .filter(([, value]) => value !== '')
    .map(([name = '', value = '']) => ({
      group: 'Saver',
      name,
      value: visibleText(value),
      source,
    }));
}

/** Collections that are told, and names of what is in one. */
const mostCollections = 100;
const namesShown = 3;

/** What programs have collected in meta graphs, by meta graph where there are several. */
export function collectionFacts(metaGraphs: readonly MetaGraphOutline[], source: string): Fact[] {
  return metaGraphs.flatMap(({ tags, collections }) =>
    [...collections]
      .sort(([a], [b]) => compareNatural(a, b))
      .slice(0, mostCollections)
      .map(([name, collection]) => ({
        group: groupOf('Collections', tags, metaGraphs),
        name: shownName(name),
        value: visibleText(contentsOf(name, collection)),
        source,
      })),
  );
}

/** "12 variables: dense/kernel, dense/bias and 10 more" */
function contentsOf(name: string, collection: Collection): string {
  const { count, names, messages } = collection;
  const [one, several] = nounOf(name, collection);
  const types = [...new Set(messages.map(({ type }) => type))];
  const shown = (names.length > 0 ? names : types).slice(0, namesShown).map(shownName);
  const more = names.length > 0 ? count - shown.length : types.length - shown.length;
  const rest = more > 0 ? ` and ${String(more)} more` : '';
  return `${plural(count, one, several)}${shown.length > 0 ? `: ${shown.join(', ')}${rest}` : ''}`;
}

/** What TensorFlow's own collections of messages hold (GraphKeys of tensorflow/python/framework/ops.py). */
const ownNouns: Readonly<Record<string, readonly [one: string, several: string]>> = {
  cond_context: ['conditional', 'conditionals'],
  while_context: ['loop', 'loops'],
  queue_runners: ['queue runner', 'queue runners'],
  savers: ['saver', 'savers'],
};

function nounOf(
  name: string,
  { kind, names }: Collection,
): readonly [one: string, several: string] {
  switch (kind) {
    case 'variables':
      return ['variable', 'variables'];
    case 'numbers':
      return ['number', 'numbers'];
    case 'messages':
      return ['message', 'messages'];
    case 'bytes':
      return Object.hasOwn(ownNouns, name)
        ? (ownNouns[name] ?? ['entry', 'entries'])
        : ['entry', 'entries'];
    case 'nodes':
      if (names.every((node) => /:\d+$/.test(node))) return ['tensor', 'tensors'];
      return names.some((node) => /:\d+$/.test(node))
        ? ['node', 'nodes']
        : ['operation', 'operations'];
  }
}

function groupOf(
  group: string,
  tags: readonly string[],
  metaGraphs: readonly MetaGraphOutline[],
): string {
  return metaGraphs.length > 1 ? `${group} (${tags.join(', ') || 'no tags'})` : group;
}

/** SaverDef.CheckpointFormatVersion */
const saverVersions = ['legacy', 'V1', 'V2'];
