// A language server that never answers: not even the first request.
setInterval(() => undefined, 1000);
