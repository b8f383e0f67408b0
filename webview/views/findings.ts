import type { ArtifactSummary, Finding } from '../../src/protocol/model.ts';
import type { Target } from './view.ts';

/** Where a finding leads, if that place exists. */
export function targetOf(
  { kind, location }: Finding,
  views: readonly string[],
  { assets }: Pick<ArtifactSummary, 'assets'>,
): Target | null {
  if (kind === 'tensor' && views.includes('tensors')) return { view: 'tensors', tensor: location };
  if (kind === 'layer' && views.includes('architecture')) {
    return { view: 'architecture', layer: location };
  }
  if (kind === 'signature' && views.includes('signatures')) {
    return { view: 'signatures', signature: location };
  }
  // Of the files only what belongs beside the model can be looked into.
  if (kind === 'file' && assets.some(({ path }) => path === location)) {
    return { view: 'metadata', file: location };
  }
  return null;
}
