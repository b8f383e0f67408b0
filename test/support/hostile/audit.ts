import type { Workbench } from '../../../scripts/lib/workbench.mjs';
import { flag, host } from './names.ts';

/** What is used of the browser's elements; tests are checked without its types. */
interface PageNode {
  readonly nodeName: string;
  readonly nodeValue: string | null;
  readonly value?: unknown;
  readonly shadowRoot?: PageNode | null;
  readonly childNodes: Iterable<PageNode>;
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
}

/** Elements that no view of ours has, and names would like to be. */
const foreign = ['IMG', 'IFRAME', 'SCRIPT', 'OBJECT', 'EMBED', 'LINK', 'BASE', 'META', 'FORM'];

/**
 * What moves or hides its neighbours on the page: controls but for line ends and tabs between elements, marks of
 * direction, what has no width, halves of characters.
 */
const treacherous =
  '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e' +
  '\\u2060-\\u206f\\ufeff]|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]';

/** Characters of one text on the page, hover or not. */
const longest = 70_000;

/** What is wrong with the page in front: names that became more than text, or text that is not as it looks. */
export async function audit(workbench: Workbench): Promise<readonly string[]> {
  return workbench
    .view()
    .locator('saved-model-app')
    .evaluate(
      (app, { foreign, treacherous, longest, flag }) => {
        const problems: string[] = [];
        const bad = new RegExp(treacherous);
        if (Reflect.get(globalThis, flag) !== undefined) problems.push('a script ran');
        // No function has a name here: what compiles this file would mark names with a helper of its own.
        const nodes = [{ node: app as unknown as PageNode, where: '' }];
        for (let next = nodes.pop(); next; next = nodes.pop()) {
          const { node } = next;
          const where = node.nodeName.startsWith('#')
            ? next.where
            : `${next.where} ${node.nodeName.toLowerCase()}`;
          if (foreign.includes(node.nodeName.toUpperCase())) problems.push(`an element${where}`);
          const texts = [['text', node.nodeName === '#comment' ? '' : (node.nodeValue ?? '')]];
          // A filter is what a person has typed, as it was typed.
          const typed = /INPUT|TEXT-FIELD/.test(node.nodeName);
          if (typeof node.value === 'string' && !typed) texts.push(['value', node.value]);
          for (const { name, value } of node.attributes ?? []) {
            if (typed && name.endsWith('value')) continue;
            if (!name.startsWith('data-')) texts.push([name, value]);
            if (name.startsWith('on')) problems.push(`an attribute ${name} of${where}`);
          }
          for (const [kind = '', text = ''] of texts) {
            const at = text.search(bad);
            const sample = JSON.stringify(text.slice(Math.max(0, at - 20), at + 20));
            if (at !== -1) problems.push(`${kind} of${where} shows ${sample}`);
            // What is edited is whole.
            if (text.length > longest && !where.includes('json-editor'))
              problems.push(`${kind} of${where} is ${text.length} characters long`);
          }
          for (const child of (node.shadowRoot ?? node).childNodes)
            nodes.push({ node: child, where });
        }
        return problems;
      },
      { foreign, treacherous, longest, flag },
    );
}

/** Notes what names should not bring about: dialogs, and requests to where they point. */
export function watchForScripts({ page }: Workbench): readonly string[] {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url().includes(host)) seen.push(`a request to ${request.url()}`);
  });
  return seen;
}
