import * as vscode from 'vscode';
import type { Server } from '../client.ts';
import { RequestError } from '../request-error.ts';

/** Tells when what lies at a path has become something else than what was last read there; only while it looks. */
export class DiskChanges {
  readonly #server: Server;
  readonly #path: string;
  readonly #onChange: () => Promise<void>;
  #looking: vscode.CancellationTokenSource | undefined;
  /** '' is no stamp: whatever is there is told. */
  #known: string | null = '';

  /** `onChange` reads again, and the next change is looked for when it has. */
  constructor(server: Server, path: string, onChange: () => Promise<void>) {
    this.#server = server;
    this.#path = path;
    this.#onChange = onChange;
  }

  /** `stamp`: of what was read. */
  knows(stamp: string): void {
    this.#known = stamp;
  }

  /** Begins to look, where it does not already. */
  look(): void {
    if (!this.#looking) void this.#look();
  }

  rest(): void {
    this.#looking?.cancel();
    this.#looking = undefined;
  }

  async #look(): Promise<void> {
    const looking = new vscode.CancellationTokenSource();
    this.#looking = looking;
    const { token } = looking;
    try {
      while (!token.isCancellationRequested) {
        const { stamp } = await this.#server.request(
          'artifact/change',
          { path: this.#path, known: this.#known },
          { token },
        );
        this.#known = stamp;
        await this.#onChange();
      }
    } catch (thrown) {
      // Stopped, or the server ended: whoever opens the artifact again looks again.
      if (!(thrown instanceof RequestError)) throw thrown;
    } finally {
      if (this.#looking === looking) this.#looking = undefined;
      looking.dispose();
    }
  }
}
