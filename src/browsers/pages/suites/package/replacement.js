const oldBytes = contentOf(3 * chunk + 100, 21);
const newBytes = contentOf(3 * chunk + 100, 22);

// Each of these removes the old content of a file that a reader has open.
const losses = {
  overwritten: (store) => store.files.put('key', newBytes),
  deleted: (store) => store.files.delete('key'),
  'deleted, and its space used again': async (store) => {
    await store.files.delete('key');
    await store.files.put('other', newBytes);
  },
  cleared: (store) => store.clear(),
};

// Where handles on chunks are lazy, they keep the content that they were opened on. Elsewhere a
// deleted chunk is NOT_FOUND: never other bytes.
async function assertOldOrReplaced(reading, expected, subject) {
  let found;
  try {
    found = await reading;
  } catch (error) {
    assert(!keepsBlobs, `${subject}: ${error.name} ${error.code}: ${error.message}`);
    assertGranaryError(error, 'NOT_FOUND', subject);
    assertEqual(error.details.replaced, true, `${subject}, details.replaced`);
    return 'replaced';
  }
  assertBytes(found, expected, subject);
  return 'old bytes';
}

for (const [loss, lose] of Object.entries(losses)) {
  test(`a file that is ${loss} while it is open reads as it was`, () =>
    withStore(async (store, again) => {
      await store.files.put('key', oldBytes);
      const file = await store.files.get('key');
      await lose(await again());
      const middle = oldBytes.slice(chunk - 5, 2 * chunk + 5);
      const outcomes = [
        await assertOldOrReplaced(file.bytes(), oldBytes, 'bytes'),
        await assertOldOrReplaced(file.bytes(chunk - 5, 2 * chunk + 5), middle, 'bytes of a range'),
        await assertOldOrReplaced(readAll(file.stream()), oldBytes, 'stream'),
        await assertOldOrReplaced(
          file.blob().then((blob) => blob.arrayBuffer()),
          oldBytes,
          'blob',
        ),
        await assertOldOrReplaced(
          file.response().then((response) => response.arrayBuffer()),
          oldBytes,
          'response',
        ),
      ];
      fact(`an open file that is ${loss}`, [...new Set(outcomes)].join(' or '));
    }));

  test(`a stream half read when its file is ${loss} continues with the old bytes`, () =>
    withStore(async (store, again) => {
      await store.files.put('key', oldBytes);
      const reader = (await store.files.get('key')).stream().getReader();
      const pieces = [(await reader.read()).value];
      await lose(await again());
      const rest = (async () => {
        for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(next.value);
        return new Blob(pieces).arrayBuffer();
      })();
      await assertOldOrReplaced(rest, oldBytes, 'the stream');
    }));

  test(`a Blob taken before its file is ${loss} stays readable`, () =>
    withStore(async (store) => {
      await store.files.put('key', oldBytes);
      const file = await store.files.get('key');
      const whole = await file.blob();
      const part = await file.blob(chunk - 5, chunk + 5);
      const answer = await file.response();
      await lose(store);
      await assertBlob(whole, oldBytes, 'the whole');
      await assertBlob(part, oldBytes.slice(chunk - 5, chunk + 5), 'a part');
      await assertBlob(whole.slice(2 * chunk), oldBytes.slice(2 * chunk), 'a slice');
      assertBytes(await answer.arrayBuffer(), oldBytes, 'a response');
      await store.close();
      await assertBlob(whole, oldBytes, 'the whole, after the store was closed');
    }));
}

test('the file that put returned keeps its content after later puts', () =>
  withStore(async (store) => {
    const first = await store.files.put('key', oldBytes);
    await store.files.put('key', newBytes);
    assertEqual(first.sha256, await sha256(oldBytes), 'its SHA-256');
    await assertOldOrReplaced(first.bytes(), oldBytes, 'its bytes');
    await assertFile(store, 'key', newBytes);
  }));

test('each reader during many overwrites sees one whole version', () =>
  withStore(async (store, again) => {
    const other = await again();
    const versions = [1, 2, 3, 4].map((seed) => contentOf(2 * chunk + 1, 30 + seed));
    const digests = await Promise.all(versions.map(sha256));
    await store.files.put('key', versions[0]);
    let writing = true;
    const written = (async () => {
      for (let round = 1; round < 16; round++) await store.files.put('key', versions[round % 4]);
      writing = false;
    })();
    let reads = 0;
    while (writing) {
      const file = await other.files.get('key');
      assert(digests.includes(file.sha256), 'a digest that no writer put');
      const expected = versions[digests.indexOf(file.sha256)];
      await assertOldOrReplaced(file.bytes(), expected, `read ${++reads}`);
    }
    await written;
    assert(reads > 3, `only ${reads} reads`);
  }));
