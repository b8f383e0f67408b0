import { FindingList } from '../../core/finding-list.ts';
import { shownName, shownNames } from '../../protocol/visible-text.ts';
import type { Fact, Finding } from '../../protocol/model.ts';
import type { Listing } from './calls.ts';
import { isKerasConfiguration } from './keras.ts';
import { others } from './tensors.ts';

/** Facts that are told; the rest stays in the file. */
const mostFacts = 2000;

/** Names in one fact. */
const mostNames = 50;

/** Characters of an attribute's value. */
const longestValue = 500;

/** Attributes of every object, how datasets are stored, and where links lead. */
export function factsOf({ objects }: Listing, source: string): readonly Fact[] {
  const facts: Fact[] = [];
  for (const object of objects) {
    const group = object.path === '' ? 'File' : object.path;
    const add = (name: string, value: string): void => {
      if (facts.length < mostFacts) facts.push({ group, name, value, source });
    };
    for (const { name, value, problem } of object.attributes) {
      if (object.path === '' && isKerasConfiguration(name)) continue; // it is shown as JSON
      add(name, problem === undefined ? valueText(value) : `cannot be read: ${problem}`);
    }
    if (object.kind === 'link') {
      add(object.external ? 'external link, not followed' : 'link', object.target);
    } else if (object.kind === 'alias') {
      add('the same as', object.of);
    } else if (object.kind === 'dataset') {
      const { chunks, filters, type, virtualSources, external } = object.dataset;
      if (chunks) add('chunks', chunks.join(' × '));
      if (filters.length > 0) add('filters', filters.join(', '));
      if (external) add('external storage, not followed', 'yes');
      if (virtualSources.length > 0) add('virtual, made of', shownNames(virtualSources, mostNames));
      if (type.kind === 'enumeration') {
        const values = type.members.map(({ name, value }) => `${name} = ${String(value)}`);
        add('values', shownNames(values, mostNames));
      }
    }
  }
  return facts;
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

/** What cannot be read, what leads out of the file, and what was not listed. */
export function findingsOf(
  { objects, cut }: Listing,
  file: string,
  path: string,
): readonly Finding[] {
  const findings = new FindingList(file);
  const add = (
    severity: Finding['severity'],
    code: string,
    message: string,
    location: string,
  ): void => {
    findings.add({ severity, code, message, location: location || file, kind: 'file' });
  };
  for (const object of objects) {
    const name = shownName(object.path);
    if (object.kind === 'damaged') {
      const message = `${name || path} cannot be read: ${object.problem}. The rest of the file is shown. Copy it again from where it was saved.`;
      add('error', 'malformed', message, object.path);
    } else if (object.kind === 'link' && object.external) {
      const message = `${name} is a link to another file, ${shownName(object.target)}, which is not followed. ${others} Open that file itself.`;
      add('warning', 'external-link', message, object.path);
    }
  }
  if (cut !== null) add('warning', 'limit-exceeded', `${path} is not shown whole: ${cut}.`, '');
  return findings.all;
}
