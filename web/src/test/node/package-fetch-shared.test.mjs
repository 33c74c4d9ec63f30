// Tests several callers that want the same file of one store.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { answer, pausing, refusing, startServer, until } from './server.mjs';
import { bytes, fails, sha256 } from './support.mjs';

const server = await startServer();
const content = bytes(300_000);
const digest = sha256(content);
let paths = 0;
const serve = (options, body = content) => server.serve(`/${++paths}`, body, options);
const requests = (url) => server.of(new URL(url).pathname);
const stopped = (promise, key, how) =>
  assert.rejects(promise, ({ code, details }) => {
    assert.equal(code, 'CONFLICT');
    assert.deepEqual(details, { key, [how]: true });
    return true;
  });

describePackages('one download', ({ the }) => {
  /** Begins a download of 'k' that has stored something, and waits for its server. */
  async function begun(options = {}) {
    const { script, goOn } = pausing(200_000);
    const url = serve({ script: [script] });
    const fetching = the.store.files.fetch('k', url, options);
    fetching.catch(() => {});
    await until(async () => (await the.store.files.unfinished())[0]?.loaded >= 131_072);
    return { url, goOn, fetching };
  }

  test('is shared by all callers of the same file, each with its own progress', async () => {
    const seen = [[], [], []];
    const { url, goOn, fetching } = await begun({ onProgress: (progress) => seen[0].push(progress) });
    const second = the.store.files.fetch('k', url, { onProgress: (progress) => seen[1].push(progress) });
    const third = the.store.files.resume('k', { onProgress: (progress) => seen[2].push(progress) });
    await until(() => seen[1].length > 0);
    assert.equal(seen[1][0].total, 300_000);
    goOn();
    const files = await Promise.all([fetching, second, third]);
    for (const file of files) assert.deepEqual(await file.bytes(), content);
    assert.notEqual(files[0], files[1]);
    for (const each of seen) assert.equal(each.at(-1).phase, 'done');
    assert.equal(requests(url).length, 1);
  });

  test('continues for a caller that is more patient than the first', async () => {
    const url = serve();
    let lost = 0;
    const own = async (asked, init) => {
      if (lost++ > 0) return fetch(asked, init);
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new TypeError('Failed to fetch');
    };
    const impatient = the.store.files.fetch('k', url, { fetch: own, retries: 0 });
    const patient = the.store.files.fetch('k', url, { fetch: own });
    await fails(impatient, 'NETWORK');
    assert.deepEqual(await (await patient).bytes(), content);
  });

  test('continues when one of two callers aborts, and ends when the last one does', async () => {
    const controls = [new AbortController(), new AbortController(), new AbortController()];
    const { url, fetching } = await begun({ signal: controls[0].signal });
    const others = [1, 2].map((i) => the.store.files.fetch('k', url, { signal: controls[i].signal }));
    controls[0].abort('first');
    await assert.rejects(fetching, (reason) => reason === 'first');
    assert.equal((await the.store.files.unfinished())[0].active, true);
    controls[1].abort('second');
    await assert.rejects(others[0], (reason) => reason === 'second');
    controls[2].abort('third');
    await assert.rejects(others[1], (reason) => reason === 'third');
    const [left] = await the.store.files.unfinished();
    assert.equal(left.active, false);
    const file = await the.store.files.fetch('k', url);
    assert.equal(file.sha256, digest);
    assert.deepEqual(
      requests(url).map(({ range }) => range),
      [undefined, `bytes=${left.loaded}-`],
    );
  });

  test('is a new one for a caller that asks again while the first ends', async () => {
    const control = new AbortController();
    const { url, fetching } = await begun({ signal: control.signal });
    control.abort('enough');
    const again = the.store.files.fetch('k', url);
    await assert.rejects(fetching, (reason) => reason === 'enough');
    assert.equal((await again).sha256, digest);
  });

  test('fails for all its callers', async () => {
    const refused = serve({
      script: [(request, response) => setTimeout(() => refusing(403)(request, response), 50)],
    });
    const both = [the.store.files.fetch('k', refused), the.store.files.fetch('k', refused)];
    for (const each of both) await fails(each, 'HTTP');
    assert.equal(requests(refused).length, 1);
  });

  test('is refused only for the caller that may not read the file', async () => {
    const asked = [];
    const script = (request, response, file) => {
      asked.push(request.headers.authorization);
      if (request.headers.authorization === 'good') answer(request, response, file);
      else setTimeout(() => refusing(403, { 'x-error-code': 'GatedRepo' })(request, response), 50);
    };
    const url = serve({ script: [script, script, script] });
    const fetching = (authorization) => the.store.files.fetch('k', url, { headers: { authorization } });
    const [bad, worse, good] = ['bad', 'bad', 'good'].map(fetching);
    await fails(bad, 'GATED');
    await fails(worse, 'GATED');
    assert.equal((await good).sha256, digest);
    assert.deepEqual(asked, ['bad', 'good']);
  });

  test('from another URL, or with another promised digest, waits for its turn and then looks again', async () => {
    const { url, goOn, fetching } = await begun();
    const other = bytes(100_000, 3);
    const elsewhere = serve({}, other);
    const promised = the.store.files.fetch('k', url, { sha256: digest });
    const from = the.store.files.fetch('k', elsewhere, { sha256: sha256(other) });
    const put = the.store.files.put('l', content);
    await put;
    assert.equal(requests(elsewhere).length, 0);
    goOn();
    assert.equal((await fetching).sha256, digest);
    assert.equal((await promised).sha256, digest);
    assert.equal(requests(url).length, 1);
    assert.equal((await from).sha256, sha256(other));
    assert.deepEqual(await (await the.store.files.get('k')).bytes(), other);
  });

  test('and a put of its key run one after the other', async () => {
    const { goOn, fetching } = await begun();
    const put = the.store.files.put('k', bytes(70_000, 9));
    goOn();
    assert.equal((await fetching).sha256, digest);
    assert.equal((await put).size, 70_000);
    assert.equal((await the.store.files.get('k')).size, 70_000);
  });

  test('keeps its bytes when it is paused', async () => {
    const { url, fetching } = await begun();
    const shared = the.store.files.fetch('k', url);
    shared.catch(() => {});
    assert.equal(await the.store.files.pause('k'), true);
    await stopped(fetching, 'k', 'paused');
    await stopped(shared, 'k', 'paused');
    const [left] = await the.store.files.unfinished();
    assert.deepEqual([left.key, left.url, left.active, left.total], ['k', url, false, 300_000]);
    assert.ok(left.loaded >= 131_072);
    assert.equal(await the.store.files.pause('k'), false);
    assert.equal((await the.store.files.resume('k')).sha256, digest);
    assert.equal(requests(url)[1].range, `bytes=${left.loaded}-`);
  });

  test('keeps nothing when it is discarded', async () => {
    await the.store.files.put('k', bytes(1000));
    const { script } = pausing(200_000);
    const url = serve({ script: [script] });
    const fetching = the.store.files.fetch('k', url, { revalidate: true });
    fetching.catch(() => {});
    await until(async () => (await the.store.files.unfinished())[0]?.loaded >= 131_072);
    assert.equal(await the.store.files.discard('k'), true);
    await stopped(fetching, 'k', 'discarded');
    assert.deepEqual(await the.store.files.unfinished(), []);
    assert.equal((await the.store.stats()).unfinishedBytes, 0);
    assert.equal((await the.store.files.get('k')).size, 1000);
    assert.equal(await the.store.files.discard('k'), false);
    await fails(the.store.files.resume('k'), 'NOT_FOUND');
  });

  test('can be paused and discarded while it waits for its server', async () => {
    for (const [call, how] of [
      ['pause', 'paused'],
      ['discard', 'discarded'],
    ]) {
      const url = serve({ script: [() => {}] });
      const fetching = the.store.files.fetch('k', url);
      fetching.catch(() => {});
      await until(() => requests(url).length === 1);
      assert.equal(await the.store.files[call]('k'), true);
      await stopped(fetching, 'k', how);
      assert.deepEqual(await the.store.files.unfinished(), []);
    }
  });

  test('can be paused and discarded right after the call', async () => {
    for (const [call, how] of [
      ['pause', 'paused'],
      ['discard', 'discarded'],
    ]) {
      const url = serve();
      const fetching = the.store.files.fetch('k', url);
      const stopping = the.store.files[call]('k');
      await stopped(fetching, 'k', how);
      assert.equal(await stopping, true);
      assert.equal(requests(url).length, 0);
      assert.deepEqual(await the.store.files.list(), []);
    }
  });

  test('of a stored file cannot be stopped', async () => {
    const url = serve();
    await the.store.files.fetch('k', url);
    const fetching = the.store.files.fetch('k', url);
    const stopping = the.store.files.pause('k');
    assert.equal((await fetching).sha256, digest);
    assert.equal(await stopping, false);
  });

  test('can be discarded when it is paused', async () => {
    await begun();
    await the.store.files.pause('k');
    assert.equal(await the.store.files.discard('k'), true);
    assert.deepEqual(await the.store.files.unfinished(), []);
  });

  test('is not confused with a put, which cannot be paused', async () => {
    let goOn;
    const put = the.store.files.put(
      'k',
      (async function* () {
        yield content;
        await new Promise((resolve) => (goOn = resolve));
      })(),
    );
    await until(() => goOn);
    assert.deepEqual(await the.store.files.unfinished(), []);
    assert.equal(await the.store.files.pause('k'), false);
    assert.equal(await the.store.files.discard('k'), false);
    goOn();
    assert.equal((await put).sha256, digest);
  });

  test('does not disturb many others at once', async () => {
    const urls = Array.from({ length: 12 }, (_, i) => serve({}, bytes(100_000 + i, i)));
    const files = await Promise.all(urls.map((url, i) => the.store.files.fetch(`m${i}`, url)));
    for (const [i, file] of files.entries()) assert.deepEqual(await file.bytes(), bytes(100_000 + i, i));
  });

  test('that stands still does not block another one', async () => {
    await begun();
    const other = serve();
    assert.equal((await the.store.files.fetch('l', other)).sha256, digest);
  });
});
