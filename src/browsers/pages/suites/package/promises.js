// Tests what a caller cannot see but relies on: durability, and that a closed store holds nothing.
const codeOf = (promise) =>
  promise.then(
    () => 'none',
    ({ code }) => code,
  );

test('everything except times of last use is written with strict durability', () =>
  withStore(async (store) => {
    const modes = [];
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
      if (mode === 'readwrite') modes.push([[...stores].includes('access'), options?.durability]);
      return transaction.call(this, stores, mode, options);
    };
    try {
      await store.files.put('key', contentOf(2 * chunk + 1));
      await store.files.pin('key');
      await store.documents.put('document', 1);
      await store.files.get('key');
      await store.close();
    } finally {
      IDBDatabase.prototype.transaction = transaction;
    }
    const durabilities = (ofAccess) => [
      ...new Set(modes.filter(([access]) => access === ofAccess).map(([, durability]) => durability)),
    ];
    assertEqual(durabilities(false), ['strict'], 'of what matters');
    assertEqual(durabilities(true), ['relaxed'], 'of times of last use');
  }));

test('an open store holds a lock of its own, and a closed one none', () =>
  withStore(async (store, again) => {
    const held = async () => {
      const { held: all } = await navigator.locks.query();
      return all.filter(({ name }) => name.startsWith(`granary:${store.name}:owner:`)).length;
    };
    assertEqual(await held(), 1, 'while it is open');
    const other = await again();
    assertEqual(await held(), 2, 'while two are open');
    await other.close();
    await store.close();
    assertEqual(await held(), 0, 'after both were closed');
  }));

test('detached memory is INVALID, and the file stored before stays', () =>
  withStore(async (store) => {
    await store.files.put('key', contentOf(100_000, 1));
    const before = contentOf(chunk);
    structuredClone(before, { transfer: [before.buffer] });
    assertEqual(await codeOf(store.files.put('key', before)), 'INVALID', 'a detached array');
    const after = contentOf(3 * chunk);
    const putting = store.files.put('key', after);
    structuredClone(after, { transfer: [after.buffer] });
    assertEqual(await codeOf(putting), 'INVALID', 'an array detached right after the call');
    async function* pieces() {
      yield contentOf(1000);
      yield before;
    }
    assertEqual(await codeOf(store.files.put('key', pieces())), 'INVALID', 'a detached piece');
    await assertFile(store, 'key', contentOf(100_000, 1));
  }));

test('a source that aborts its own put leaves no rejection behind', () =>
  withStore(async (store) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    async function* aborting() {
      yield contentOf(10);
      controller.abort(reason);
      throw new Error('and this besides');
    }
    const failure = await store.files.put('key', aborting(), { signal: controller.signal }).catch((e) => e);
    assert(failure === reason, `rejected with ${failure}`);
    await wait(50);
  }));
