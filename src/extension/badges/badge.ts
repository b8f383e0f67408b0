import type { Verdict } from '../../protocol/verify.ts';

/** How a model is marked in the Explorer and on its tab. */
export interface Badge {
  /** One character. */
  readonly badge: string;
  readonly tooltip: string;
  /** A colour of the theme, for what wants to be seen; it colours the name as well. */
  readonly color?: string;
}

/** A model of which no more is known. */
export const modelBadge: Badge = { badge: '◆', tooltip: 'Saved model' };

/** Weights alone; they cannot be verified. */
export const checkpointBadge: Badge = { badge: '◆', tooltip: 'Checkpoint' };

/** A model that was verified. `stale`: its bytes have changed since. */
export function verdictBadge({ verdict, stale }: { verdict: Verdict; stale: boolean }): Badge {
  if (stale) return { badge: '◇', tooltip: 'Saved model · Changed since it was verified' };
  switch (verdict) {
    case 'match':
      return { badge: '✓', tooltip: 'Saved model · Verified: match' };
    case 'different':
      return {
        badge: '✗',
        tooltip: 'Saved model · Verified: different',
        color: 'list.errorForeground',
      };
    case 'cannot-run':
      return {
        badge: '✗',
        tooltip: 'Saved model · Verified: cannot run',
        color: 'list.errorForeground',
      };
    case 'non-deterministic':
      return {
        badge: '!',
        tooltip: 'Saved model · Verified: not deterministic',
        color: 'list.warningForeground',
      };
    case 'no-baseline':
      return modelBadge;
  }
}
