import { css, html, nothing, type TemplateResult } from 'lit';
import type { Finding } from '../../src/protocol/model.ts';
import type { CopiedColumn } from '../copy.ts';
import { link } from '../elements/controls.ts';
import { icon } from '../elements/icon.ts';
import { path } from '../elements/names.ts';
import { sentence } from '../format.ts';
import type { Model } from '../state/model.ts';
import { targetOf } from './findings.ts';
import { severityIcons } from './severity.ts';
import type { Target } from './view.ts';

export const findingStyles = css`
  .findings {
    display: grid;
    gap: 8px;
  }
  .findings li {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    gap: 8px;
  }
  .findings .icon {
    margin-top: 1px;
  }
`;

/** What is copied of a finding. */
export const copiedFindings: readonly CopiedColumn<Finding>[] = [
  { title: 'severity', value: ({ severity }) => severity },
  { title: 'code', value: ({ code }) => code },
  { title: 'kind', value: ({ kind }) => kind },
  { title: 'location', value: ({ location }) => location },
  { title: 'message', value: ({ message }) => message },
];

/** Findings with the place that each leads to, named as its row there is. */
export function findingList(
  model: Model,
  findings: readonly Finding[],
  onNavigate: (target: Target) => void,
): TemplateResult {
  return html`<ul class="findings">
    ${findings.map((finding) => {
      const { icon: iconName, tone, word } = severityIcons[finding.severity];
      const { location, kind, message } = finding;
      const named = kind === 'tensor' ? model.names.of(location) : location;
      const target = targetOf(finding, model.views);
      const where = path(named, location);
      return html`<li>
        ${icon(iconName, tone)}
        <div>
          <span class="visually-hidden">${word}:</span>
          ${
            location === ''
              ? nothing
              : html`<div class="cut">
                  ${
                    target === null
                      ? where
                      : link(where, () => {
                          onNavigate(target);
                        })
                  }
                </div>`
          }
          <div class="small secondary wrapped">
            ${sentence(kind === 'tensor' ? model.names.within(message, location) : message)}
          </div>
        </div>
      </li>`;
    })}
  </ul>`;
}
