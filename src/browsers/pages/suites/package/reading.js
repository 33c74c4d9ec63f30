const fileSize = 3 * chunk + 4321;
const fileBytes = contentOf(fileSize, 9);

const ranges = [
  [0, 0],
  [0, 1],
  [0, fileSize],
  [chunk - 1, chunk],
  [chunk - 1, chunk + 1],
  [chunk, 2 * chunk],
  [chunk + 1, 3 * chunk + 1],
  [2 * chunk, fileSize],
  [fileSize - 1, fileSize],
  [fileSize, fileSize],
];

const wrongRanges = [
  [-1, 5],
  [0, -1],
  [5, 2],
  [NaN, 5],
  [0, NaN],
  [0.5, 5],
  [0, Infinity],
  [0, fileSize + 1],
  [fileSize + 1, fileSize + 2],
  ['0', 5],
  [null, 5],
];

function withFile(body, options) {
  return withStore(async (store, again) => {
    await store.files.put('key', fileBytes, { type: 'application/x-model' });
    await body(await store.files.get('key'), store, again);
  }, options);
}

test('bytes returns exactly the range, across chunks', () =>
  withFile(async (file) => {
    for (const [start, end] of ranges) {
      const found = await file.bytes(start, end);
      assert(found instanceof Uint8Array, `expected a Uint8Array, found ${found}`);
      assertBytes(found, fileBytes.slice(start, end), `bytes ${start} to ${end}`);
    }
    assertBytes(await file.bytes(), fileBytes, 'all bytes');
    assertBytes(await file.bytes(chunk + 3), fileBytes.slice(chunk + 3), 'bytes without an end');
  }));

test('bytes are the reader’s own copy', () =>
  withFile(async (file) => {
    (await file.bytes()).fill(0);
    assertBytes(await file.bytes(), fileBytes, 'bytes after the reader changed its copy');
  }));

test('blob returns exactly the range, with the type, across chunks', () =>
  withFile(async (file) => {
    for (const [start, end] of ranges) {
      const blob = await file.blob(start, end);
      assertEqual([blob.size, blob.type], [end - start, 'application/x-model'], `Blob ${start} to ${end}`);
      await assertBlob(blob, fileBytes.slice(start, end), `Blob ${start} to ${end}`);
    }
    const whole = await file.blob();
    await assertBlob(whole, fileBytes, 'the whole Blob');
    const around = whole.slice(2 * chunk - 5, 2 * chunk + 5);
    await assertBlob(around, fileBytes.slice(2 * chunk - 5, 2 * chunk + 5), 'a slice over a boundary');
    await assertBlob(await file.blob(chunk), fileBytes.slice(chunk), 'a Blob without an end');
  }));

test('stream returns exactly the range, across chunks', () =>
  withFile(async (file) => {
    for (const [start, end] of ranges) {
      const found = await readAll(file.stream({ start, end }));
      assertBytes(found, fileBytes.slice(start, end), `stream ${start} to ${end}`);
    }
    assertBytes(await readAll(file.stream()), fileBytes, 'the whole stream');
    assertBytes(await readAll(file.stream({ start: 7 })), fileBytes.slice(7), 'a stream without an end');
    assertBytes(await readAll(file.stream({ end: 7 })), fileBytes.slice(0, 7), 'a stream without a start');
  }));

test('two streams of a file can be read in turns', () =>
  withFile(async (file) => {
    const [one, two] = await Promise.all([readAll(file.stream()), readAll(file.stream({ start: chunk }))]);
    assertBytes(one, fileBytes, 'the one');
    assertBytes(two, fileBytes.slice(chunk), 'the other');
  }));

test('a stream that is cancelled half way ends, and the file is as readable as before', () =>
  withFile(async (file) => {
    const reader = file.stream().getReader();
    const { value } = await reader.read();
    assertBytes(value, fileBytes.slice(0, value.length), 'the first piece');
    await reader.cancel('enough');
    assertEqual(await reader.read(), { done: true }, 'a read after cancelling');
    await file.stream().cancel();
    assertBytes(await file.bytes(), fileBytes, 'the file afterwards');
  }));

test('a stream can be piped on', () =>
  withFile(async (file, store) => {
    await store.files.put('copy', file.stream());
    await assertFile(store, 'copy', fileBytes);
    await store.files.put('copy of the Blob', await file.blob());
    await assertFile(store, 'copy of the Blob', fileBytes);
  }));

test('ranges that are wrong or pass the end are INVALID', () =>
  withFile(async (file) => {
    for (const [start, end] of wrongRanges) {
      const described = `${start} to ${end}`;
      await assertRefused(file.bytes(start, end), 'INVALID', `bytes ${described}`);
      await assertRefused(file.blob(start, end), 'INVALID', `Blob ${described}`);
      // A stream may report it at once, or when it is read.
      const reading = (async () => readAll(file.stream({ start, end })))();
      await assertRefused(reading, 'INVALID', `stream ${described}`);
    }
    await assertRefused((async () => readAll(file.stream('0-5')))(), 'INVALID', 'stream of a string');
  }));

test('arrayBuffer, text and json return the whole file', () =>
  withStore(async (store) => {
    const value = { name: 'Modell für größere Fälle', shape: [1, 2], emoji: '😀'.repeat(40_000) };
    const file = await store.files.put('value', new Blob([JSON.stringify(value)]));
    assert(file.size > 2 * chunk, 'the text has to pass the boundaries of chunks');
    assertEqual(await file.text(), JSON.stringify(value), 'text');
    assertEqual(await file.json(), value, 'json');
    const buffer = await file.arrayBuffer();
    assert(buffer instanceof ArrayBuffer, `expected an ArrayBuffer, found ${buffer}`);
    assertEqual(new TextDecoder().decode(buffer), JSON.stringify(value), 'arrayBuffer');
  }));

test('an empty file reads as nothing in every way', () =>
  withStore(async (store) => {
    const file = await store.files.put('empty', new Uint8Array());
    assertBytes(await file.bytes(), [], 'bytes');
    assertBytes(await file.bytes(0, 0), [], 'bytes of an empty range');
    await assertBlob(await file.blob(), [], 'blob');
    assertBytes(await readAll(file.stream()), [], 'stream');
    assertEqual([await file.text(), (await file.arrayBuffer()).byteLength], ['', 0], 'text and arrayBuffer');
  }));

test('json of a file that is not JSON is INVALID or CORRUPT, never another error', () =>
  withStore(async (store) => {
    const file = await store.files.put('text', new Blob(['no JSON']));
    const error = await refusal(file.json());
    assert(harness.granary.GranaryError.is(error), `expected a GranaryError, found ${error}`);
    fact('json() of what is no JSON', error.code);
  }));

if (harness.context.endsWith('service-worker')) {
  test('objectURL is UNSUPPORTED in a service worker', () =>
    withFile(async (file) => {
      await assertRefused(file.objectURL(), 'UNSUPPORTED');
    }));
} else {
  test('an object URL supplies the file until it is revoked', () =>
    withFile(async (file) => {
      const { url, revoke } = await file.objectURL();
      assert(url.startsWith('blob:'), `the URL is ${url}`);
      const response = await fetch(url);
      assertEqual(response.headers.get('content-type'), 'application/x-model', 'type');
      assertBytes(await response.arrayBuffer(), fileBytes, 'what the URL gives');
      revoke();
      const error = await refusal(fetch(url));
      assert(error instanceof TypeError, `expected a TypeError, found ${error}`);
    }));
}

// Changes stored chunks behind the library's back, as a failing disk would.
async function damage(name) {
  const database = await openPlainly(name);
  const transaction = database.transaction('blobs', 'readwrite');
  const blobs = transaction.objectStore('blobs');
  let damaged = 0;
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  blobs.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    const size = cursor.value.size ?? cursor.value.byteLength;
    const zeros = new ArrayBuffer(size);
    cursor.update(cursor.value instanceof Blob ? new Blob([zeros]) : zeros);
    damaged++;
    cursor.continue();
  };
  await ended;
  database.close();
  return damaged;
}

test('changed stored bytes are CORRUPT, with key and chunk, in bytes and stream', () =>
  withFile(async (_, store, again) => {
    assert((await damage(store.name)) > 0, 'there was no stored chunk to damage');
    const file = await (await again()).files.get('key');
    const attempts = [
      [0, () => file.bytes(10, 20)],
      [1, () => file.bytes(chunk, 2 * chunk)],
      [0, () => readAll(file.stream())],
      [2, () => readAll(file.stream({ start: 2 * chunk }))],
    ];
    for (const [index, read] of attempts) {
      const { details } = await assertRefused(read(), 'CORRUPT', `chunk ${index}`);
      assertEqual([details.key, details.chunk], ['key', index], 'key and chunk');
    }
  }));

test("with verify: 'never' changed bytes are returned as they are", () =>
  withFile(
    async (_, store, again) => {
      assert((await damage(store.name)) > 0, 'there was no stored chunk to damage');
      const file = await (await again()).files.get('key');
      assertBytes(await file.bytes(10, 20), new Uint8Array(10), 'bytes');
    },
    { verify: 'never' },
  ));
