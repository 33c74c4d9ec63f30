// Tests models: named, typed tensors that are stored, read, shared, changed, imported and evicted.
const floats = (count, seed = 1) =>
  new Float32Array(contentOf(4 * count, seed).buffer).map((value) => value || 0);

const tensorNamed = (name, values, more) => ({
  name,
  dataType: 'float32',
  shape: [values.length],
  data: values,
  ...more,
});

/** Gives the bytes of a file of the format safetensors. */
function safetensors(tensors) {
  let at = 0;
  const header = { __metadata__: { made: 'by the test' } };
  for (const { name, data } of tensors) {
    header[name] = { dtype: 'U8', shape: [data.length], data_offsets: [at, (at += data.length)] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
  return new Blob([length, text, ...tensors.map(({ data }) => data)]);
}

const big = contentOf(3 * chunk + 100, 61);
const small = contentOf(1000, 62);
const file = safetensors([
  { name: 'big', data: big },
  { name: 'small', data: small },
]);

test('a model is stored and read back, tensor by tensor', () =>
  withStore(async (store) => {
    const weights = floats(50_000);
    const model = await store.models.put(
      { id: 'net', name: 'A net', framework: 'own', metadata: { classes: 10 } },
      [
        tensorNamed('weights', weights, { shape: [500, 100], metadata: { layer: 1 } }),
        { name: 'bias', dataType: 'int8', shape: [3], data: new Blob([new Int8Array([1, -2, 3])]) },
        { name: 'scalar', dataType: 'uint64', shape: [], data: new BigUint64Array([2n ** 63n]) },
        { name: 'none', dataType: 'bool', shape: [0, 4], data: new ArrayBuffer(0) },
        { name: 'stream', dataType: 'int16', shape: [2], data: new Blob(['abcd']).stream() },
      ],
    );
    assertEqual(
      [model.id, model.name, model.version, model.framework],
      ['net', 'A net', '1', 'own'],
      'names',
    );
    assertEqual(
      [model.tensorCount, model.totalSize, model.metadata],
      [5, 200_015, { classes: 10 }],
      'the model',
    );
    const again = await store.models.get('net');
    const names = ['weights', 'bias', 'scalar', 'none', 'stream'];
    for (const opened of [model, again]) {
      assertEqual(
        opened.tensors.map(({ name }) => name),
        names,
        'the names in stored order',
      );
      const { data, dataType, shape, byteSize, metadata } = await opened.tensor('weights');
      assertEqual(
        [dataType, shape, byteSize, metadata],
        ['float32', [500, 100], 200_000, { layer: 1 }],
        'weights',
      );
      assert(data instanceof Float32Array, 'weights are floats');
      assertBytes(new Uint8Array(data.buffer), new Uint8Array(weights.buffer), 'the weights');
      data.fill(0);
      assertBytes(
        new Uint8Array((await opened.tensor('weights')).data.buffer),
        new Uint8Array(weights.buffer),
        'the weights after the caller changed its copy',
      );
      assertEqual([...(await opened.tensor('bias')).data], [1, -2, 3], 'the bias');
      assert((await opened.tensor('scalar')).data[0] === 2n ** 63n, 'the scalar');
      assertEqual((await opened.tensor('none')).data.length, 0, 'the empty tensor');
      assertEqual((await opened.tensor('stream')).data.byteLength, 4, 'the tensor of a stream');
      assertEqual(await (await opened.blob('stream')).text(), 'abcd', 'the Blob');
    }
    await assertRefused(again.tensor('nothing'), 'NOT_FOUND');
    const { modelCount, tensorCount, fileCount, logicalBytes } = await store.stats();
    assertEqual([modelCount, tensorCount, fileCount, logicalBytes], [1, 5, 0, 200_015], 'the statistics');
    assertEqual(await store.files.list(), [], 'the files');
    assertEqual(await store.files.unfinished(), [], 'the unfinished files');
  }));

test('a put that cannot be right stores nothing, and names the tensor', () =>
  withStore(async (store) => {
    const right = tensorNamed('right', floats(30_000));
    const wrong = {
      'one byte too few': { name: 'w', dataType: 'uint8', shape: [10], data: new Uint8Array(9) },
      'one byte too many': {
        name: 'w',
        dataType: 'uint8',
        shape: [10],
        data: new Blob([new Uint8Array(11)]),
      },
      'a type that does not exist': { name: 'w', dataType: 'float33', shape: [1], data: new Uint8Array(4) },
      'a shape that overflows': {
        name: 'w',
        dataType: 'float64',
        shape: [2 ** 40, 2 ** 40],
        data: new Uint8Array(4),
      },
      'a negative dimension': { name: 'w', dataType: 'uint8', shape: [-1], data: new Uint8Array(0) },
      'a broken block': { name: 'w', dataType: 'q4_K', shape: [100], data: new Uint8Array(144) },
      'no data': { name: 'w', dataType: 'uint8', shape: [1], data: [1] },
      'the same name twice': tensorNamed('right', floats(1)),
    };
    for (const [what, tensor] of Object.entries(wrong)) {
      const failure = await assertRefused(store.models.put({ id: 'net' }, [right, tensor]), 'INVALID', what);
      assertEqual(failure.details.tensor, tensor.name, `${what}: the tensor of the failure`);
      assertEqual(await store.models.has('net'), false, what);
    }
    await assertRefused(store.models.put({}, []), 'INVALID');
    await assertRefused(store.models.put({ id: 'net', versoin: '2' }, []), 'INVALID');
    await assertRefused(store.models.put({ id: 'net' }, 7), 'INVALID');
    assertEqual((await store.stats()).modelCount, 0, 'models');
  }));

test('an iterator that fails leaves the old model, and an abort rejects with its reason', () =>
  withStore(async (store) => {
    await store.models.put({ id: 'net' }, [tensorNamed('old', floats(10))]);
    let returned = false;
    async function* failing() {
      try {
        yield tensorNamed('new', floats(30_000));
        throw new Error('made by the test');
      } finally {
        returned = true;
      }
    }
    const failure = await store.models.put({ id: 'net' }, failing()).catch((error) => error);
    assertEqual(failure.cause?.message, 'made by the test', 'the cause');
    const controller = new AbortController();
    async function* aborting() {
      returned = false;
      try {
        yield tensorNamed('new', floats(30_000));
        controller.abort(new Error('enough'));
        await new Promise(() => {});
      } finally {
        returned = true;
      }
    }
    const { signal } = controller;
    const aborted = await store.models.put({ id: 'net' }, aborting(), { signal }).catch((error) => error);
    assertEqual(aborted.message, 'enough', 'the reason of the abort');
    assertEqual(
      (await store.models.get('net')).tensors.map(({ name }) => name),
      ['old'],
      'the old tensors',
    );
  }));

test('the newest version is the one that was stored last', () =>
  withStore(async (store) => {
    for (const version of ['2', '10', '1'])
      await store.models.put({ id: 'net', version, framework: `f${version}` }, [tensorNamed('w', floats(1))]);
    await store.models.put({ id: 'net@1' }, []);
    assertEqual(await store.models.versions('net'), ['1', '10', '2'], 'versions');
    assertEqual((await store.models.get('net')).version, '1', 'the newest');
    assertEqual((await store.models.get('net', { version: '10' })).version, '10', 'a version');
    assertEqual(await store.models.get('net', { version: '3' }), undefined, 'a version that is not there');
    assertEqual((await store.models.list()).length, 4, 'all');
    assertEqual(
      (await store.models.list({ framework: 'f2' })).map(({ version }) => version),
      ['2'],
      'a framework',
    );
    assertEqual((await store.models.list({ name: 'net@1' })).length, 1, 'a name');
    assertEqual(await store.models.delete('net', { version: '1' }), true, 'delete of a version');
    assertEqual((await store.models.get('net')).version, '10', 'the newest that is left');
    assertEqual(
      [await store.models.delete('net'), await store.models.delete('net')],
      [true, false],
      'delete',
    );
    assertEqual(
      (await store.models.list()).map(({ id }) => id),
      ['net@1'],
      'what is left',
    );
  }));

test('tensors are added, replaced and deleted, also by two handles at once', () =>
  withStore(async (store, again) => {
    const [first, second] = [floats(20_000, 71), floats(20_000, 72)];
    const model = await store.models.put({ id: 'net' }, [tensorNamed('a', first), tensorNamed('b', first)]);
    const other = await (await again()).models.get('net');
    await Promise.all([
      model.putTensors([tensorNamed('b', second)]),
      other.putTensors([tensorNamed('c', second), tensorNamed('d', floats(3))]),
    ]);
    const now = await store.models.get('net');
    assertEqual(now.tensors.map(({ name }) => name).sort(), ['a', 'b', 'c', 'd'], 'the names');
    for (const [name, values] of Object.entries({ a: first, b: second, c: second }))
      assertBytes(
        new Uint8Array((await now.tensor(name)).data.buffer),
        new Uint8Array(values.buffer),
        `tensor ${name}`,
      );
    assertEqual([await now.deleteTensor('a'), await now.deleteTensor('a')], [true, false], 'deleteTensor');
    assertEqual(now.tensors.length, 3, 'the tensors of the handle');
    assertEqual((await store.models.get('net')).tensorCount, 3, 'the tensors of the stored model');
  }));

test('equal tensors are stored once, and deleting a model harms no other', () =>
  withStore(async (store) => {
    const shared = floats(100_000, 81);
    await store.models.put({ id: 'one' }, [tensorNamed('w', shared), tensorNamed('x', floats(10))]);
    const { storedBytes } = await store.stats();
    await store.models.put({ id: 'two' }, [tensorNamed('y', floats(20)), tensorNamed('other name', shared)]);
    const both = await store.stats();
    assert(
      both.storedBytes - storedBytes < 1000,
      `the second model took ${both.storedBytes - storedBytes} bytes`,
    );
    assertEqual(both.logicalBytes, 800_120, 'logical bytes');
    await store.models.delete('one');
    await store.clean();
    const { data } = await (await store.models.get('two')).tensor('other name');
    assertBytes(new Uint8Array(data.buffer), new Uint8Array(shared.buffer), 'the shared tensor');
  }));

test('a stored file becomes a model without a copied byte', () =>
  withStore(async (store) => {
    const stored = await store.files.put('net.safetensors', file);
    const before = (await store.stats()).storedBytes;
    const model = await store.models.import({ id: 'net' }, stored);
    assertEqual((await store.stats()).storedBytes, before, 'stored bytes');
    assertEqual(
      model.tensors.map(({ name, dataType }) => [name, dataType]),
      [
        ['big', 'uint8'],
        ['small', 'uint8'],
      ],
    );
    await store.files.delete('net.safetensors');
    await store.clean();
    const again = await store.models.get('net');
    assertBytes((await again.tensor('big')).data, big, 'the big tensor');
    assertBytes((await again.tensor('small')).data, small, 'the small tensor');
    const [blob] = await Promise.all([again.blob('big')]);
    assertBytes(new Uint8Array(await blob.arrayBuffer()), big, 'the Blob of the big tensor');
    await assertRefused(store.models.import({ id: 'other' }, stored), 'NOT_FOUND');
    const text = await store.files.put('text', new Blob(['not a model']));
    await assertRefused(store.models.import({ id: 'other' }, text), 'INVALID');
  }));

test('an aligned import, and one of a Blob, share tensors with a put', () =>
  withStore(async (store) => {
    await store.models.put({ id: 'put' }, [{ name: 'w', dataType: 'uint8', shape: [big.length], data: big }]);
    const { storedBytes } = await store.stats();
    const model = await store.models.import({ id: 'blob' }, file);
    assertBytes((await model.tensor('big')).data, big, 'the tensor of the Blob');
    const more = (await store.stats()).storedBytes - storedBytes;
    assertEqual(more, small.length, 'what the import of the Blob adds');
    const stored = await store.files.put('net.safetensors', file);
    const aligned = await store.models.import({ id: 'aligned' }, stored, { align: true });
    await store.files.delete('net.safetensors');
    await store.clean();
    assertEqual((await store.stats()).storedBytes, storedBytes + more, 'stored bytes of three models');
    assertBytes((await aligned.tensor('small')).data, small, 'the small tensor');
  }));

test('elements are converted when the caller asks', () =>
  withStore(async (store) => {
    const model = await store.models.put({ id: 'net' }, [
      tensorNamed('f', new Float32Array([1, -2.5, 65504, 3e38])),
      { name: 'h', dataType: 'float16', shape: [3], data: new Uint16Array([0x3c00, 0xc100, 0x7bff]) },
      { name: 'b', dataType: 'bfloat16', shape: [2], data: new Uint16Array([0x3f80, 0xc020]) },
      { name: 'i', dataType: 'int4', shape: [3], data: new Uint8Array([0xf1, 0x08]) },
      { name: 'q', dataType: 'iq2_xxs', shape: [256], data: new Uint8Array(66) },
    ]);
    const as = async (name, type) => [...(await model.tensor(name, { as: type })).data];
    assertEqual(await as('h', 'float32'), [1, -2.5, 65504], 'halves');
    assertEqual(await as('b', 'float32'), [1, -2.5], 'bfloat16');
    assertEqual(await as('i', 'float32'), [1, -1, -8], 'int4');
    const halves = (await model.tensor('f', { as: 'bfloat16' })).data;
    assert(halves instanceof Uint16Array, 'bfloat16 is a Uint16Array');
    assertEqual(halves[1], 0xc020, 'a bfloat16');
    assertEqual(
      (await model.tensor('h')).data.constructor.name,
      globalThis.Float16Array ? 'Float16Array' : 'Uint16Array',
    );
    const failure = await assertRefused(model.tensor('f', { as: 'int8' }), 'INVALID');
    assertEqual(failure.details.tensor, 'f', 'the tensor of the failure');
    await assertRefused(model.tensor('q', { as: 'float32' }), 'UNSUPPORTED');
    await assertRefused(model.tensor('f', { as: 'float33' }), 'INVALID');
  }));

test('tensors that are read again come from memory', () =>
  withStore(async (store) => {
    const model = await store.models.put({ id: 'net' }, [tensorNamed('w', floats(1000))]);
    await model.tensor('w');
    const once = (await store.stats()).cache;
    await model.tensor('w');
    const twice = (await store.stats()).cache;
    assertEqual([once.misses, once.hits, once.bytes], [1, 0, 4000], 'the cache after one read');
    assertEqual([twice.misses, twice.hits, twice.bytes], [1, 1, 4000], 'the cache after two reads');
    await model.putTensors([tensorNamed('w', floats(1000, 5))]);
    const { data } = await model.tensor('w');
    assertBytes(new Uint8Array(data.buffer), new Uint8Array(floats(1000, 5).buffer), 'the new tensor');
  }));

test('evicted tensors are listed as missing; pinned models stay whole', () =>
  withStore(async (store) => {
    await store.models.put({ id: 'net' }, [
      tensorNamed('w', floats(50_000)),
      tensorNamed('v', floats(50_000, 9)),
    ]);
    await store.models.put({ id: 'pinned', pinned: true }, [tensorNamed('w', floats(50_000, 10))]);
    const events = [];
    store.addEventListener('evict', ({ detail }) => events.push(detail.kind));
    const report = await store.clean({ kinds: ['tensor'], unusedFor: 0 });
    assertEqual(
      report.evicted.map(({ kind }) => kind),
      ['tensor', 'tensor'],
      'the evictions',
    );
    assert(report.freedBytes >= 400_000, `freed ${report.freedBytes} bytes`);
    const model = await store.models.get('net');
    assertEqual([...model.missing].sort(), ['v', 'w'], 'missing');
    const failure = await assertRefused(model.tensor('w'), 'NOT_FOUND');
    assertEqual(failure.details.evicted, true, 'details.evicted');
    assertEqual((await store.models.get('pinned')).missing, [], 'missing of the pinned model');
    await model.putTensors([tensorNamed('w', floats(50_000))]);
    assertEqual(model.missing, ['v'], 'missing after a put');
    await store.models.pin('pinned', false);
    const rest = await store.clean({ kinds: ['model'], unusedFor: 0 });
    assertEqual(rest.evicted.length, 2, 'the evicted models');
    assertEqual(await store.models.list(), [], 'the models that are left');
  }));

test('every tab hears of a change', () =>
  withStore(async (store, again) => {
    const other = await again();
    const heard = [];
    for (const each of [store, other])
      each.addEventListener('change', ({ detail: { kind, key, action } }) =>
        heard.push(`${kind} ${key} ${action}`),
      );
    await store.models.put({ id: 'net' }, [tensorNamed('w', floats(3))]);
    await store.models.delete('net');
    while (heard.length < 4) await wait(10);
    assertEqual([...new Set(heard)], ['model net@1 put', 'model net@1 delete'], 'the events');
  }));
