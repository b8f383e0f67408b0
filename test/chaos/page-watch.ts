import type { Editor } from '../support/workbench.ts';

/** Milliseconds until what never comes is given up: only a hang reaches it. */
const deadline = 60_000;

export interface PageWatch {
  /** Waits until the page shows one of these. @returns when that was, milliseconds since 1970 */
  shows(texts: readonly string[]): Promise<number>;
  /** Waits until the page shows none of these. */
  lacks(texts: readonly string[]): Promise<number>;
}

/** What is used of the browser's `Node`; tests are checked without its types. */
interface PageNode {
  readonly nodeName: string;
  /** Of a text its characters. */
  readonly nodeValue: string | null;
  readonly shadowRoot?: PageNode | null;
  readonly childNodes: Iterable<PageNode>;
}

/**
 * Looks at the page from inside, every 20 ms: a browser's driver looks every half second, and what is to be measured
 * is shorter.
 */
export function watchPage(workbench: Editor['workbench']): PageWatch {
  const when = (texts: readonly string[], wanted: boolean): Promise<number> =>
    workbench
      .view()
      .locator('saved-model-app')
      .evaluate(
        (app, { texts, wanted, deadline }) =>
          new Promise<number>((resolve, reject) => {
            const start = Date.now();
            // No function has a name here: what compiles this file would mark names with a helper of its own.
            const look = setInterval(() => {
              const now = Date.now();
              let shown = '';
              const nodes = [app as unknown as PageNode];
              for (let node = nodes.pop(); node; node = nodes.pop()) {
                if (node.nodeName === '#text') shown += node.nodeValue ?? '';
                nodes.push(...[...(node.shadowRoot ?? node).childNodes].reverse());
              }
              if (texts.some((text) => shown.includes(text)) === wanted) {
                clearInterval(look);
                resolve(now);
              } else if (now - start > deadline) {
                clearInterval(look);
                const what = wanted ? 'shows none' : 'still shows one';
                reject(new Error(`The page ${what} of ${texts.join(', ')} but ${shown}`));
              }
            }, 20);
          }),
        { texts, wanted, deadline },
      );
  return { shows: (texts) => when(texts, true), lacks: (texts) => when(texts, false) };
}
