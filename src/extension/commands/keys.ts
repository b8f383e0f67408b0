import type { App } from '../app.ts';

/**
 * Keys that VS Code has a use for too are contributed as keybindings, because the page could not keep them from
 * it. Their arguments are checked: anyone may bind a key to these commands.
 */
export function showView(app: App, view: unknown): void {
  if (typeof view === 'string') app.editors.active?.send({ type: 'show', view });
}

export function moveFocus(app: App, target: unknown): void {
  if (target === 'search' || target === 'next-pane') {
    app.editors.active?.send({ type: 'focus', target });
  }
}
