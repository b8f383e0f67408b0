import { html, nothing, type TemplateResult } from 'lit';
import type { TensorPage } from '../../../src/protocol/tensors.ts';
import { chip, link } from '../../elements/controls.ts';
import { icon } from '../../elements/icon.ts';
import { roleColours } from '../../elements/kinds.ts';
import { roving } from '../../elements/roving.ts';
import { count, visible } from '../../format.ts';
import { facetValues, toggleFacet, type FacetKey } from '../../state/filter.ts';

/** What the filter can let through, with how many there are of each. The filter's text is the only state. */
export function facetBar(
  { facets, matched }: Pick<TensorPage, 'facets' | 'matched'>,
  filter: string,
  onFilter: (filter: string) => void,
): TemplateResult {
  const { roles, dtypes, withFindings } = facets;
  const facet = (
    key: FacetKey,
    value: string,
    label: unknown,
    amount: number,
    name?: string,
  ): TemplateResult =>
    chip(
      label,
      count(amount),
      facetValues(filter, key).includes(value),
      () => {
        onFilter(toggleFacet(filter, key, value));
      },
      name,
    );
  return html`<div
    class="facets"
    role="group"
    aria-label="Facets"
    ${roving({ items: '.chip', along: 'row' })}
  >
    <span class="group"
      ><span class="label">Role</span>${roles.map(({ role, count: amount }) =>
        facet('role', role, html`<span class="square ${roleColours[role]}"></span>${role}`, amount),
      )}</span
    >
    <span class="group"
      ><span class="label">Dtype</span
      >${dtypes.map(({ dtype, count: amount }) => facet('dtype', dtype, visible(dtype), amount))}</span
    >
    ${
      withFindings === 0
        ? nothing
        : html`<span class="group"
            ><span class="label">Findings</span>${facet(
              'has',
              'finding',
              icon('warning', 'warning'),
              withFindings,
              `With findings: ${count(withFindings)}`,
            )}</span
          >`
    }
    ${
      filter === '' || matched === 0
        ? nothing
        : html`<span class="end"
            >${link('Clear filter', () => {
              onFilter('');
            })}</span
          >`
    }
  </div>`;
}
