// Tests files.fetch in one page: its requests, what it stores, and how it continues.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { dropping, inFastTime, pausing, refusing, stalling, startServer, until } from './server.mjs';
import { bytes, fails, sha256 } from './support.mjs';

const server = await startServer();
const content = bytes(300_000);
const digest = sha256(content);
let paths = 0;
const serve = (options, body = content) => server.serve(`/${++paths}`, body, options);
const requests = (url) => server.of(new URL(url).pathname);

describePackages('fetch', ({ the, open }) => {
  test('downloads a file, and needs no network when the file is stored', async () => {
    const url = serve({ type: 'model/test' });
    const seen = [];
    const changes = [];
    the.store.addEventListener('change', ({ detail }) => changes.push(`${detail.action} ${detail.key}`));
    const file = await the.store.files.fetch('k', url, { onProgress: (progress) => seen.push(progress) });
    assert.deepEqual(await file.bytes(), content);
    assert.equal(file.sha256, digest);
    assert.equal(file.type, 'model/test');
    assert.equal(file.url, url);
    assert.deepEqual([seen[0].loaded, seen[0].total, seen[0].phase], [0, 300_000, 'download']);
    assert.deepEqual([seen.at(-1).loaded, seen.at(-1).phase], [300_000, 'done']);

    const again = await the.store.files.fetch('k', url, { sha256: digest, size: 300_000 });
    assert.equal(again.sha256, digest);
    assert.equal(requests(url).length, 1);
    assert.equal(requests(url)[0].range, undefined);
    assert.deepEqual(await the.store.files.unfinished(), []);
    assert.deepEqual(changes, ['put k']);
  });

  test('keeps the same information as put', async () => {
    const url = new URL(`${serve()}#part`);
    const options = {
      type: 'a/b',
      size: 300_000,
      sha256: digest,
      pinned: true,
      metadata: { n: 1 },
      encoding: 'auto',
      concurrency: 4,
      retries: 0,
    };
    const file = await the.store.files.fetch('k', url, options);
    assert.deepEqual([file.type, file.pinned, file.metadata], ['a/b', true, { n: 1 }]);
    assert.equal(file.url, url.href.replace('#part', ''));
  });

  test('pins a stored file when the caller asks for it', async () => {
    const url = serve();
    assert.equal((await the.store.files.fetch('k', url)).pinned, false);
    assert.equal((await the.store.files.fetch('k', url, { pinned: true })).pinned, true);
    assert.equal((await the.store.files.fetch('k', url)).pinned, true);
    assert.equal((await the.store.files.fetch('k', url, { pinned: false })).pinned, false);
    assert.equal(requests(url).length, 1);
  });

  test('downloads a small file, and an empty one', async () => {
    const small = await the.store.files.fetch('small', serve({}, bytes(10)));
    assert.deepEqual(await small.bytes(), bytes(10));
    const empty = await the.store.files.fetch('empty', serve({}, bytes(0)));
    assert.equal(empty.size, 0);
  });

  test('sends headers, and neither referrer nor cache', async () => {
    const url = serve();
    await the.store.files.fetch('k', url, { headers: { authorization: 'Bearer secret', 'x-a': 'ä' } });
    const { headers } = requests(url)[0];
    assert.equal(headers.authorization, 'Bearer secret');
    assert.equal(headers.referer, undefined);
    assert.match(headers['cache-control'], /no-/);
    for (const value of [new Headers({ 'x-a': '1' }), [['x-a', '1']]]) {
      const other = serve();
      await the.store.files.fetch(other, other, { headers: value });
      assert.equal(requests(other)[0].headers['x-a'], '1');
    }
  });

  test('continues within the call when the connection breaks', async () => {
    const url = serve({ script: [dropping(100_000)] });
    const file = await the.store.files.fetch('k', url);
    assert.equal(file.sha256, digest);
    const [first, second, ...rest] = requests(url);
    assert.equal(first.range, undefined);
    assert.match(second.range, /^bytes=\d+-$/);
    assert.equal(rest.length, 0);
  });

  test('continues after an abort where it stopped, also from the journal alone', async () => {
    for (const resume of [false, true]) {
      const url = serve({ script: [stalling(200_000)] });
      const control = new AbortController();
      const first = the.store.files.fetch(url, url, { signal: control.signal });
      await until(async () => (await the.store.files.unfinished())[0]?.loaded >= 131_072);
      const [during] = await the.store.files.unfinished();
      assert.deepEqual([during.key, during.url, during.total, during.active], [url, url, 300_000, true]);
      assert.ok(Math.abs(Date.now() - during.startedAt) < 60_000);
      control.abort('enough');
      await assert.rejects(first, (reason) => reason === 'enough');
      const [left] = await the.store.files.unfinished();
      assert.equal(left.active, false);
      assert.ok(left.loaded >= 131_072);
      assert.equal(await the.store.files.has(url), false);

      const file = await (resume ? the.store.files.resume(url) : the.store.files.fetch(url, url));
      assert.equal(file.sha256, digest);
      assert.equal(requests(url)[1].range, `bytes=${left.loaded}-`);
      assert.deepEqual(await the.store.files.unfinished(), []);
    }
  });

  test('lets resume send headers, and refuses to resume a file that was not begun', async () => {
    await fails(the.store.files.resume('k'), 'NOT_FOUND');
    const url = serve({ script: [dropping(200_000)] });
    await fails(the.store.files.fetch('k', url, { retries: 0 }), 'NETWORK');
    const seen = [];
    const onProgress = (progress) => seen.push(progress);
    server.serve(new URL(url).pathname, content, { script: [refusing(500), refusing(500)] });
    await inFastTime(20, () => fails(the.store.files.resume('k', { retries: 1 }), 'HTTP'));
    await the.store.files.resume('k', { headers: { 'x-a': '1' }, onProgress });
    assert.deepEqual(
      requests(url).map(({ headers }) => headers['x-a']),
      [undefined, undefined, undefined, '1'],
    );
    await fails(the.store.files.resume('k'), 'NOT_FOUND');
    assert.ok(seen[0].loaded >= 131_072);
    assert.equal(seen[0].total, 300_000);
  });

  test('repeats requests after temporary failures, and not after final ones', async () => {
    const url = serve({ script: [refusing(503), refusing(429, { 'retry-after': '0' })] });
    await inFastTime(10, () => the.store.files.fetch('k', url));
    assert.equal(requests(url).length, 3);

    const failing = serve({ script: [refusing(500), refusing(500), refusing(500)] });
    await inFastTime(10, () =>
      assert.rejects(the.store.files.fetch('l', failing, { retries: 1 }), ({ code, details }) => {
        assert.deepEqual([code, details.status, details.url, details.key], ['HTTP', 500, failing, 'l']);
        return true;
      }),
    );
    assert.equal(requests(failing).length, 2);

    const absent = `${server.origin}/absent${++paths}`;
    await assert.rejects(the.store.files.fetch('m', absent), ({ code, details }) => {
      assert.deepEqual([code, details.status, details.url, details.key], ['HTTP', 404, absent, 'm']);
      return true;
    });
    assert.equal(requests(absent).length, 1);
  });

  test('rejects with NETWORK where no server listens, with the original failure as its cause', async () => {
    await assert.rejects(the.store.files.fetch('k', 'http://127.0.0.1:1/', { retries: 0 }), (error) => {
      assert.equal(error.code, 'NETWORK');
      assert.equal(error.details.url, 'http://127.0.0.1:1/');
      assert.ok(error.cause instanceof TypeError);
      return true;
    });
  });

  test('asks a server that never answers twice, and says that it may not allow the page', async () => {
    Object.defineProperty(globalThis, 'navigator', { value: { onLine: true }, configurable: true });
    let calls = 0;
    const own = async () => {
      calls++;
      throw new TypeError('Failed to fetch');
    };
    try {
      await assert.rejects(
        the.store.files.fetch('k', 'https://example.org/a', { fetch: own }),
        ({ code, message, details }) => {
          assert.deepEqual([code, details.unanswered, details.key], ['NETWORK', true, 'k']);
          assert.match(message, /may not allow this page/);
          return true;
        },
      );
    } finally {
      delete globalThis.navigator;
    }
    assert.equal(calls, 2);
  });

  test('says which unfinished downloads can be continued', async () => {
    const cases = [
      [{}, {}, true],
      [{ etag: null }, {}, false],
      [{ etag: null }, { sha256: digest }, true],
    ];
    for (const [shown, options, resumable] of cases) {
      const url = serve({ ...shown, script: [dropping(200_000)] });
      await fails(the.store.files.fetch(url, url, { ...options, retries: 0 }), 'NETWORK');
      const [left] = await the.store.files.unfinished();
      assert.deepEqual([left.key, left.resumable], [url, resumable]);
      assert.ok(left.loaded > 0);
      assert.equal((await the.store.files.resume(url)).sha256, digest);
      assert.equal(requests(url)[1].range, resumable ? `bytes=${left.loaded}-` : undefined);
    }
  });

  test('gives up a server that sends only a few bytes with each answer', async () => {
    const url = serve({ script: Array.from({ length: 100 }, () => dropping(100)) });
    await inFastTime(20, () => fails(the.store.files.fetch('k', url, { retries: 2 }), 'NETWORK'));
    assert.equal(requests(url).length, 3);
  });

  test('gives up a silent server, and continues when it may', async () => {
    const url = serve({ script: [stalling(200_000)] });
    await inFastTime(50, async () => {
      const started = performance.now();
      await assert.rejects(the.store.files.fetch('k', url, { retries: 0 }), ({ code, details }) => {
        assert.deepEqual([code, details.stalled, details.url], ['NETWORK', true, url]);
        return true;
      });
      assert.ok(performance.now() - started > 400);
    });
    const silent = serve({ script: [() => {}] });
    await inFastTime(50, () => the.store.files.fetch('l', silent, { sha256: digest }));
    assert.equal(requests(silent).length, 2);
  });

  test('refuses content that differs from the promised digest or size', async () => {
    const url = serve();
    await assert.rejects(the.store.files.fetch('k', url, { sha256: 'a'.repeat(64) }), ({ code, details }) => {
      assert.deepEqual([code, details.expected, details.actual], ['INTEGRITY', 'a'.repeat(64), digest]);
      return true;
    });
    assert.equal(requests(url).length, 2);
    await fails(the.store.files.fetch('k', serve(), { size: 299_999 }), 'INTEGRITY');
    const page = serve({ type: 'text/html' }, Buffer.from('<html>'));
    await fails(
      the.store.files.fetch('k', `${page}`, { size: 6, sha256: sha256(Buffer.from('<html>')) }),
      'INTEGRITY',
    );
    assert.equal(await the.store.files.has('k'), false);
    assert.deepEqual(await the.store.files.unfinished(), []);
  });

  test('asks whether the stored file is still current, when the caller wants that', async () => {
    const url = serve();
    const path = new URL(url).pathname;
    await the.store.files.fetch('k', url);
    const same = await the.store.files.fetch('k', url, { revalidate: true });
    assert.equal(same.sha256, digest);
    const other = bytes(200_000, 7);
    server.serve(path, other, { etag: '"2"' });
    assert.equal((await the.store.files.fetch('k', url)).sha256, digest);
    const changed = await the.store.files.fetch('k', url, { revalidate: true });
    assert.equal(changed.sha256, sha256(other));
    assert.deepEqual(await same.bytes(), content);
  });

  test('reports progress at most ten times a second', async () => {
    const drip = async (request, response, file) => {
      response.writeHead(200, { 'content-length': file.content.length, etag: file.etag });
      for (let at = 0; at < file.content.length; at += 3000) {
        response.write(file.content.subarray(at, at + 3000));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      response.end();
    };
    const times = [];
    await the.store.files.fetch('k', serve({ script: [drip] }), {
      onProgress: ({ phase, total }) => {
        assert.equal(total, 300_000);
        if (phase === 'download') times.push(performance.now());
      },
    });
    const seconds = (times.at(-1) - times[0]) / 1000;
    assert.ok(seconds > 0.5, `${seconds} s`);
    assert.ok(times.length - 1 <= seconds * 10 + 1, `${times.length} in ${seconds} s`);
  });

  test('rejects with CLOSED when the store closes, and its journal stays for the next session', async () => {
    const { script, there } = pausing(200_000);
    const fetching = the.store.files.fetch('k', serve({ script: [script] }));
    await there;
    await the.store.close();
    await fails(fetching, 'CLOSED');
    for (const call of [
      () => the.store.files.fetch('k', 'http://127.0.0.1/'),
      () => the.store.files.resume('k'),
      () => the.store.files.pause('k'),
      () => the.store.files.discard('k'),
      () => the.store.files.unfinished(),
    ]) {
      await fails(call(), 'CLOSED');
    }
  });

  test('sends no request after the store is closed', async () => {
    const url = serve();
    const fetching = the.store.files.fetch('k', url);
    const failing = fails(fetching, 'CLOSED');
    await the.store.close();
    await failing;
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(requests(url).length, 0);
  });

  test('requests a few chunks at once in Firefox, which goes on reading when the page does not', async () => {
    const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';
    Object.defineProperty(globalThis, 'navigator', { value: { userAgent }, configurable: true });
    try {
      const long = bytes(1_200_000, 4);
      const url = serve({}, long);
      assert.equal((await the.store.files.fetch('k', url)).sha256, sha256(long));
      assert.deepEqual(
        requests(url).map(({ range }) => range),
        ['bytes=0-524287', 'bytes=524288-1048575', 'bytes=1048576-'],
      );
    } finally {
      delete globalThis.navigator;
    }
  });

  test('reports that the browser is offline', async () => {
    Object.defineProperty(globalThis, 'navigator', { value: { onLine: false }, configurable: true });
    try {
      await assert.rejects(
        the.store.files.fetch('k', 'http://127.0.0.1:1/', { retries: 0 }),
        ({ code, details }) => code === 'NETWORK' && details.offline === true,
      );
    } finally {
      delete globalThis.navigator;
    }
  });

  test('ends the request when its last caller aborts', async () => {
    let signal;
    let ended;
    const own = async (url, init) => {
      signal = init.signal;
      return new Response(
        new ReadableStream({
          pull: (stream) => stream.enqueue(bytes(1000)),
          cancel: () => (ended = true),
        }),
      );
    };
    const control = new AbortController();
    const fetching = the.store.files.fetch('k', 'https://a.test/', { fetch: own, signal: control.signal });
    await until(() => signal);
    control.abort();
    await assert.rejects(fetching, { name: 'AbortError' });
    assert.equal(signal.aborted, true);
    assert.equal(ended, true);
  });

  test('ends an answer that arrives after the abort', async () => {
    let answers;
    let ended;
    const own = () => new Promise((resolve) => (answers = resolve));
    const control = new AbortController();
    const fetching = the.store.files.fetch('k', 'https://a.test/', { fetch: own, signal: control.signal });
    await until(() => answers);
    control.abort('enough');
    await assert.rejects(fetching, (reason) => reason === 'enough');
    answers(new Response(new ReadableStream({ cancel: () => (ended = true) })));
    await until(() => ended);
  });

  test('sends no request when it is aborted before', async () => {
    const url = serve();
    const signal = AbortSignal.abort('no');
    await assert.rejects(the.store.files.fetch('k', url, { signal }), (reason) => reason === 'no');
    await assert.rejects(the.store.files.resume('k', { signal }), (reason) => reason === 'no');
    assert.equal(requests(url).length, 0);
  });

  test('rejects with QUOTA before the first byte is stored when the file does not fit the budget', async () => {
    const store = await open({ backend: 'memory', chunkSize: 65536, budget: 200_000 });
    await fails(store.files.fetch('k', serve()), 'QUOTA');
    assert.deepEqual(await store.files.unfinished(), []);
    await store.close();
  });
});
