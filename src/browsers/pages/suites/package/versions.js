test('a database of a newer version is VERSION, and is not changed', async () => {
  const name = freshName();
  const newer = await openPlainly(name, 99, (database) => {
    database.createObjectStore('future').put('kept', 'record');
  });
  newer.close();
  for (let attempt = 0; attempt < 2; attempt++) {
    const { details } = await assertRefused(harness.granary.open({ name }), 'VERSION');
    assertEqual(details.found, 99, 'details.found');
    assert(details.supported >= 1 && details.supported < 99, `details.supported is ${details.supported}`);
  }
  const database = await openPlainly(name);
  const record = await settled(database.transaction('future').objectStore('future').get('record'));
  const found = [database.version, [...database.objectStoreNames], record];
  database.close();
  await deleteDatabase(name);
  assertEqual(found, [99, ['future'], 'kept'], 'version, tables and record');
});

test('a refused newer database is not held open', async () => {
  const name = freshName();
  (await openPlainly(name, 99)).close();
  await assertRefused(harness.granary.open({ name }), 'VERSION');
  // Rejects when another connection still has the database open.
  await deleteDatabase(name);
  const names = (await indexedDB.databases()).map((database) => database.name);
  assert(!names.includes(name), 'it is still there');
});

test('a foreign database with the same name is refused, and is not changed', async () => {
  const name = freshName();
  const foreign = await openPlainly(name, 1, (database) => {
    database.createObjectStore('theirs').put('kept', 'record');
  });
  foreign.close();
  const error = await refusal(harness.granary.open({ name }));
  assert(harness.granary.GranaryError.is(error), `not a GranaryError but ${error}`);
  fact('opening a foreign database', error.code);
  const database = await openPlainly(name);
  const record = await settled(database.transaction('theirs').objectStore('theirs').get('record'));
  database.close();
  await deleteDatabase(name);
  assertEqual(record, 'kept', 'the record');
});

// Waits for the close event and for the action that closes the store.
async function closedBy(store, act) {
  const reasons = [];
  const reported = new Promise((resolve) => {
    store.addEventListener('close', ({ detail }) => {
      reasons.push(detail.reason);
      resolve();
    });
  });
  await act();
  await Promise.race([reported, wait(3000)]);
  return reasons;
}

async function assertUpgraded(store) {
  const subjects = { list: () => store.files.list(), put: () => store.files.put('key', contentOf(5)) };
  for (const [subject, call] of Object.entries(subjects)) {
    const { details } = await assertRefused(call(), 'CLOSED', subject);
    assertEqual(details.reason, 'upgraded', `${subject}, details.reason`);
  }
}

test('a store closes when its database is deleted, and reports it', () =>
  withStore(async (store) => {
    await store.files.put('key', contentOf(chunk + 1));
    // The deletion rejects when it is blocked.
    assertEqual(await closedBy(store, () => deleteDatabase(store.name)), ['upgraded'], 'close events');
    await assertUpgraded(store);
  }));

test('a store closes when its database is upgraded, and reports it', () =>
  withStore(async (store) => {
    await store.files.put('key', contentOf(chunk + 1));
    let upgraded;
    const upgrade = async () => {
      upgraded = await openPlainly(store.name, 99);
    };
    assertEqual(await closedBy(store, upgrade), ['upgraded'], 'close events');
    upgraded.close();
    await assertUpgraded(store);
    await assertRefused(harness.granary.open({ name: store.name }), 'VERSION', 'opening it again');
  }));

test('a store that is writing when its database is deleted closes, too', () =>
  withStore(async (store) => {
    const slow = streamOf(oddPieces(contentOf(20 * chunk)), { onPull: () => pause(2) });
    const putting = store.files.put('key', slow);
    const put = refusal(putting);
    await pause(20);
    assertEqual(await closedBy(store, () => deleteDatabase(store.name)), ['upgraded'], 'close events');
    assertGranaryError(await put, 'CLOSED', 'the put');
    await assertUpgraded(store);
  }));

test('after its database was deleted a store can be opened again, and is empty', () =>
  withStore(async (store, again) => {
    await store.files.put('key', contentOf(chunk + 1));
    await deleteDatabase(store.name);
    const fresh = await again();
    assertEqual(await fresh.files.list(), [], 'files');
    await fresh.files.put('key', contentOf(chunk + 2));
    await assertFile(fresh, 'key', contentOf(chunk + 2));
  }));

test('a closed store reports its close at most once', () =>
  withStore(async (store) => {
    const reasons = await closedBy(store, async () => {
      await store.close();
      await store.close();
      store.dispatchEvent(new Event('unrelated'));
      await pause(20);
      store.dispatchEvent(new CustomEvent('close', { detail: { reason: 'sent by the test' } }));
    });
    fact('the close event of one’s own close', reasons.length > 1 ? reasons[0] : 'none');
    assert(reasons.length <= 2, `reported ${reasons.length - 1} times`);
    assertEqual(reasons.at(-1), 'sent by the test', 'the last event');
  }));
