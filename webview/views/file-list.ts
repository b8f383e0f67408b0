import { css, html, type TemplateResult } from 'lit';
import type { FileInfo } from '../../src/protocol/model.ts';
import type { CopiedColumn } from '../copy.ts';
import { path } from '../elements/names.ts';
import { bytes, when } from '../format.ts';

export const fileStyles = css`
  .files > li {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    gap: 12px;
    min-width: 0;
    line-height: 20px;
    font-size: 12px;
  }
  .files .mono {
    flex: none;
  }
`;

/** What is copied of a file. */
export const copiedFiles: readonly CopiedColumn<FileInfo>[] = [
  { title: 'path', value: (file) => file.path },
  { title: 'bytes', value: (file) => file.bytes },
  { title: 'modified', value: (file) => new Date(file.modified).toISOString() },
];

/** Files of the artifact with their sizes; the hover says when each was changed. */
export function fileList(files: readonly FileInfo[]): TemplateResult {
  return html`<ul class="files">
    ${files.map(
      (file) =>
        html`<li title=${when(file.modified, Date.now())}>
          <span class="cut">${path(file.path)}</span
          ><span class="mono secondary">${bytes(file.bytes)}</span>
        </li>`,
    )}
  </ul>`;
}
