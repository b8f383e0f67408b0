import { AppError } from '../../core/errors.ts';
import { decodeUtf8Prefix } from '../text-preview.ts';
import { limits } from '../../protocol/limits.ts';
import type { Handler } from '../context.ts';

export const previewFile: Handler<'artifact/preview'> = async (context, params, call) => {
  const { tree } = context.sessions.get(params.session).artifact;
  if ((await tree.entry(params.path)) === null) {
    throw new AppError({
      code: 'not-found',
      message: `${params.path} is not in this artifact any more. Open it again to see what is there now.`,
      path: params.path,
    });
  }
  const source = await tree.open(params.path);
  try {
    const shownBytes = Math.min(source.size, limits.previewBytes);
    const bytes = await source.read(0, shownBytes, call.signal);
    const text = decodeUtf8Prefix(bytes, shownBytes < source.size);
    return {
      text,
      bytes: source.size,
      shownBytes,
      // Lines of the whole file are known only where the whole file was read.
      lines: text === null || shownBytes < source.size ? null : countLines(text),
    };
  } finally {
    await source.close();
  }
};

function countLines(text: string): number {
  if (text === '') return 0;
  const breaks = text.split('\n').length;
  return text.endsWith('\n') ? breaks - 1 : breaks;
}
