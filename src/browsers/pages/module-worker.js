import './harness.js';

async function outcome() {
  for (const script of harness.scripts) await import(script);
  return harness.run();
}

// WebKit tells nobody of an error at the top level of a module worker.
outcome()
  .catch((error) => ({ error: String(error) }))
  .then(postMessage);
