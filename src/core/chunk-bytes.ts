/** Values are handed out in pieces of at most 1 MiB, whole elements of any dtype. */
export const chunkBytes = 1024 ** 2;
