import type { Editor } from './workbench.ts';

/** By this name VS Code takes what a page posts, in the frame around the page. */
const postName = '__vscode_post_message__';

type Post = (channel: 'onmessage', posted: { readonly message: unknown }) => void;

/** Sends the extension host something in the name of the page in front. */
export async function sendAsPage(
  { page }: Editor['workbench'],
  messages: readonly unknown[],
): Promise<void> {
  await page
    .locator('iframe.webview.ready')
    .filter({ visible: true })
    .contentFrame()
    .locator('body')
    .evaluate(
      (_, { messages, postName }) => {
        const post = Reflect.get(globalThis, postName) as Post;
        for (const message of messages) post('onmessage', { message });
      },
      { messages, postName },
    );
}
