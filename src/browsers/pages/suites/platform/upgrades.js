test('an open connection gets versionchange, the upgrader blocked, and a close lets the upgrade proceed', async () => {
  const name = freshName();
  const events = [];
  const old = await openDatabase(name, 1, (database) => database.createObjectStore('files'));
  old.onversionchange = ({ oldVersion, newVersion }) =>
    events.push(`versionchange ${oldVersion} to ${newVersion}`);

  const upgrade = indexedDB.open(name, 2);
  upgrade.onblocked = () => {
    events.push('blocked');
    old.close();
  };
  upgrade.onupgradeneeded = () => events.push('upgradeneeded');
  const upgraded = await settled(upgrade);
  events.push(`open at ${upgraded.version}`);
  upgraded.close();
  await deleteDatabase(name);
  assertEqual(events, ['versionchange 1 to 2', 'blocked', 'upgradeneeded', 'open at 2'], 'events');
});

test('a connection that closes at versionchange, after its transaction has ended, blocks no upgrade', async () => {
  const name = freshName();
  const events = [];
  const old = await openDatabase(name, 1, (database) => database.createObjectStore('files'));
  const transaction = old.transaction('files', 'readwrite');
  transaction.objectStore('files').put('value', 'key');
  transaction.oncomplete = () => events.push('complete');
  old.onversionchange = () => old.close();

  const upgrade = indexedDB.open(name, 2);
  upgrade.onblocked = () => events.push('blocked');
  upgrade.onupgradeneeded = () => events.push('upgradeneeded');
  const upgraded = await settled(upgrade);
  const kept = await read(upgraded, 'files', 'key');
  upgraded.close();
  await deleteDatabase(name);
  assertEqual(events, ['complete', 'upgradeneeded'], 'events');
  assertEqual(kept, 'value', 'the record');
});

test('opening at an older version fails with VersionError and changes nothing', async () => {
  const name = freshName();
  const newer = await openDatabase(name, 5, (database) => database.createObjectStore('files'));
  await write(newer, 'files', 'key', 'value');
  newer.close();

  const refusal = await openDatabase(name, 1).catch((error) => error.name);
  const again = await openDatabase(name);
  const found = [again.version, await read(again, 'files', 'key')];
  again.close();
  await deleteDatabase(name);
  assertEqual(refusal, 'VersionError', 'refusal');
  assertEqual(found, [5, 'value'], 'version and record');
});

test('an aborted upgrade leaves version, stores and records as they were', async () => {
  const name = freshName();
  const first = await openDatabase(name, 1, (database) => database.createObjectStore('files'));
  await write(first, 'files', 'key', 'value');
  first.close();

  const refusal = await openDatabase(name, 2, (database, transaction) => {
    database.createObjectStore('extra');
    transaction.objectStore('files').clear();
    transaction.abort();
  }).catch((error) => error.name);
  const again = await openDatabase(name);
  const found = [again.version, [...again.objectStoreNames], await read(again, 'files', 'key')];
  again.close();
  await deleteDatabase(name);
  assertEqual(refusal, 'AbortError', 'refusal');
  assertEqual(found, [1, ['files'], 'value'], 'version, stores and record');
});

test('a connection receives versionchange, with null, before the database is deleted', async () => {
  const name = freshName();
  const database = await openDatabase(name, 1);
  const asked = new Promise((resolve) => {
    database.onversionchange = ({ newVersion }) => {
      database.close();
      resolve(newVersion);
    };
  });
  await deleteDatabase(name);
  assertEqual(await asked, null, 'new version');
});
