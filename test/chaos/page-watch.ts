import type { Editor } from '../support/workbench.ts';

/** Milliseconds until what never comes is given up: only a hang reaches it. */
const deadline = 60_000;

/** What is used of the browser's `Node`; tests are checked without its types. */
interface PageNode {
  readonly nodeName: string;
  /** Of a text its characters. */
  readonly nodeValue: string | null;
  readonly shadowRoot?: PageNode | null;
  readonly childNodes: Iterable<PageNode>;
}

/** Where a page keeps what it is watched for. */
const place = 'watchedFor';

/**
 * Looks at the page from inside, every 20 ms: a browser's driver looks every half second, and what is to be measured
 * is shorter. Answers when it has begun to look.
 *
 * @param wanted whether one of the texts has to show, or none of them
 * @param longest milliseconds until it gives up
 * @returns waits until it is so: when that was, milliseconds since 1970; null where it never was
 */
export async function watchPage(
  workbench: Editor['workbench'],
  texts: readonly string[],
  { wanted = true, longest = deadline } = {},
): Promise<() => Promise<number | null>> {
  const app = workbench.view().locator('saved-model-app');
  await app.evaluate(
    (element, { texts, wanted, longest, place }) => {
      const start = Date.now();
      // No function has a name here: what compiles this file would mark names with a helper of its own.
      const seen = new Promise<number | null>((resolve) => {
        const look = setInterval(() => {
          const now = Date.now();
          let shown = '';
          const nodes = [element as unknown as PageNode];
          for (let node = nodes.pop(); node; node = nodes.pop()) {
            if (node.nodeName === '#text') shown += node.nodeValue ?? '';
            nodes.push(...[...(node.shadowRoot ?? node).childNodes].reverse());
          }
          const so = texts.some((text) => shown.includes(text)) === wanted;
          if (!so && now - start < longest) return;
          clearInterval(look);
          resolve(so ? now : null);
        }, 20);
      });
      Reflect.set(globalThis, place, seen);
    },
    { texts, wanted, longest, place },
  );
  return () =>
    app.evaluate((_, name) => Reflect.get(globalThis, name) as Promise<number | null>, place);
}
