import { css, html, nothing, type TemplateResult } from 'lit';
import type { Finding } from '../../src/protocol/model.ts';
import type { CopiedColumn } from '../copy.ts';
import { link } from '../elements/controls.ts';
import { icon } from '../elements/icon.ts';
import { path } from '../elements/names.ts';
import { grouped, parted } from '../finding-words.ts';
import { sentence } from '../format.ts';
import type { Model } from '../state/model.ts';
import { targetOf } from './findings.ts';
import { severityIcons } from './severity.ts';
import type { Target } from './view.ts';

export const findingStyles = css`
  .findings {
    display: grid;
    gap: 12px;
  }
  .findings li {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    gap: 8px;
  }
  .findings .icon {
    margin-top: 1px;
  }
  .findings .where {
    display: flex;
    gap: 4px;
    min-width: 0;
    white-space: nowrap;
  }
  .group-title {
    font-size: 12px;
    line-height: 18px;
    font-weight: 600;
    color: var(--secondary);
  }
  .findings + .group-title {
    margin-top: 8px;
  }
`;

/** What is copied of a finding. */
export const copiedFindings: readonly CopiedColumn<Finding>[] = [
  { title: 'severity', value: ({ severity }) => severity },
  { title: 'code', value: ({ code }) => code },
  { title: 'topic', value: ({ topic }) => topic ?? null },
  { title: 'kind', value: ({ kind }) => kind },
  { title: 'location', value: ({ location }) => location },
  { title: 'message', value: ({ message }) => message },
  { title: 'count', value: ({ count }) => count ?? 1 },
];

type Navigate = (target: Target) => void;

/**
 * Findings with the place that each leads to, named as its row there is; more than a few under headings.
 * @param most how many are shown
 */
export function findingList(
  model: Model,
  findings: readonly Finding[],
  onNavigate: Navigate,
  most = Infinity,
): TemplateResult {
  let left = most;
  return html`${grouped(findings).map(({ title, findings: group }) => {
    const shown = group.slice(0, left);
    left -= shown.length;
    if (shown.length === 0) return nothing;
    return html`${title === '' ? nothing : html`<h3 class="group-title">${title}</h3>`}
      <ul class="findings">
        ${shown.map((finding) => findingItem(model, finding, onNavigate))}
      </ul>`;
  })}`;
}

function findingItem(model: Model, finding: Finding, onNavigate: Navigate): TemplateResult {
  const { icon: iconName, tone, word } = severityIcons[finding.severity];
  const { location, kind, message } = finding;
  const named = kind === 'tensor' ? model.names.of(location) : location;
  const target = targetOf(finding, model.views, model.summary);
  const where = path(named, location);
  const [what, rest] = parted(kind === 'tensor' ? model.names.within(message, location) : message);
  // What leads nowhere and is in the sentence is not said twice.
  const placed = location !== '' && (target !== null || !what.includes(named));
  return html`<li>
    ${icon(iconName, tone)}
    <div>
      <div class="where caption">
        <span>${word}</span>
        ${
          !placed
            ? nothing
            : html`<span aria-hidden="true">·</span
                ><span class="cut"
                  >${
                    target === null
                      ? where
                      : link(where, () => {
                          onNavigate(target);
                        })
                  }</span
                >`
        }
      </div>
      <div class="wrapped">${sentence(what)}</div>
      ${rest === '' ? nothing : html`<div class="small secondary wrapped">${sentence(rest)}</div>`}
    </div>
  </li>`;
}
