import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { bytes, collect, fails, failsWith, pieces } from './support.mjs';

// The example with three files in docs/bundle-format.md.
const vector =
  '896772616e6172790100000046494c4549010000c9c0e3c3654e4b7aa8ce418c4866b7ce3079a443986b029a8341c1dd' +
  '6a6df1297b226b6579223a2261222c2266696c65223a7b2276223a312c2273697a65223a362c2274797065223a227465' +
  '78742f706c61696e222c22736861323536223a2235383931623562353232643564663038366430666630623131306662' +
  '643964323162623466633731363361663334643038323836613265383436663662653033222c22637265617465644174' +
  '223a302c2270696e6e6564223a66616c73652c226f726967696e223a7b2275726c223a2268747470733a2f2f6578616d' +
  '706c652e6f72672f61222c2276616c696461746f72223a225c22315c22227d2c226d65746164617461223a7b226e223a' +
  '225c7530306534227d2c226368756e6b73223a5b5b223538393162356235323264356466303836643066663062313130' +
  '6662643964323162623466633731363361663334643038323836613265383436663662653033222c365d5d7d7d43484e' +
  '4b060000005891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be0368656c6c6f0a46494c45e8' +
  '00000069df64f8d1266a985410f4ee6b512f225a67532554ff86b41abdc9733527daeb7b226b6579223a2262222c2266' +
  '696c65223a7b2276223a312c2273697a65223a362c2274797065223a22222c22736861323536223a2235383931623562' +
  '353232643564663038366430666630623131306662643964323162623466633731363361663334643038323836613265' +
  '383436663662653033222c22637265617465644174223a302c2270696e6e6564223a66616c73652c226368756e6b7322' +
  '3a5b5b223538393162356235323264356466303836643066663062313130666264396432316262346663373136336166' +
  '3334643038323836613265383436663662653033222c365d5d7d7d46494c45a6000000e3286adfc391d68c343173da49' +
  'a1da629fe7483accb22cd86becf952da61b4077b226b6579223a22656d707479222c2266696c65223a7b2276223a312c' +
  '2273697a65223a302c2274797065223a22222c22736861323536223a2265336230633434323938666331633134396166' +
  '626634633839393666623932343237616534316534363439623933346361343935393931623738353262383535222c22' +
  '637265617465644174223a302c2270696e6e6564223a66616c73652c226368756e6b73223a5b5d7d7d454e442e160000' +
  '009c9b21ad3cc18cf992b3394ff1ad81bbd3bd6bef6fca1f2453f7102b3c615bba7b2266696c6573223a332c22636875' +
  '6e6b73223a317d';

const chunk = 65_536;
const streamOf = (content, size = 10_000) => ReadableStream.from(pieces(content, size));

describePackages('bundles', ({ the, open }) => {
  const large = bytes(3 * chunk + 77, 7);

  /** Opens another store, and closes it in the end. */
  async function elsewhere(work) {
    const other = await open({ backend: 'memory', chunkSize: 2 * chunk });
    try {
      await work(other);
    } finally {
      await other.close();
    }
  }

  test('carry files from one store to another', async () => {
    await the.store.files.put('a', large, { type: 'a/b', metadata: { n: ['ä', 1] }, pinned: true });
    await the.store.files.put('b', large.slice(chunk));
    await the.store.files.put('empty', new Uint8Array());
    const bundle = await collect(await the.store.files.exportBundle(['a', 'b', 'empty']));
    for (const source of [new Blob([bundle]), streamOf(bundle), streamOf(bundle, 7)]) {
      await elsewhere(async (other) => {
        const reported = [];
        other.addEventListener('change', ({ detail }) => reported.push(`${detail.action} ${detail.key}`));
        const infos = await other.files.importBundle(source);
        assert.deepEqual(
          infos.map(({ key, size, type, metadata, pinned, chunkCount }) => [
            key,
            size,
            type,
            metadata,
            pinned,
            chunkCount,
          ]),
          [
            ['a', large.length, 'a/b', { n: ['ä', 1] }, false, 4],
            ['b', large.length - chunk, '', undefined, false, 3],
            ['empty', 0, '', undefined, false, 0],
          ],
        );
        assert.deepEqual(await (await other.files.get('a')).bytes(), large);
        assert.deepEqual(await (await other.files.get('b')).bytes(), large.slice(chunk));
        assert.deepEqual(reported, ['put a', 'put b', 'put empty']);
        const { unfinishedBytes, garbageBytes, storedBytes } = await other.stats();
        assert.deepEqual([unfinishedBytes, garbageBytes, storedBytes], [0, 0, large.length]);
        assert.deepEqual(await collect(await other.files.exportBundle(['a', 'b', 'empty'])), bundle);
      });
    }
  });

  test('have the documented format', async () => {
    await elsewhere(async (other) => {
      const bundle = Buffer.from(vector, 'hex');
      const [first] = await other.files.importBundle(new Blob([bundle]));
      assert.equal(first.url, 'https://example.org/a');
      assert.equal(await (await other.files.get('b')).text(), 'hello\n');
      assert.deepEqual(await collect(await other.files.exportBundle(['a', 'b', 'empty'])), bundle);
    });
  });

  test('contain a shared chunk once', async () => {
    await the.store.files.put('a', new Uint8Array(5 * chunk));
    await the.store.files.put('b', new Uint8Array(2 * chunk));
    const bundle = await collect(await the.store.files.exportBundle(['a', 'b', 'b']));
    assert.ok(bundle.length < 2 * chunk);
    await elsewhere(async (other) => {
      await other.files.importBundle(new Blob([bundle]));
      assert.deepEqual(await (await other.files.get('a')).bytes(), new Uint8Array(5 * chunk));
    });
  });

  test('report their progress', async () => {
    await the.store.files.put('a', large);
    const reported = [];
    await elsewhere(async (other) => {
      const bundle = await the.store.files.exportBundle(['a']);
      await other.files.importBundle(bundle, { onProgress: (progress) => reported.push(progress) });
    });
    const brief = ({ key, phase, loaded, total }) => [key, phase, loaded, total];
    assert.deepEqual(brief(reported[0]), ['a', 'download', 0, large.length]);
    assert.deepEqual(brief(reported.at(-1)), ['a', 'done', large.length, large.length]);
  });

  test('that are aborted reject with the reason, cancel their source, and can be continued', async () => {
    await the.store.files.put('a', large);
    const bundle = await collect(await the.store.files.exportBundle(['a']));
    await elsewhere(async (other) => {
      const reason = { a: 'reason' };
      let cancelled = 0;
      const waiting = new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(bundle.subarray(0, 2 * chunk + 5000))),
        cancel: () => void cancelled++,
      });
      const control = new AbortController();
      const importing = other.files.importBundle(waiting, { signal: control.signal });
      while ((await other.stats()).unfinishedBytes < 2 * chunk) await new Promise((go) => setTimeout(go, 5));
      control.abort(reason);
      await failsWith(importing, reason);
      assert.equal(cancelled, 1);
      assert.equal(await other.files.has('a'), false);
      assert.equal((await other.stats()).unfinishedBytes, 2 * chunk);
      await failsWith(
        other.files.importBundle(streamOf(bundle), { signal: AbortSignal.abort(reason) }),
        reason,
      );

      await other.files.importBundle(streamOf(bundle));
      assert.deepEqual(await (await other.files.get('a')).bytes(), large);
      assert.equal((await other.stats()).unfinishedBytes, 0);
    });
  });

  test('take turns with a put and with each other', async () => {
    await the.store.files.put('a', large);
    const bundle = await collect(await the.store.files.exportBundle(['a']));
    const halting = (content) => {
      let goOn;
      const gate = new Promise((resolve) => (goOn = resolve));
      const stream = new ReadableStream({
        async start(controller) {
          controller.enqueue(new Uint8Array(content.subarray(0, 3 * chunk)));
          await gate;
          controller.enqueue(new Uint8Array(content.subarray(3 * chunk)));
          controller.close();
        },
      });
      return { stream, goOn };
    };
    await elsewhere(async (other) => {
      const begun = async () => {
        while ((await other.stats()).unfinishedBytes === 0) await new Promise((go) => setTimeout(go, 5));
      };
      const done = [];
      const put = halting(bytes(5 * chunk, 3));
      const putting = other.files.put('a', put.stream).then(() => done.push('put'));
      await begun();
      const aborter = new AbortController();
      const aborted = other.files.importBundle(new Blob([bundle]), { signal: aborter.signal });
      const importing = other.files.importBundle(new Blob([bundle])).then(() => done.push('import'));
      setTimeout(() => aborter.abort('enough'), 50);
      await assert.rejects(aborted, (reason) => reason === 'enough');
      put.goOn();
      await Promise.all([putting, importing]);
      assert.deepEqual(done, ['put', 'import']);
      assert.deepEqual(await (await other.files.get('a')).bytes(), large);

      await other.clear();
      done.length = 0;
      const slow = halting(bundle);
      const first = other.files.importBundle(slow.stream).then(() => done.push('slow'));
      await begun();
      const second = other.files.put('a', bytes(9)).then(() => done.push('put'));
      setTimeout(slow.goOn, 50);
      await Promise.all([first, second]);
      assert.deepEqual(done, ['slow', 'put']);
      assert.deepEqual(await (await other.files.get('a')).bytes(), bytes(9));
    });
  });

  test('that have failed do not block a put of the same key', async () => {
    await the.store.files.put('a', large);
    const bundle = await collect(await the.store.files.exportBundle(['a']));
    await elsewhere(async (other) => {
      await fails(other.files.importBundle(new Blob([bundle.subarray(0, 2 * chunk)])), 'INTEGRITY', 'ends');
      const begun = performance.now();
      await other.files.put('a', bytes(9));
      assert.ok(performance.now() - begun < 30_000);
    });
  });

  test('emit an event when a budget fills', async () => {
    await the.store.files.put('a', large);
    const bundle = await the.store.files.exportBundle(['a']);
    const other = await open({ backend: 'memory', chunkSize: chunk, budget: large.length + 1000 });
    const reported = new Promise((resolve) => other.addEventListener('quota', resolve));
    await other.files.importBundle(bundle);
    assert.equal((await reported).detail.usage, large.length);
    await other.close();
  });

  test('that are damaged import nothing wrong', async () => {
    await the.store.files.put('a', large.slice(0, 100));
    await the.store.files.put('b', large);
    const bundle = await collect(await the.store.files.exportBundle(['a', 'b']));
    const changed = Buffer.from(bundle);
    changed[changed.length - 300] ^= 1;
    await elsewhere(async (other) => {
      await fails(other.files.importBundle(new Blob([changed])), 'INTEGRITY', 'Chunk 2');
      assert.deepEqual(
        (await other.files.list()).map(({ key }) => key),
        ['a'],
      );
      await fails(other.files.importBundle(new Blob([bundle.subarray(0, 90_000)])), 'INTEGRITY', 'ends');
      await fails(
        other.files.importBundle(new Blob(['Once upon a time'])),
        'INVALID',
        'not a Granary bundle',
      );
      await fails(other.files.importBundle(new Blob([bundle, 'x'])), 'INVALID', 'follows');
    });
  });

  test('refuse wrong keys and sources', async () => {
    await fails(the.store.files.exportBundle(['absent']), 'NOT_FOUND', 'absent');
    await fails(the.store.files.exportBundle('a'), 'INVALID', 'array');
    await fails(the.store.files.exportBundle(['']), 'INVALID', 'key');
    for (const source of [undefined, null, 'x', new Uint8Array(9), {}]) {
      await fails(the.store.files.importBundle(source), 'INVALID', 'Blob');
    }
    const locked = streamOf(large);
    locked.getReader();
    await fails(the.store.files.importBundle(locked), 'INVALID', 'locked');
    await fails(the.store.files.importBundle(new Blob(), { key: 'a' }), 'INVALID', 'key');
    const error = new Error('the line broke');
    const broken = new ReadableStream({ pull: (controller) => controller.error(error) });
    await assert.rejects(
      the.store.files.importBundle(broken),
      (failure) => failure.code === 'NETWORK' && failure.cause === error,
    );
  });

  test('end their export when the store closes, or the reader cancels', async () => {
    await the.store.files.put('a', large);
    const cancelled = await the.store.files.exportBundle(['a']);
    const reader = cancelled.getReader();
    await reader.read();
    await reader.cancel();
    const cut = (await the.store.files.exportBundle(['a'])).getReader();
    await cut.read();
    await the.store.close();
    await fails(
      (async () => {
        for (;;) await cut.read();
      })(),
      'CLOSED',
    );
  });
});
