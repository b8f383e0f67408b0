import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The page of an editor. Nothing is loaded but what is built into `dist/webview`; scripts and styles need this
 * page's nonce, which the toolkit takes from the `csp-nonce` property to mark the styles that it makes. The font of the
 * icons is asked for at once, or they would come after the first picture.
 */
export function webviewHtml(webview: vscode.Webview, page: vscode.Uri): string {
  const nonce = randomBytes(18).toString('base64');
  const uri = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(page, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta property="csp-nonce" content="${nonce}">
    <link rel="preload" href="${uri('codicon.ttf')}" as="font" type="font/ttf" crossorigin>
    <link rel="stylesheet" nonce="${nonce}" href="${uri('main.css')}">
    <title>Saved Model</title>
  </head>
  <body>
    <script type="module" nonce="${nonce}" src="${uri('main.js')}"></script>
  </body>
</html>`;
}
