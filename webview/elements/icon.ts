import { html, type TemplateResult } from 'lit';

/**
 * Codicons in use, by name and character. The font is @vscode/codicons'; its style sheet cannot reach into
 * shadow roots, so the characters stand here (a test holds them to the package).
 */
export const glyphs = {
  'arrow-down': '\uea9a',
  'arrow-left': '\uea9b',
  'arrow-right': '\uea9c',
  'arrow-up': '\ueaa1',
  check: '\ueab2',
  'chevron-down': '\ueab4',
  'chevron-left': '\ueab5',
  'chevron-right': '\ueab6',
  'circle-large': '\uebb5',
  'circle-slash': '\ueabd',
  close: '\uea76',
  'cloud-download': '\ueac2',
  'collapse-all': '\ueac5',
  copy: '\uebcc',
  'debug-disconnect': '\uead0',
  error: '\uea87',
  'expand-all': '\ueb95',
  export: '\uebac',
  file: '\uea7b',
  filter: '\ueaf1',
  'folder-opened': '\ueaf7',
  'go-to-file': '\uea94',
  graph: '\ueb03',
  history: '\uea82',
  info: '\uea74',
  json: '\uea8b',
  'kebab-vertical': '\ueb10',
  'pass-filled': '\uebb3',
  refresh: '\ueb37',
  'screen-full': '\ueb4c',
  search: '\uea6d',
  shield: '\ueb53',
  'symbol-color': '\ueb5c',
  sync: '\uea77',
  'symbol-array': '\uea8a',
  'type-hierarchy': '\uebb9',
  verified: '\ueb77',
  warning: '\uea6c',
  'zoom-in': '\ueb81',
  'zoom-out': '\ueb82',
} as const;

export type IconName = keyof typeof glyphs;

/** An icon beside words that say the same; screen readers skip it. */
export function icon(name: IconName, classes = ''): TemplateResult {
  return html`<span class="icon ${classes}" aria-hidden="true">${glyphs[name]}</span>`;
}
