// A language server that ends before it has said a word.
throw new Error('It crashes at once, on purpose.');
