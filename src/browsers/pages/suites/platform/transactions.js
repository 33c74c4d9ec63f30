// Returns the outcome of a request issued after the wait: 'passes', or the name of the error.
function requestAfter(wait) {
  return withDatabase(['files'], async (database) => {
    const store = database.transaction('files', 'readwrite').objectStore('files');
    await settled(store.get('key'));
    await wait();
    try {
      await settled(store.put('value', 'key'));
      return 'passes';
    } catch (error) {
      return error.name;
    }
  });
}

const put = (transaction, store, key, value) => transaction.objectStore(store).put(value, key);

test('promise microtasks keep a transaction alive', async () => {
  const microtasks = async () => {
    for (let count = 0; count < 10; count++) await Promise.resolve();
  };
  assertEqual(await requestAfter(microtasks), 'passes', 'a put after microtasks');
});

test('a timer inside a transaction kills it', async () => {
  const timer = () => new Promise((resolve) => setTimeout(resolve, 0));
  assertEqual(await requestAfter(timer), 'TransactionInactiveError', 'a put after a timer');
});

test('awaiting crypto.subtle inside a transaction passes or kills it', async () => {
  const ending = await requestAfter(() => crypto.subtle.digest('SHA-256', new Uint8Array(1 << 20)));
  fact('a put after awaiting crypto.subtle in the transaction', ending);
  assert(['passes', 'TransactionInactiveError'].includes(ending), ending);
});

test('requests of one transaction see those issued before them', () =>
  withDatabase(['files'], async (database) => {
    const store = database.transaction('files', 'readwrite').objectStore('files');
    store.put('old', 'key');
    const first = settled(store.get('key'));
    store.put('new', 'key');
    const second = settled(store.get('key'));
    store.delete('key');
    const third = settled(store.getKey('key'));
    assertEqual(await Promise.all([first, second, third]), ['old', 'new', undefined], 'values seen');
  }));

test('readwrite transactions with overlapping scope run in creation order', () =>
  withDatabase(['a', 'b'], async (database) => {
    const seen = [];
    const steps = (scope, label) => {
      const transaction = database.transaction(scope, 'readwrite');
      const ended = ending(transaction);
      const step = (left) => {
        put(transaction, scope.at(-1), 'key', label).onsuccess = () => {
          seen.push(label);
          if (left > 1) step(left - 1);
        };
      };
      step(3);
      return ended;
    };
    await Promise.all([steps(['a'], 1), steps(['a', 'b'], 2), steps(['b'], 3)]);
    assertEqual(seen, [1, 1, 1, 2, 2, 2, 3, 3, 3], 'order');
  }));

test('a reader sees what was committed when it was created, also in later requests', () =>
  withDatabase(['files'], async (database) => {
    await write(database, 'files', 'key', 'old');
    const before = database.transaction('files').objectStore('files');
    const first = settled(before.get('key'));
    const writing = write(database, 'files', 'key', 'new');
    const after = read(database, 'files', 'key');
    await first;
    const again = await settled(before.get('key'));
    await writing;
    assertEqual([await first, again, await after], ['old', 'old', 'new'], 'values seen');
  }));

test('of two connections that add one key, the second finds it inside its transaction', () =>
  withDatabase(['chunks'], async (database) => {
    const other = await openDatabase(database.name);
    const addIfAbsent = async (connection) => {
      const store = connection.transaction('chunks', 'readwrite').objectStore('chunks');
      const present = await settled(store.getKey('key'));
      if (present === undefined) await settled(store.add('value', 'key'));
      return present === undefined ? 'added' : 'found';
    };
    const outcomes = await Promise.all([addIfAbsent(database), addIfAbsent(other)]);
    other.close();
    assertEqual(outcomes.sort(), ['added', 'found'], 'outcomes');
  }));

test('a transaction that is running when its connection closes still completes', () =>
  withDatabase(['files'], async (database) => {
    const other = await openDatabase(database.name);
    const transaction = other.transaction('files', 'readwrite');
    const ended = ending(transaction);
    put(transaction, 'files', 'first', 1).onsuccess = () => put(transaction, 'files', 'second', 2);
    other.close();
    assertEqual(await ended, { type: 'complete' }, 'ending');
    assertEqual(await read(database, 'files', 'second'), 2, 'the second record');
  }));
