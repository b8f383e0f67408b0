// A process that runs models, and does what native code in it can do. The addon's name says what.
import { setTimeout as sleep } from 'node:timers/promises';

let how = '';

const misbehaviours = {
  'crashes while it loads': { load: () => crash('SIGSEGV') },
  'crashes while it runs': { run: () => crash('SIGSEGV') },
  'fails a check': { run: () => crash('SIGABRT') },
  'hangs and spins': { run: () => spin() },
  'hangs and waits': { run: () => sleep(1e9) },
  'floods its output': { run: () => flood() },
  'sends a text': { run: () => process.send('what?') },
  'sends nothing': { run: () => process.send(null) },
  'sends an answer without an id': { run: () => process.send({ result: {} }) },
  'sends an answer without a result': { run: ({ id }) => process.send({ id }) },
  'sends an error without a sentence': { run: ({ id }) => process.send({ id, error: null }) },
  'answers what nobody asked': { run: ({ id }) => stranger(id) },
  'sends outputs that are none': { run: ({ id }) => process.send({ id, result: null }) },
};

process.on('message', (call) => {
  const { id, method, params } = call;
  if (method === 'start') how = params.addon;
  const misbehave = misbehaviours[how]?.[method];
  if (misbehave) void misbehave(call);
  else answer(id, method);
});

function answer(id, method) {
  const version = { tensorflow: '2.19.1', tfjsNode: '4.22.0', cpu: 'a CPU', oneDnn: true };
  const bytes = new Uint8Array(4);
  const outputs = [{ kind: 'numbers', dtype: 'float32', shape: [1], bytes }];
  process.send({ id, result: { start: version, load: null, run: { outputs } }[method] });
}

function crash(signal) {
  process.kill(process.pid, signal);
}

function spin() {
  for (;;);
}

function flood() {
  for (let megabyte = 0; megabyte < 50; megabyte++) {
    process.stderr.write('x'.repeat(1e6));
    process.stdout.write('y'.repeat(1e6));
  }
  process.stderr.write('\nthe end of it\n', () => process.exit(3));
}

/** The right answer after one to a call that was never made. */
function stranger(id) {
  process.send({ id: 12_345, result: null });
  answer(id, 'run');
}
