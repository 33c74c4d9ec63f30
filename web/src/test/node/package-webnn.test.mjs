// WebNN, as far as no engine is needed: how its code loads, what is refused, and the errors that no engine at hand
// gives. The scenario `webnn` of src/browsers runs real graphs.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { describePackages } from './packages.mjs';
import { fails, failsWith, web } from './support.mjs';

const copies = join(web, 'target/webnn-tests');
rmSync(copies, { recursive: true, force: true });
let copied = 0;

/** A builder that keeps what it is given; `refuse` says what it throws. */
function builderThat(refuse = () => undefined) {
  const given = [];
  const constant = (descriptor, bytes) => {
    const failure = refuse(descriptor);
    if (failure) throw failure;
    given.push({ ...descriptor, bytes: bytes.slice() });
    return descriptor;
  };
  return { given, constant };
}

/** Expects a refusal, and gives it. */
async function refusal(promise, ...expected) {
  await fails(promise, ...expected);
  return promise.catch((error) => error);
}

const contextTaking = (...dataTypes) => ({ opSupportLimits: () => ({ constant: { dataTypes } }) });
const named = (name, message) => Object.assign(new Error(message), { name });

async function loaded(model, builder, options) {
  const operands = [];
  for await (const operand of model.constants(builder, options)) operands.push(operand);
  return operands;
}

describePackages('WebNN', ({ folder, the, GranaryError }) => {
  const ofThePackage = () => import(pathToFileURL(join(folder, 'webnn.js')).href);
  const put = (tensors) =>
    the.store.models.put(
      { id: 'model' },
      tensors.map(([name, dataType, shape, data]) => ({ name, dataType, shape, data })),
    );
  const floats = (count) => new Float32Array(count).map((_, i) => i);

  /** Copies the package, so that the part has not run yet. */
  function copyOfThePackage() {
    const copy = join(copies, String(++copied));
    mkdirSync(copy, { recursive: true });
    cpSync(folder, copy, { recursive: true });
    const part = join(
      copy,
      readdirSync(copy).find((file) => /^core-webnn-[0-9a-f]{8}\.js$/.test(file)),
    );
    const runs = (globalThis[`webnnRuns${copied}`] = { count: 0 });
    writeFileSync(part, `${readFileSync(part, 'utf8')}\n++globalThis.webnnRuns${copied}.count;\n`);
    return { part, runs, import: (entry) => import(pathToFileURL(join(copy, `${entry}.js`)).href) };
  }

  async function modelOf({ open }) {
    const store = await open({ backend: 'memory' });
    return store.models.put({ id: 'm' }, [{ name: 'a', dataType: 'float32', shape: [2], data: floats(2) }]);
  }

  test('loads its code at the first use of constants', async () => {
    const copy = copyOfThePackage();
    const model = await modelOf(await copy.import('index'));
    assert.equal(copy.runs.count, 0);
    const away = `${copy.part}.away`;
    renameSync(copy.part, away);
    await fails(loaded(model, builderThat()), 'NETWORK', 'constants');
    renameSync(away, copy.part);
    assert.equal((await loaded(model, builderThat())).length, 1);
    assert.equal((await loaded(model, builderThat())).length, 1);
    assert.equal(copy.runs.count, 1);
  });

  for (const entry of ['webnn', 'all']) {
    test(`granary/${entry} has the code at once, with the errors of the package`, async () => {
      const copy = copyOfThePackage();
      const { webnn } = await copy.import(entry);
      assert.equal(copy.runs.count, 1);
      rmSync(copy.part);
      const granary = await copy.import('index');
      const error = await webnn.context().catch((failure) => failure);
      assert.ok(error instanceof granary.GranaryError, `${error}`);
      assert.equal((await loaded(await modelOf(granary), builderThat())).length, 1);
      assert.equal(copy.runs.count, 1);
    });
  }

  test('gives constants in stored order, of all tensors or of some', async () => {
    const model = await put([
      ['z', 'int8', [3], new Int8Array([1, 2, 3])],
      ['scalar', 'float32', [], floats(1)],
      ['a', 'float32', [70, 300], floats(21_000)],
    ]);
    const builder = builderThat();
    const context = contextTaking('float32', 'int8');
    const all = await loaded(model, builder, { context });
    assert.deepEqual(
      all.map(([name]) => name),
      ['z', 'scalar', 'a'],
    );
    assert.deepEqual(
      builder.given.map(({ dataType, shape, bytes }) => [dataType, shape, bytes.length]),
      [
        ['int8', [3], 3],
        ['float32', [], 4],
        ['float32', [70, 300], 84_000],
      ],
    );
    assert.deepEqual(new Float32Array(builder.given[2].bytes.buffer), floats(21_000));
    const some = await loaded(model, builderThat(), { context, names: ['a', 'z'] });
    assert.deepEqual(
      some.map(([name]) => name),
      ['z', 'a'],
    );
    await fails(loaded(model, builderThat(), { names: ['b'] }), 'NOT_FOUND', '"b"');
  });

  test('refuses what the context does not take before it reads a byte', async () => {
    const model = await put([
      ['a', 'float32', [2], floats(2)],
      ['b', 'float64', [1], new Float64Array(1)],
    ]);
    const { blob } = model;
    model.blob = () => assert.fail('read');
    const builder = builderThat();
    const refused = await refusal(loaded(model, builder), 'UNSUPPORTED', `as: { "float64": 'float32' }`);
    assert.deepEqual(refused.details, { tensor: 'b', dataType: 'float64', shape: [1] });
    const asked = { as: { float64: 'float32' } };
    await fails(loaded(model, builder, { ...asked, context: contextTaking('int8') }), 'UNSUPPORTED', '"a"');
    const small = {
      opSupportLimits: () => ({ ...contextTaking('float32').opSupportLimits(), maxTensorByteLength: 4 }),
    };
    const large = await refusal(
      loaded(model, builder, { ...asked, context: small }),
      'UNSUPPORTED',
      'too large',
    );
    assert.equal(large.details.limit, 'constant');
    assert.deepEqual(builder.given, []);
    model.blob = blob;
    assert.equal((await loaded(model, builder, asked)).length, 2);
  });

  test('refuses an empty tensor', async () => {
    const model = await put([['a', 'float32', [0, 2], floats(0)]]);
    await fails(loaded(model, builderThat()), 'UNSUPPORTED', 'dimension of 0');
  });

  test('asks a builder without a context for each type once', async () => {
    const model = await put([
      ['a', 'uint4', [3], new Uint8Array([0x21, 0x0f])],
      ['b', 'uint4', [1], new Uint8Array([0x08])],
      ['c', 'float32', [2], floats(2)],
    ]);
    const asked = [];
    const builder = builderThat(({ dataType, shape }) => {
      asked.push(`${dataType} ${shape}`);
      return dataType === 'uint4' ? named('TypeError', 'no uint4') : undefined;
    });
    await loaded(model, builder);
    assert.deepEqual(asked, ['uint4 1', 'int4 1', 'int4 3', 'int4 1', 'float32 2']);
    assert.deepEqual(Array.from(builder.given[1].bytes), [0x21 ^ 0x88, 0x0f ^ 0x88]);
    asked.length = 0;
    await loaded(model, builder);
    assert.deepEqual(asked, ['int4 3', 'int4 1', 'float32 2']);
  });

  test('turns what WebNN throws into errors that say what to do', async () => {
    const model = await put([['a', 'float32', [2], floats(2)]]);
    const cases = [
      [named('InvalidStateError', 'Has been built.'), 'INVALID'],
      [named('TypeError', 'Wrong shape.'), 'INVALID'],
      [named('OperationError', 'Out of luck.'), 'FAILED'],
    ];
    for (const [thrown, code] of cases) {
      const error = await loaded(
        model,
        builderThat(() => thrown),
      ).catch((failure) => failure);
      assert.ok(error instanceof GranaryError, `${error}`);
      assert.equal(error.code, code, thrown.message);
      assert.equal(error.cause, thrown);
    }
  });

  test('stores nothing of tensors that WebNN does not read, and says why', async () => {
    const { webnn } = await ofThePackage();
    const readTensor = async ({ data }) => {
      if (!data) throw named('InvalidStateError', 'Context is lost.');
      return data.buffer;
    };
    const context = { opSupportLimits() {}, readTensor };
    const good = { dataType: 'float32', shape: [2], data: floats(2) };
    const bad = { dataType: 'float32', shape: [2] };
    const store = (tensors) => webnn.store(the.store, context, { id: 'kept' }, tensors);
    const lost = await refusal(store({ good, bad }), 'INVALID', 'Context is lost');
    assert.deepEqual(lost.details, { tensor: 'bad' });
    await fails(store({ good, bad: { ...bad, readable: false } }), 'INVALID', 'readable: true');
    assert.equal(await the.store.models.has('kept'), false);
    assert.deepEqual((await (await store({ good })).tensor('good')).data, floats(2));
  });

  test('says what a build found too large', async () => {
    const { webnn } = await ofThePackage();
    for (const [said, limit] of [
      ['Buffer size is over inline limit.', 'constant'],
      ['Model too large.', 'model'],
    ]) {
      const thrown = named('NotSupportedError', `Failed to execute 'build' on 'MLGraphBuilder': ${said}`);
      const build = () => Promise.reject(thrown);
      const error = await refusal(webnn.build({ build }, {}), 'UNSUPPORTED', limit, 'private window');
      assert.deepEqual(error.details, { limit });
      assert.equal(error.cause, thrown);
    }
    assert.equal(await webnn.build({ build: async (outputs) => outputs.y }, { y: 7 }), 7);
    await fails(webnn.build({}, {}), 'INVALID', 'an MLGraphBuilder');
  });

  test('refuses wrong arguments', async () => {
    const { webnn } = await ofThePackage();
    const model = await put([['a', 'float32', [2], floats(2)]]);
    await fails(loaded(model, {}), 'INVALID', 'an MLGraphBuilder');
    for (const wrong of [
      { as: { int8: 'int16' } },
      { as: null },
      { context: {} },
      { names: 'a' },
      { nams: [] },
    ])
      await fails(loaded(model, builderThat(), wrong), 'INVALID');
    await fails(
      webnn.loadOrFetch(the.store, 'model', { builder: builderThat(), fetch: 1 }),
      'INVALID',
      'fetch',
    );
    await fails(webnn.loadOrFetch(the.store, 'gone', { builder: builderThat() }), 'NOT_FOUND', '"gone"');
    await fails(webnn.store(the.store, {}, { id: 'm' }, {}), 'INVALID', 'an MLContext');
    await fails(webnn.keep(1), 'INVALID', 'build');
  });

  test('reports progress, and ends with the reason of an abort', async () => {
    const model = await put([
      ['a', 'float32', [50_000], floats(50_000)],
      ['b', 'float32', [2], floats(2)],
    ]);
    const reports = [];
    await loaded(model, builderThat(), { onProgress: (progress) => reports.push(progress) });
    const { key, phase, loaded: bytes, total } = reports.at(-1);
    assert.deepEqual(
      { key, phase, bytes, total },
      { key: 'model', phase: 'done', bytes: 200_008, total: 200_008 },
    );
    const control = new AbortController();
    const reason = { a: 'reason' };
    const builder = builderThat();
    const constants = model.constants(builder, { signal: control.signal });
    await constants.next();
    control.abort(reason);
    await failsWith(constants.next(), reason);
    assert.equal(builder.given.length, 1);
    await failsWith(loaded(model, builder, { signal: control.signal }), reason);
  });
});

describePackages('contexts of WebNN', ({ folder }) => {
  const api = async () => (await import(pathToFileURL(join(folder, 'webnn.js')).href)).webnn;
  const original = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

  function withMl(createContext) {
    Object.defineProperty(globalThis, 'navigator', { value: { ml: { createContext } }, configurable: true });
    globalThis.window = globalThis;
  }
  afterEach(() => {
    delete globalThis.window;
    if (original) Object.defineProperty(globalThis, 'navigator', original);
    else delete globalThis.navigator;
  });

  /** A context that the test loses. */
  function contextToLose() {
    const context = { destroyed: 0, destroy: () => context.destroyed++ };
    context.lost = new Promise((resolve) => (context.lose = (message) => resolve({ message })));
    return context;
  }

  test('are UNSUPPORTED where there is no WebNN, and probe says why', async () => {
    const webnn = await api();
    const { available, reason } = await webnn.probe();
    assert.equal(available, false);
    assert.match(reason, /no navigator.ml/);
    await fails(webnn.context(), 'UNSUPPORTED', 'no navigator.ml');
  });

  test('are not asked for in other workers', async () => {
    withMl(() => assert.fail('asked'));
    delete globalThis.window;
    await fails((await api()).context(), 'UNSUPPORTED', 'dedicated workers');
  });

  test('that do not come are UNSUPPORTED, and are destroyed when they come after all', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const webnn = await api();
    const late = contextToLose();
    let come;
    withMl(() => new Promise((resolve) => (come = resolve)));
    const waiting = webnn.context();
    await null;
    t.mock.timers.tick(10_000);
    await fails(waiting, 'UNSUPPORTED', 'within 10 s');
    come(late);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(late.destroyed, 1);
  });

  test('with unknown options are INVALID', async () => {
    withMl(async () => {
      throw new TypeError('no such device');
    });
    await fails((await api()).context({ deviceType: 'x' }), 'INVALID', 'no such device');
  });

  test('that are lost again and again end a kept build', async () => {
    const webnn = await api();
    const made = [];
    withMl(async () => (made.push(contextToLose()), made.at(-1)));
    const kept = await webnn.keep(() => made.length);
    const losing = kept.use(() => {
      made.at(-1).lose('the driver restarts');
      throw new Error('gone');
    });
    const error = await refusal(losing, 'UNSUPPORTED', 'the driver restarts');
    assert.equal(error.details.lost, 'the driver restarts');
    assert.deepEqual([made.length, kept.builds], [2, 2]);
    assert.equal(await kept.use((number) => number), 3);
    await fails(
      kept.use(() => {
        throw new Error('of my own');
      }),
      'FAILED',
      'of my own',
    );
    assert.equal(kept.builds, 3);
    await kept.close();
    assert.equal(made[2].destroyed, 1);
    await fails(
      kept.use(() => 1),
      'CLOSED',
    );
  });

  test('of a build that fails are destroyed', async () => {
    const webnn = await api();
    const only = contextToLose();
    withMl(async () => only);
    await fails(
      webnn.keep(() => {
        throw new Error('no graph');
      }),
      'FAILED',
      'no graph',
    );
    assert.equal(only.destroyed, 1);
  });
});
