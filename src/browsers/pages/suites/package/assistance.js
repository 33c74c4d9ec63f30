// Helps the tests of the package. Loaded like the other files of the suite, as a module or as a
// classic script: hence globals.
const chunk = 65_536;
let databases = 0;

Object.assign(globalThis, {
  chunk,
  keepsBlobs: !harness.engine.startsWith('webkit'),

  freshName: () => `package-${crypto.randomUUID()}-${++databases}`,

  /**
   * Runs the body on a new store with small chunks, then closes and deletes the store. `again`
   * opens further connections to it, which are closed with it.
   */
  async withStore(body, options) {
    const name = freshName();
    const connections = [];
    const again = async (changed) => {
      const opened = await harness.granary.open({ name, chunkSize: chunk, ...options, ...changed });
      connections.push(opened);
      return opened;
    };
    try {
      return await body(await again(), again);
    } finally {
      await Promise.all(connections.map((connection) => connection.close()));
      await deleteDatabase(name);
    }
  },

  /**
   * Fails when a connection is still open long after the close. It waits first: in the browser a
   * deletion may overtake a close.
   */
  deleteDatabase(name) {
    return new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = resolve;
      request.onerror = () => reject(request.error);
      request.onblocked = () => setTimeout(reject, 2000, new Error(`A connection to ${name} is still open`));
    });
  },

  openPlainly(name, version, upgrade = () => {}) {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => upgrade(request.result);
    return settled(request);
  },

  settled(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  },

  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),

  /** Waits for a short time; exact also in a background page, where timers may be seconds late. */
  async pause(milliseconds) {
    const end = performance.now() + milliseconds;
    const { port1, port2 } = new MessageChannel();
    do {
      await new Promise((resolve) => {
        port1.onmessage = resolve;
        port2.postMessage('next');
      });
    } while (performance.now() < end);
    port1.close();
  },

  async sha256(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  },

  assertBytes(found, expected, subject) {
    const [actual, wanted] = [new Uint8Array(found), new Uint8Array(expected)];
    assertEqual(actual.length, wanted.length, `${subject}, length`);
    let index = 0;
    while (index < actual.length && actual[index] === wanted[index]) index++;
    assertEqual(index, wanted.length, `${subject}, first wrong byte`);
  },

  async assertBlob(blob, expected, subject) {
    assert(blob instanceof Blob, `${subject}: expected a Blob, found ${blob}`);
    assertBytes(await blob.arrayBuffer(), expected, subject);
  },

  /** Asserts that the file under the key is whole and right, and that its information says so. */
  async assertFile(store, key, expected) {
    const file = await store.files.get(key);
    assert(file, `no file under ${key}`);
    assertEqual(file.size, expected.length, `size of ${key}`);
    assertEqual(file.sha256, await sha256(expected), `SHA-256 of ${key}`);
    assertBytes(await file.bytes(), expected, key);
    return file;
  },

  /** Returns the rejection of a promise. */
  async refusal(promise) {
    try {
      await promise;
    } catch (error) {
      return error;
    }
    throw new Error('expected a rejection');
  },

  async assertRefused(promise, code, subject = 'the call') {
    const error = await refusal(promise).catch((missing) => {
      throw new Error(`${subject}: ${missing.message} with ${code}`);
    });
    assertGranaryError(error, code, subject);
    return error;
  },

  assertGranaryError(error, code, subject) {
    const { GranaryError } = harness.granary;
    const described = `${error?.name} ${error?.code}: ${error?.message}`;
    assert(
      error instanceof Error && error instanceof GranaryError,
      `${subject}: not a GranaryError but ${described}`,
    );
    assert(GranaryError.is(error), `${subject}: GranaryError.is denies ${described}`);
    assertEqual(error.code, code, `${subject}, code of "${error.message}"`);
    assert(typeof error.details === 'object' && error.details !== null, `${subject}: no details`);
    // Raw errors of the compiled code contain "(JavaScript)" in their message.
    const telling = error.message.length > 10 && !error.message.includes('(JavaScript)');
    assert(telling, `${subject}: "${error.message}" explains nothing`);
  },

  /** Asserts that a failed put left no trace where nothing was stored before. */
  async assertNothingStored(store, key, subject) {
    assertEqual(await store.files.list(), [], `${subject}: files listed`);
    assertEqual(await store.files.has(key), false, `${subject}: has`);
    assertEqual(await store.files.get(key), undefined, `${subject}: get`);
    const { fileCount, unfinishedBytes, logicalBytes } = await store.stats();
    assertEqual([fileCount, unfinishedBytes, logicalBytes], [0, 0, 0], `${subject}: files and bytes counted`);
  },

  /**
   * Asserts that a put fails on an empty store and over an older file, and changes neither.
   * `attempt` is called with the store and the key; `check` judges the error.
   */
  async assertFailsCleanly(store, subject, attempt, check) {
    const key = 'attempted';
    check(await refusal(attempt(store, key)));
    await assertNothingStored(store, key, subject);
    const older = contentOf(chunk + 1000, 77);
    await store.files.put(key, older);
    check(await refusal(attempt(store, key)));
    await assertFile(store, key, older);
    assertEqual((await store.stats()).unfinishedBytes, 0, `${subject}: unfinished bytes over an older file`);
    await store.clear();
  },

  /** Cuts the bytes into pieces of odd sizes. */
  oddPieces(bytes) {
    const sizes = [1, 7_001, 30_011, 3, 65_537, 40_009];
    const pieces = [];
    for (let start = 0, count = 0; start < bytes.length; count++) {
      const end = Math.min(bytes.length, start + sizes[count % sizes.length]);
      pieces.push(bytes.slice(start, end));
      start = end;
    }
    return pieces;
  },

  /**
   * Makes a stream of these pieces. `onPull` receives the number of each piece before the stream
   * supplies it.
   */
  streamOf(pieces, { onPull = () => {}, onCancel = () => {} } = {}) {
    let next = 0;
    return new ReadableStream(
      {
        async pull(controller) {
          await onPull(next, controller);
          if (next < pieces.length) controller.enqueue(pieces[next++]);
          else controller.close();
        },
        cancel: onCancel,
      },
      { highWaterMark: 0 },
    );
  },

  async readAll(stream) {
    const pieces = [];
    const reader = stream.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push(piece.value);
    for (const piece of pieces) assert(piece instanceof Uint8Array, `a piece of the stream is ${piece}`);
    return new Uint8Array(await new Blob(pieces).arrayBuffer());
  },
});
