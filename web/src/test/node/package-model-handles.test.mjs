// Tests handles of models while other calls change the same model, and what a handle leaves when its work ends early.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { safetensors } from './model-files.mjs';
import { describePackages } from './packages.mjs';
import { bytes, fails } from './support.mjs';

const chunk = 65536;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describePackages('handles of models', ({ open, folder }) => {
  const options = (name) => ({ name: `${basename(folder)} handles ${name}`, chunkSize: chunk });
  const large = (dataType, size) => ({
    name: 'w',
    dataType,
    shape: [(40 * chunk) / size],
    data: bytes(40 * chunk, size),
  });
  const small = (name) => ({ name, dataType: 'int8', shape: [3], data: bytes(3) });
  const names = ({ tensors }) => tensors.map(({ name }) => name);

  test('a read that has begun ends with the tensor that it began with', async () => {
    const store = await open(options('read'));
    for (const change of [(model) => model.deleteTensor('w'), (model) => model.putTensors([small('w')])]) {
      const model = await store.models.put({ id: 'm' }, [large('float32', 4), small('v')]);
      const [tensor] = await Promise.all([model.tensor('w'), change(model)]);
      assert.ok(tensor.data instanceof Float32Array);
      assert.deepEqual([tensor.dataType, tensor.shape], ['float32', [10 * chunk]]);
      assert.deepEqual(new Uint8Array(tensor.data.buffer), new Uint8Array(bytes(40 * chunk, 4)));
    }
    await store.close();
  });

  test('a handle has the tensors of all its changes, also of those at once', async () => {
    const store = await open(options('changes'));
    const model = await store.models.put({ id: 'm' }, [small('a'), small('b')]);
    await Promise.all([
      model.putTensors([small('c')]),
      model.putTensors([large('int8', 1)]),
      model.deleteTensor('a'),
    ]);
    assert.deepEqual(names(model).sort(), ['b', 'c', 'w']);
    assert.deepEqual(names(await store.models.get('m')).sort(), ['b', 'c', 'w']);
    await store.close();
  });

  test('a handle stays usable when the model is deleted during a change', async () => {
    const store = await open(options('deleted'));
    const other = await open(options('deleted'));
    for (let wait = 0; wait < 12; wait++) {
      const model = await store.models.put({ id: 'm' }, [small('a'), small('b')]);
      const deleting = pause(wait).then(() => other.models.delete('m'));
      const deleted = await model.deleteTensor('a').catch((error) => error);
      await deleting;
      if (deleted !== true) assert.equal(deleted.code, 'NOT_FOUND', deleted.stack);
      assert.equal(model.id, 'm');
      assert.ok(names(model).includes('b'));
      await fails(model.deleteTensor('b'), 'NOT_FOUND', 'm');
    }
    await store.close();
    await other.close();
  });

  test('an open model keeps writing when its tensors were used', async () => {
    const timeout = globalThis.setTimeout;
    // The store writes times of last use once a minute.
    globalThis.setTimeout = (work, milliseconds, ...rest) =>
      timeout(work, milliseconds === 60_000 ? 5 : milliseconds, ...rest);
    try {
      const store = await open(options('times'));
      const other = await open(options('times'));
      await store.models.put({ id: 'm' }, [small('a'), small('b')]);
      const model = await store.models.get('m');
      await pause(50);
      const began = Date.now();
      await model.tensor('a');
      await pause(50);
      const [a, b] = (await other.models.get('m')).tensors;
      assert.ok(a.lastAccessed >= began, `${a.lastAccessed} is before ${began}`);
      assert.ok(b.lastAccessed < began);
      await store.close();
      await other.close();
    } finally {
      globalThis.setTimeout = timeout;
    }
  });

  /** Stores a model of a fetched file, whose only tensor is evicted while the model is open. */
  async function evicted(name, asked) {
    const content = new Uint8Array(safetensors([['w', 'U8', [5 * chunk], 5 * chunk]]));
    const serve = async (url, { headers } = {}) => {
      const range = /bytes=(\d+)-(\d*)/.exec(new Headers(headers).get('range'));
      asked.happens?.();
      asked.requests++;
      const from = Number(range?.[1] ?? 0);
      const to = range?.[2] ? Number(range[2]) + 1 : content.length;
      return new Response(content.slice(from, to), {
        status: range ? 206 : 200,
        headers: { etag: '"1"', 'content-range': `bytes ${from}-${to - 1}/${content.length}` },
      });
    };
    const store = await open(options(name));
    const file = await store.files.fetch('f', 'http://localhost/w.safetensors', { fetch: serve });
    const model = await store.models.import({ id: 'm' }, file);
    await store.files.delete('f');
    await store.clean({ unusedFor: 0, kinds: ['tensor'] });
    assert.deepEqual((await store.models.get('m')).missing, ['w']);
    asked.requests = 0;
    return { store, model, serve, expected: content.slice(content.length - 5 * chunk) };
  }

  /** Does work while a server answers all requests of the page. */
  async function served(serve, work) {
    const { fetch } = globalThis;
    globalThis.fetch = serve;
    try {
      await work();
    } finally {
      globalThis.fetch = fetch;
    }
  }

  test('an aborted read of an evicted tensor stops fetching it', async () => {
    const asked = {};
    const { store, serve, expected } = await evicted('aborted', asked);
    const model = await store.models.get('m');
    await served(serve, async () => {
      const control = new AbortController();
      asked.happens = () => control.abort('enough');
      await assert.rejects(model.tensor('w', { signal: control.signal }), (reason) => reason === 'enough');
      await pause(100);
      assert.equal(asked.requests, 1);
      assert.equal((await store.stats()).unfinishedBytes, 0);
      assert.deepEqual(model.missing, ['w']);
      // The next read fetches all of it.
      assert.deepEqual((await model.tensor('w')).data, expected);
      assert.deepEqual(model.missing, []);
    });
    await store.close();
  });

  test('a tensor that was evicted since the model was opened comes back, also as a Blob', async () => {
    for (const read of [
      async (model) => (await model.tensor('w')).data,
      async (model) => new Uint8Array(await (await model.blob('w')).arrayBuffer()),
    ]) {
      const { store, model, serve, expected } = await evicted('blob', {});
      await served(serve, async () => assert.deepEqual(await read(model), expected));
      await store.clear();
      await store.close();
    }
  });
});
