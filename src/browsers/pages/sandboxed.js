// Reports to the page around it what the library does without an origin of its own.
async function attempt() {
  const persistent = await granary.open({ name: 'sandboxed' }).then(
    () => ({ opened: true }),
    ({ name, code, message }) => ({ name, code, message }),
  );
  const { indexedDB } = await granary.probe();
  return {
    origin: globalThis.origin,
    persistent,
    indexedDB,
    memory: await exercise(granary, { backend: 'memory' }),
  };
}

attempt()
  .catch((error) => ({ failed: `${error.name}: ${error.message}` }))
  .then((outcome) => parent.postMessage(outcome, '*'));
