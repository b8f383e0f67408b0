// What core may use of its surroundings: globals that Node and browsers share. Only core's own tsconfig reads this.

interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare class TextDecoder {
  constructor(label: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}

declare function btoa(binary: string): string;

declare function setTimeout(callback: () => void, milliseconds: number): unknown;
