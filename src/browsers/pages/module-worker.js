import './harness.js';

async function outcome() {
  await harness.load((path) => import(path));
  return harness.run();
}

// WebKit reports no error at the top level of a module worker.
outcome()
  .catch((error) => ({ error: String(error) }))
  .then(postMessage);
