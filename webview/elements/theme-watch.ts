import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { themeChange } from '../theme.ts';

/** Tells when the theme is another, as long as its host is on the page. */
export class ThemeWatch implements ReactiveController {
  readonly #onChange: () => void;

  constructor(host: ReactiveControllerHost, onChange: () => void) {
    this.#onChange = onChange;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener(themeChange, this.#onChange);
  }

  hostDisconnected(): void {
    removeEventListener(themeChange, this.#onChange);
  }
}
