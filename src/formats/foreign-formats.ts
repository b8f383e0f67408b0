import { decodeUtf8 } from '../core/text.ts';

/** A file of a format that is known and not read. */
export interface ForeignFormat {
  /** The rest of a sentence that begins with the file's path: what it is, and which tool reads it. */
  readonly what: string;
}

/** Bytes of a file's beginning that tell. */
export const foreignHeadBytes = 512;

const zip = [0x50, 0x4b, 0x03, 0x04];
/** PyTorch's first format: a pickle of a number that stands for it. */
const torchPickle = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20];

const formats: readonly (ForeignFormat & {
  readonly matches: (head: Uint8Array, name: string) => boolean;
})[] = [
  {
    what: 'is a PyTorch file, which this project does not read. torch.load(…, weights_only=True) and Netron do.',
    matches: (head) =>
      starts(head, torchPickle) ||
      (starts(head, zip) &&
        /(?:^|\/)(?:data\.pkl|\.format_version|byteorder)$/.test(firstEntry(head))),
  },
  {
    what: 'is a ZIP archive. Unpack it and open what is in it.',
    matches: (head) => starts(head, zip),
  },
  {
    what: 'is a TensorFlow Lite model, which this project does not read. tf.lite.Interpreter and Netron do.',
    matches: (head) => starts(head.subarray(4), [0x54, 0x46, 0x4c, 0x33]),
  },
  {
    what: 'is a safetensors file, which this project does not read. The Python package safetensors does.',
    matches: (head) => head[8] === 0x7b && head.subarray(4, 8).every((byte) => byte === 0),
  },
  {
    what: 'is an ONNX model, which this project does not read. The Python package onnx and Netron do.',
    // ModelProto: `ir_version`, 3 or later, then the name of the program that made it.
    matches: (head, name) =>
      head[0] === 0x08 &&
      (head[1] ?? 0) >= 3 &&
      (head[1] ?? 0) < 0x80 &&
      (head[2] === 0x12 || name.endsWith('.onnx')),
  },
  {
    what: 'is a file of events that TensorBoard shows.',
    matches: (_head, name) => name.includes('.tfevents.'),
  },
  {
    what: 'is gzip-compressed. Unpack it and open what is in it.',
    matches: (head) => starts(head, [0x1f, 0x8b]),
  },
  {
    what: 'is a pointer of Git LFS, not the file itself. Fetch it with `git lfs pull` and open it again.',
    matches: (head) => (decodeUtf8(head) ?? '').startsWith('version https://git-lfs'),
  },
  {
    what: 'is a web page: the download answered with it in place of the file. Download it again.',
    matches: (head) => /^\s*<(?:!doctype html|html)/i.test(decodeUtf8(head) ?? ''),
  },
];

/** What a file is that no reader takes, by its first bytes; null for one that nothing is known of. */
export function recogniseForeign(head: Uint8Array, name: string): ForeignFormat | null {
  return formats.find(({ matches }) => matches(head, name)) ?? null;
}

function starts(head: Uint8Array, bytes: readonly number[]): boolean {
  return head.length >= bytes.length && bytes.every((byte, index) => head[index] === byte);
}

/** Name of a ZIP archive's first entry, in its local header. */
function firstEntry(head: Uint8Array): string {
  const length = (head[26] ?? 0) | ((head[27] ?? 0) << 8);
  return Buffer.from(head.subarray(30, 30 + length)).toString('latin1');
}
