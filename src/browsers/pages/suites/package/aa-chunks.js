// First by its name: no test before it has loaded what loads later.
const isLazy = ['page', 'module-worker'].includes(harness.context);

/** The smallest safetensors file. */
const emptyModel = Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]);

const loaded = () =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => /\/package\/core-(hub|models|upkeep|vectors)-[0-9a-f]+\.js$/.exec(name)?.[1])
    .filter(Boolean)
    .sort();

if (isLazy) {
  test('the code of the hub, the models, the upkeep and the vectors loads when it is first used, once', () =>
    withStore(async (store, again) => {
      await store.files.put('key', contentOf(3 * chunk));
      await assertFile(store, 'key', contentOf(3 * chunk));
      assertEqual(loaded(), [], 'before');
      await Promise.all([store.hub.list(), store.hub.get('owner/name'), store.hub.list()]);
      assertEqual(loaded(), ['hub'], 'with the hub');
      const model = await store.files.put('model', emptyModel);
      await Promise.all([model.tensors(), model.header()]);
      assertEqual(loaded(), ['hub', 'models'], 'with the models');
      const [report] = await Promise.all([store.verify(), store.files.exportBundle(['key'])]);
      assertEqual(report.bad, [], 'what is bad');
      assertEqual(loaded(), ['hub', 'models', 'upkeep'], 'with the upkeep');
      await Promise.all([store.vectors.list(), store.vectors.delete('name')]);
      assertEqual(loaded(), ['hub', 'models', 'upkeep', 'vectors'], 'with the vectors');
      await store.close();
      const later = await again();
      await Promise.all([later.hub.list(), later.verify(), later.vectors.list()]);
      assertEqual(loaded(), ['hub', 'models', 'upkeep', 'vectors'], 'of another store');
      assertEqual(harness.violations, [], 'violations');
    }));
}

test('what an entry has loaded is used without another request', () =>
  withStore(async (store) => {
    await Promise.all([store.hub.list(), store.verify()]);
    const before = loaded();
    await Promise.all([store.hub.list(), store.verify(), store.files.exportBundle([])]);
    assertEqual(loaded(), before, 'chunks');
  }));
