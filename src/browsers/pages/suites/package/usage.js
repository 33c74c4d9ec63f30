// Tests stats({ items: true }) on a database: what each item takes, how it is used, and what is suggested.
test('items are listed with their use, which is kept and counts all connections', () =>
  withStore(async (store, again) => {
    const shared = contentOf(2 * chunk, 71);
    await store.files.put('a', shared);
    await store.files.put('b', new Blob([shared, contentOf(700, 72)]));
    const data = contentOf(1000, 73);
    await store.models.put({ id: 'm', pinned: true }, [
      { name: 'w', dataType: 'uint8', shape: [1000], data },
    ]);
    const other = await again();
    await store.files.get('a');
    await other.files.get('a');
    await other.models.get('m');
    await store.close();
    await other.close();

    const later = await again();
    await later.files.get('b');
    const { items, suggestions, logicalBytes, persisted, storedBytes } = await later.stats({ items: true });
    assertEqual(
      items.map(({ lastAccessed, ...item }) => item),
      [
        { kind: 'file', key: 'a', logicalBytes: 2 * chunk, onlyItsBytes: 0, accesses: 2, pinned: false },
        {
          kind: 'file',
          key: 'b',
          logicalBytes: 2 * chunk + 700,
          onlyItsBytes: 700,
          accesses: 1,
          pinned: false,
        },
        { kind: 'model', key: 'm@1', logicalBytes: 1000, onlyItsBytes: 1000, accesses: 1, pinned: true },
      ],
      'the items',
    );
    assert(
      items.every(({ lastAccessed }) => Math.abs(Date.now() - lastAccessed) < 60_000),
      'the times',
    );
    assertEqual(
      items.reduce((sum, item) => sum + item.logicalBytes, 0),
      logicalBytes,
      'the sum of the items',
    );
    const wanted = !persisted && navigator.storage ? [['persist', storedBytes]] : [];
    assertEqual(
      suggestions.map(({ action, bytes }) => [action, bytes]),
      wanted,
      'the suggestions',
    );

    await later.files.delete('a');
    const left = (await later.stats({ items: true })).items;
    assertEqual(left.find(({ key }) => key === 'b').onlyItsBytes, 2 * chunk + 700, 'what only b takes');
  }));
