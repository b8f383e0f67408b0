import type { Handler } from '../context.ts';

export const measureMemory: Handler<'server/memory'> = ({ sessions }) => {
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { resident: rss, heap: heapUsed, buffers: arrayBuffers, artifacts: sessions.overview() };
};
