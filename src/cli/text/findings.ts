import type { Finding, Severity } from '../../protocol/model.ts';
import { shownSentence } from './table.ts';
import type { Paint, Style } from './terminal.ts';

const marks: Readonly<Record<Severity, readonly [string, Style]>> = {
  error: ['✗', 'red'],
  warning: ['!', 'yellow'],
  info: ['i', 'blue'],
};

/** One line for each finding, in their order: a mark, the sentence, and what it is about. */
export function findingLines(findings: readonly Finding[], paint: Paint): string[] {
  return findings.map(({ severity, message, location }) => {
    const [mark, style] = marks[severity];
    const where = location === '' || message.includes(location) ? '' : `  ${location}`;
    return `  ${paint(style, mark)} ${shownSentence(message)}${paint('dim', shownSentence(where))}`;
  });
}

/** Exit code of commands that look: 1 where something is damaged. */
export function exitCodeFor(findings: readonly Pick<Finding, 'severity'>[]): number {
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}
