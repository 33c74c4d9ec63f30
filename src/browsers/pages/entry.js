// What one entry of the package can do in one context. The entry is the library that the query names.
const entry = new URLSearchParams(location.search).get('library').replace(/^.*\/|\.js$/g, '');
const inServiceWorker = 'ServiceWorkerGlobalScope' in globalThis;

/** The smallest safetensors file. */
const emptyModel = Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]);

const parts = {
  hub: {
    calls: [(store) => store.hub.list(), (store) => store.hub.get('owner/name')],
    fromTheStart: ['hub', 'all'],
    remedy: `import 'granary/hub'`,
  },
  models: {
    calls: [
      async (store) => (await store.files.put('model', emptyModel)).tensors(),
      async (store) => (await store.files.put('model', emptyModel)).header(),
    ],
    fromTheStart: ['models', 'all'],
    remedy: `import 'granary/models'`,
  },
  upkeep: {
    calls: [(store) => store.verify(), (store) => store.files.exportBundle([])],
    fromTheStart: ['all'],
    remedy: `import 'granary/all'`,
  },
};

for (const [part, { calls, fromTheStart, remedy }] of Object.entries(parts)) {
  const works = !inServiceWorker || fromTheStart.includes(entry);
  test(`${entry}: the ${part} ${works ? 'works' : 'says which entry has it'}`, async () => {
    const store = await harness.granary.open({ backend: 'memory' });
    for (const call of calls) {
      const error = await call(store).then(
        () => undefined,
        (failure) => failure,
      );
      assertEqual(error?.code, works ? undefined : 'UNSUPPORTED', `code of ${call}`);
      if (!works) assert(error.message.includes(remedy), error.message);
    }
    await store.close();
  });
}
