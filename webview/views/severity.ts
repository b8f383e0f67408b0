import type { Severity } from '../../src/protocol/model.ts';
import type { IconName } from '../elements/icon.ts';
import type { Tone } from '../verdict.ts';

/** How a finding's severity looks and what a screen reader calls it. */
export const severityIcons: Readonly<
  Record<Severity, { readonly icon: IconName; readonly tone: Tone; readonly word: string }>
> = {
  error: { icon: 'error', tone: 'failed', word: 'Error' },
  warning: { icon: 'warning', tone: 'warning', word: 'Warning' },
  info: { icon: 'info', tone: 'information', word: 'Note' },
};
