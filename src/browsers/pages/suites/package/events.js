// Collects all events of one type that reach a connection, as plain values.
function heardBy(store, type) {
  const heard = [];
  store.addEventListener(type, (event) => {
    assert(event instanceof CustomEvent, `${type} is not a CustomEvent`);
    heard.push(structuredClone(event.detail));
  });
  return heard;
}

async function until(condition, subject) {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (condition()) return;
    await pause(10);
  }
  throw new Error(`${subject} did not arrive`);
}

const changes = [
  { kind: 'file', key: 'a', action: 'put' },
  { kind: 'file', key: 'b', action: 'put' },
  { kind: 'file', key: 'a', action: 'put' },
  { kind: 'file', key: 'a', action: 'delete' },
];

async function makeChanges({ files }) {
  await files.put('a', contentOf(chunk + 1, 1));
  await files.put('b', contentOf(5));
  await files.put('a', contentOf(5));
  await files.delete('a');
  await files.delete('absent');
  await refusal(files.put('c', contentOf(5), { size: 6 }));
}

test('each change is reported once, in order, and nothing else', () =>
  withStore(async (store) => {
    const heard = heardBy(store, 'change');
    await makeChanges(store);
    await until(() => heard.length >= changes.length, 'every change');
    await pause(50);
    assertEqual(heard, changes, 'changes');
  }));

test('changes are reported in other connections, too', () =>
  withStore(async (store, again) => {
    const heard = heardBy(await again(), 'change');
    await makeChanges(store);
    await until(() => heard.length >= changes.length, 'every change');
    await pause(50);
    assertEqual(heard, changes, 'changes');
  }));

test('a change is reported when it is visible', () =>
  withStore(async (store, again) => {
    const other = await again();
    const seen = [];
    other.addEventListener('change', async ({ detail }) => seen.push(await other.files.has(detail.key)));
    await store.files.put('a', contentOf(3 * chunk));
    await until(() => seen.length > 0, 'the change');
    assertEqual(seen, [true], 'has, at the event');
  }));

test('clear and changes of documents are reported', () =>
  withStore(async (store, again) => {
    const heard = [heardBy(store, 'change'), heardBy(await again(), 'change')];
    await store.documents.put('settings', { a: 1 });
    await store.documents.delete('settings');
    await store.files.put('a', contentOf(5));
    await store.clear();
    for (const each of heard) {
      await until(() => each.some(({ action }) => action === 'clear'), 'clear');
      const reported = each.map(({ kind, key, action }) => `${action} ${kind} ${key}`);
      assertEqual(
        reported.slice(0, 3),
        ['put document settings', 'delete document settings', 'put file a'],
        'reported',
      );
    }
  }));

test('a listener that throws affects nothing else', () =>
  withStore(async (store) => {
    const thrown = [];
    const caught = (event) => {
      thrown.push(event.error?.message);
      event.preventDefault();
    };
    addEventListener('error', caught);
    try {
      store.addEventListener('change', () => {
        throw new Error('thrown by the test');
      });
      const heard = heardBy(store, 'change');
      await store.files.put('a', contentOf(chunk + 1));
      await until(() => heard.length > 0, 'the change');
      await assertFile(store, 'a', contentOf(chunk + 1));
      await until(() => thrown.length > 0, 'the error');
      assertEqual(thrown, ['thrown by the test'], 'errors');
    } finally {
      removeEventListener('error', caught);
    }
  }));

test('progress grows to the size and ends with done', () =>
  withStore(async (store) => {
    const bytes = contentOf(8 * chunk + 5);
    const reported = [];
    const heard = heardBy(store, 'progress');
    const onProgress = (progress) => reported.push(structuredClone(progress));
    await store.files.put('key', new Blob([bytes]), { onProgress });
    assert(reported.length > 0, 'no progress was reported');
    const last = reported.at(-1);
    assertEqual([last.key, last.phase, last.loaded, last.total], ['key', 'done', bytes.length, bytes.length]);
    for (const [index, { loaded, bytesPerSecond, phase }] of reported.entries()) {
      assert(index === 0 || loaded >= reported[index - 1].loaded, `loaded falls to ${loaded}`);
      assert(
        loaded <= bytes.length && bytesPerSecond >= 0,
        `loaded ${loaded} at ${bytesPerSecond} per second`,
      );
      assert(['plan', 'download', 'verify', 'done'].includes(phase), `the phase is ${phase}`);
    }
    await until(() => heard.some(({ phase }) => phase === 'done'), 'the progress event');
  }));

test('progress of a slow put is reported at most ten times a second', () =>
  withStore(async (store) => {
    const pieces = Array.from({ length: 40 }, (_, index) => contentOf(chunk, index));
    const times = [];
    const started = performance.now();
    const slow = streamOf(pieces, { onPull: () => pause(15) });
    await store.files.put('key', slow, { onProgress: () => times.push(performance.now()) });
    const seconds = (performance.now() - started) / 1000;
    assert(times.length >= 3, `reported only ${times.length} times in ${seconds} s`);
    // The last report, that the put is done, may come at any time.
    assert(times.length <= seconds * 10 + 2, `reported ${times.length} times in ${seconds} s`);
  }));

test('a progress callback that throws has no effect, or fails the put with its error', () =>
  withStore(async (store) => {
    const ignored = (event) => event.preventDefault();
    addEventListener('error', ignored);
    addEventListener('unhandledrejection', ignored);
    const onProgress = () => {
      throw new Error('thrown by the test');
    };
    const outcome = await store.files
      .put('key', contentOf(3 * chunk), { onProgress })
      .then(() => 'stored')
      .catch((error) => `refused: ${error.message}`);
    await pause(20);
    removeEventListener('error', ignored);
    removeEventListener('unhandledrejection', ignored);
    fact('a put whose progress callback throws', outcome);
    assertEqual(await store.files.has('key'), outcome === 'stored', 'has');
    assertEqual((await store.stats()).unfinishedBytes, 0, 'unfinished bytes');
  }));
