// The parts of the package that load at their first use, and the entries that load them at once.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bytes, collect, fails, failsWith, packages, web } from './support.mjs';

const copies = join(web, 'target/chunk-tests');
rmSync(copies, { recursive: true, force: true });
let copied = 0;
const keepAlive = setInterval(() => {}, 1000);
after(() => clearInterval(keepAlive));

/** How often each chunk has run in a copy that nothing has used. */
const none = () => ({ hub: 0, models: 0, upkeep: 0, vectors: 0 });

/** A copy of the package that nothing has been imported from yet, whose chunks count how often they run. */
class Copy {
  constructor(folder) {
    this.folder = join(copies, String(++copied), 'node_modules/granary');
    mkdirSync(this.folder, { recursive: true });
    cpSync(folder, this.folder, { recursive: true });
    this.runs = globalThis[`runs${copied}`] = none();
    for (const chunk of Object.keys(this.runs)) {
      const file = this.chunk(chunk);
      writeFileSync(file, `${readFileSync(file, 'utf8')}\n++globalThis.runs${copied}.${chunk};\n`);
    }
  }

  /** The file of a chunk, as the minified modules import it. */
  chunk(name) {
    const isChunk = (file) => new RegExp(`^core-${name}-[0-9a-f]{8}\\.js$`).test(file);
    const files = readdirSync(this.folder).filter(isChunk);
    assert.equal(files.length, 1);
    return join(this.folder, files[0]);
  }

  import(entry) {
    return import(pathToFileURL(join(this.folder, `${entry}.js`)).href);
  }

  async open(entry) {
    const { open } = await this.import(entry);
    return open({ backend: 'memory' });
  }
}

const gate = () => {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { opened, open };
};

/** What uses the chunks, by chunk. */
const uses = {
  hub: [
    (store, options) => store.hub.list(options),
    (store, options) => store.hub.get('owner/name', options),
  ],
  models: [
    async (store, options) => (await model(store)).tensors(options),
    async (store, options) => (await model(store)).header(options),
    (store, options) => store.models.list(options),
    (store, options) => store.models.get('id', options),
  ],
  upkeep: [
    (store, options) => store.stats({ ...options, items: true }),
    (store, options) => store.verify(options),
    (store, options) => store.files.exportBundle([], options),
    (store, options) => store.files.importBundle(new Blob([emptyBundle]), options),
  ],
  vectors: [
    (store, options) => store.vectors.list(options),
    (store, options) => store.vectors.open('name', { ...options, dimensions: 2 }),
    (store, options) => store.vectors.delete('name', options),
  ],
};

let emptyBundle;

/** A stored file of the smallest safetensors model. A store that has closed since still has the file at hand. */
const models = new WeakMap();
async function model(store) {
  if (!models.has(store)) models.set(store, await store.files.put('model', smallest));
  return models.get(store);
}
const smallest = Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]);

for (const folder of packages) {
  describe(`${basename(folder)}: a chunk`, () => {
    for (const [chunk, calls] of Object.entries(uses)) {
      test(`${chunk} loads at its first use, once for all calls and stores`, async () => {
        const copy = new Copy(folder);
        const store = await copy.open('index');
        await store.files.put('key', bytes(10));
        assert.deepEqual(copy.runs, none());
        emptyBundle ??= await collect(await (await new Copy(folder).open('index')).files.exportBundle([]));
        await Promise.all(calls.map((call) => call(store)));
        assert.deepEqual(copy.runs, { ...none(), [chunk]: 1 });
        const other = await copy.open('index');
        await Promise.all([store, other].flatMap((each) => calls.map((call) => call(each))));
        assert.deepEqual(copy.runs, { ...none(), [chunk]: 1 });
      });

      test(`${chunk} that cannot be loaded is NETWORK, and the next call loads it`, async () => {
        const copy = new Copy(folder);
        const store = await copy.open('index');
        const file = copy.chunk(chunk);
        renameSync(file, `${file}.away`);
        const failures = await Promise.allSettled(calls.map((call) => call(store)));
        for (const { reason } of failures) {
          assert.equal(reason.name, 'GranaryError');
          assert.equal(reason.code, 'NETWORK');
          assert.equal(reason.cause.code, 'ERR_MODULE_NOT_FOUND');
          assert.equal(typeof reason.details.feature, 'string');
          assert.ok(reason.message.includes(reason.details.feature));
        }
        await store.files.put('key', bytes(10));
        renameSync(`${file}.away`, file);
        await Promise.all(calls.map((call) => call(store)));
        assert.equal(copy.runs[chunk], 1);
      });

      test(`${chunk}: an abort while it loads rejects with its reason`, async () => {
        const copy = new Copy(folder);
        const store = await copy.open('index');
        const { opened, open } = gate();
        globalThis.gate = opened;
        const file = copy.chunk(chunk);
        writeFileSync(file, `await globalThis.gate;\n${readFileSync(file, 'utf8')}`);
        const control = new AbortController();
        const reason = { a: 'reason' };
        const aborted = calls.map((call) => call(store, { signal: control.signal }));
        const waiting = calls.map((call) => call(store));
        await new Promise((resolve) => setTimeout(resolve, 20));
        control.abort(reason);
        for (const each of aborted) await failsWith(each, reason);
        assert.equal(copy.runs[chunk], 0);
        for (const call of calls) await failsWith(call(store, { signal: control.signal }), reason);
        open();
        await Promise.all(waiting);
        assert.equal(copy.runs[chunk], 1);
      });

      test(`${chunk} in a service worker says which entry to import`, async () => {
        const copy = new Copy(folder);
        const store = await copy.open('index');
        rmSync(copy.chunk(chunk));
        globalThis.ServiceWorkerGlobalScope = class {};
        try {
          const entry = {
            hub: 'granary/hub',
            models: 'granary/models',
            upkeep: 'granary/all',
            vectors: 'granary/all',
          }[chunk];
          for (const call of calls) {
            await fails(call(store), 'UNSUPPORTED', `import '${entry}' in the service worker`);
          }
        } finally {
          delete globalThis.ServiceWorkerGlobalScope;
        }
      });

      test(`${chunk} is not loaded for a store that is closed`, async () => {
        const copy = new Copy(folder);
        const [unused, used] = [await copy.open('index'), await copy.open('index')];
        await unused.close();
        for (const call of calls) await fails(call(unused), 'CLOSED');
        assert.equal(copy.runs[chunk], 0);
        for (const call of calls) await call(used);
        await used.close();
        for (const call of calls) await fails(call(used), 'CLOSED');
      });

      test(`${chunk} that loads while its store closes is CLOSED`, async () => {
        const copy = new Copy(folder);
        const store = await copy.open('index');
        const { opened, open } = gate();
        globalThis.gate = opened;
        const file = copy.chunk(chunk);
        writeFileSync(file, `await globalThis.gate;\n${readFileSync(file, 'utf8')}`);
        const waiting = calls.map((call) => call(store).catch((error) => error));
        await new Promise((resolve) => setTimeout(resolve, 20));
        await store.close();
        open();
        for (const { code } of await Promise.all(waiting)) assert.equal(code, 'CLOSED');
      });
    }

    test('with a bundle cancels its source when it is aborted', async () => {
      const copy = new Copy(folder);
      const store = await copy.open('index');
      const cancelled = [];
      const source = new ReadableStream({ cancel: (reason) => void cancelled.push(reason) });
      const reason = { a: 'reason' };
      await failsWith(store.files.importBundle(source, { signal: AbortSignal.abort(reason) }), reason);
      assert.deepEqual(cancelled, [reason]);
    });

    test('does nothing before the options are checked', async () => {
      const copy = new Copy(folder);
      const store = await copy.open('index');
      await fails(store.verify({ repair: 1 }), 'INVALID');
      await fails(store.files.exportBundle('key'), 'INVALID');
      await fails(store.files.importBundle(new Blob(), { key: 'a' }), 'INVALID');
      assert.deepEqual(copy.runs, none());
    });

    test('with a facade of its own checks the options', async () => {
      const store = await new Copy(folder).open('index');
      await fails(store.hub.list({ sinal: 1 }), 'INVALID', 'sinal');
      await fails(store.hub.list({ signal: 1 }), 'INVALID', 'signal');
      await fails(store.hub.download('owner/name', { concurrency: 0 }), 'INVALID', 'concurrency');
      await fails(store.models.get(1), 'INVALID', 'id');
      await fails(store.models.list(null), 'INVALID');
    });
  });

  describe(`${basename(folder)}: an entry`, () => {
    test('granary/hub has the hub at once', async () => {
      const copy = new Copy(folder);
      const store = await copy.open('hub');
      assert.deepEqual(copy.runs, { ...none(), hub: 1 });
      rmSync(copy.chunk('hub'));
      for (const call of uses.hub) await call(store);
      await store.verify();
      assert.deepEqual(copy.runs, { ...none(), hub: 1, upkeep: 1 });
    });

    test('granary/models has the readers of model files at once', async () => {
      const copy = new Copy(folder);
      const store = await copy.open('models');
      assert.deepEqual(copy.runs, { ...none(), models: 1 });
      rmSync(copy.chunk('models'));
      for (const call of uses.models) await call(store);
    });

    test('granary/all has everything at once', async () => {
      const copy = new Copy(folder);
      const store = await copy.open('all');
      assert.deepEqual(copy.runs, { hub: 1, models: 1, upkeep: 1, vectors: 1 });
      for (const chunk of Object.keys(uses)) rmSync(copy.chunk(chunk));
      for (const call of Object.values(uses).flat()) await call(store);
    });

    test('imported later gives its chunk to a store that is open already', async () => {
      const copy = new Copy(folder);
      const store = await copy.open('index');
      await copy.import('hub');
      rmSync(copy.chunk('hub'));
      for (const call of uses.hub) await call(store);
    });

    test('by the package’s name has the same names as every other, on its default export too', async () => {
      const copy = new Copy(folder);
      const user = join(copy.folder, '../../user.mjs');
      const names = {
        base: 'granary',
        hub: 'granary/hub',
        models: 'granary/models',
        webnn: 'granary/webnn',
        all: 'granary/all',
      };
      const lines = Object.entries(names).map(([name, entry]) => `export * as ${name} from '${entry}';\n`);
      writeFileSync(user, lines.join(''));
      const { base, hub, models, webnn, all } = await import(pathToFileURL(user).href);
      for (const { default: whole, ...named } of [base, hub, models, all, webnn]) {
        assert.deepEqual({ ...whole }, named);
      }
      const { webnn: inAll, benchmark, createCollection, ...others } = all;
      assert.deepEqual([typeof benchmark, typeof createCollection], ['function', 'function']);
      assert.equal(inAll, webnn.webnn);
      for (const { default: _, ...named } of [base, hub, models, others]) {
        assert.deepEqual(Object.keys(named).sort(), ['GranaryError', 'open', 'probe', 'version']);
        for (const name of Object.keys(named)) assert.equal(named[name], base[name], name);
      }
    });
  });
}

test('two copies of the package keep their chunks apart', async () => {
  const copy = new Copy(packages[0]);
  const stores = [await copy.open('index'), await copy.open('index.debug')];
  for (const call of Object.values(uses).flat()) await Promise.all(stores.map((store) => call(store)));
  await stores[0].close();
  for (const call of Object.values(uses).flat()) {
    await fails(call(stores[0]), 'CLOSED');
    await call(stores[1]);
  }
});

/** Runs a script that opens 20 stores, and returns how many of them the engine has collected. */
function collectedOf20(prepare, body) {
  const index = pathToFileURL(join(packages[0], 'index.js')).href;
  const script = `
    import { setTimeout } from 'node:timers/promises';
    ${prepare}
    const { open } = await import(${JSON.stringify(index)});
    const ended = [];
    const registry = new FinalizationRegistry((number) => ended.push(number));
    for (let number = 0; number < 20; number++) {
      ${body}
      registry.register(store, number);
      await store.close();
    }
    for (let attempt = 0; attempt < 100 && ended.length < 10; attempt++) {
      gc();
      await setTimeout(20);
    }
    console.log(ended.length);
    process.exit();`;
  const options = ['--expose-gc', '--input-type=module', '--eval', script];
  return Number(execFileSync(process.execPath, options, { encoding: 'utf8', cwd: web }));
}

// The engine may hold on to some; a store that is still listed somewhere holds on to all.
test('a store that is closed leaves nothing behind', () => {
  const ended = collectedOf20(
    '',
    `const store = await open({ backend: 'memory' });
      await store.files.put('key', new Uint8Array(100_000));
      await store.hub.list();
      await store.verify();`,
  );
  assert.ok(ended >= 10, `only ${ended} of 20 stores are gone`);
});

test('a store whose database another tab deletes while it opens leaves nothing behind', () => {
  // The session asks for its lock when the database is open: the deletion comes between the two.
  const deletingLocks = `
    import 'fake-indexeddb/auto';
    let name;
    const deleted = () =>
      new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
    const locks = {
      request: (lock, use) => deleted().then(() => use({})),
      query: async () => ({ held: [], pending: [] }),
    };
    Object.defineProperty(globalThis, 'navigator', { value: { locks, onLine: true } });`;
  const ended = collectedOf20(
    deletingLocks,
    `name = 'gone ' + number;
      const store = await open({ name });
      const failure = await store.stats().catch((error) => error);
      if (failure.code !== 'CLOSED') throw new Error('The store is still open');`,
  );
  assert.ok(ended >= 10, `only ${ended} of 20 stores are gone`);
});
