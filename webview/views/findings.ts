import type { Finding } from '../../src/protocol/model.ts';
import type { Target } from './view.ts';

/** Where a finding leads, if that place exists. */
export function targetOf(finding: Finding, views: readonly string[]): Target | null {
  const { kind, location } = finding;
  if (kind === 'tensor' && views.includes('tensors')) return { view: 'tensors', tensor: location };
  if (kind === 'layer' && views.includes('architecture')) {
    return { view: 'architecture', layer: location };
  }
  if (kind === 'signature' && views.includes('signatures')) {
    return { view: 'signatures', signature: location };
  }
  return null;
}
