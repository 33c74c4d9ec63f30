// Tests stored files as URLs: the service worker of the package, and one of an application's own with a fallback.
import assert from 'node:assert/strict';
import { join } from 'node:path';

export const name = 'served';
export const engines = ['chromium', 'firefox', 'webkit-profile'];

const size = 3_000_000;

export async function run({ engine, launch, serve, roots, check, fact }) {
  const script = join(roots['/package/'], 'granary-sw.js');
  const server = await serve({ roots: { ...roots, '/granary-sw.js': script } });
  const browser = await launch();
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  await page.evaluate(register, { address: '/granary-sw.js?name=served&prefix=/models/' });
  const { sha256 } = await page.evaluate(store, { name: 'served', key: 'a model/größe?.bin', size });
  const url = '/models/a%20model/gr%C3%B6%C3%9Fe%3F.bin';

  // The ranges of the other engines take three times as long.
  const count = engine === 'chromium' ? 1000 : 200;
  await check(`${count} random ranges, the whole file and a suffix are equal to the bytes`, async () => {
    const { wrong, statuses, seconds } = await page.evaluate(ranges, { url, size, count });
    fact(`${count} ranges, seconds`, seconds.toFixed(1));
    assert.deepEqual(wrong, []);
    assert.deepEqual(statuses, { 200: 1, 206: count + 1 });
  });

  await check('HEAD, ETag and ranges that cannot be have the answers of a server', async () => {
    const etag = `"${sha256}"`;
    const answers = await page.evaluate(questions, { url, etag });
    const length = String(size);
    assert.deepEqual(answers, {
      head: [200, length, etag, 0],
      current: [304, null, etag, 0],
      stale: [200, length, etag, size],
      matching: [206, '5', etag, 5],
      changed: [200, length, etag, size],
      beyond: [416, null, etag, 0],
      malformed: [200, length, etag, size],
      absent: [404, null, null, 31],
    });
  });

  await check('a second tab is served, too, and a new file at once', async () => {
    const second = await browser.newPage(`${server.origin}/scenario.html`);
    await second.evaluate(store, { name: 'served', key: 'second', size: 70_000 });
    const { wrong } = await second.evaluate(ranges, { url: '/models/second', size: 70_000, count: 20 });
    assert.deepEqual(wrong, []);
    await second.close();
  });

  await check("an application's own service worker fetches what is missing, once", async () => {
    await page.evaluate(register, { address: '/serving-worker.js', options: { type: 'module' } });
    const start = (await (await fetch(`${server.origin}/content.js`)).text()).slice(0, 10);
    server.requested.clear();
    const answer = await page.evaluate(async () => {
      const response = await fetch('/granary/content.js', { headers: { range: 'bytes=0-9' } });
      return [response.status, await response.text()];
    });
    assert.deepEqual(answer, [206, start]);
    assert.ok(server.requested.has('/content.js'), 'the fallback asked the server');
    server.requested.clear();
    const again = await page.evaluate(async () => (await fetch('/granary/content.js')).status);
    assert.equal(again, 200);
    assert.ok(!server.requested.has('/content.js'), 'the stored file needs no network');
  });
  await browser.close();
}

/** Replaces the page's service worker, and waits until the new one serves the page. */
async function register({ address, options }) {
  const old = await navigator.serviceWorker.getRegistration();
  await old?.unregister();
  const changed = new Promise((resolve) =>
    navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
  );
  await navigator.serviceWorker.register(address, options);
  await changed;
}

async function store({ name, key, size }) {
  const opened = await granary.open({ name });
  const { sha256 } = await opened.files.put(key, contentOf(size, 5));
  await opened.close();
  return { sha256 };
}

/** Asks for random ranges, for a suffix and for the whole file, eight at a time. */
async function ranges({ url, size, count }) {
  const content = contentOf(size, 5);
  const random = (below) => Math.floor(Math.random() * below);
  const questions = [
    { start: 0, end: size },
    { range: 'bytes=-777', start: size - 777, end: size },
  ];
  while (questions.length < count + 2) {
    const start = random(size);
    const end = Math.min(size, start + 1 + random(100_000));
    questions.push({ range: `bytes=${start}-${end - 1}`, start, end });
  }
  const wrong = [];
  const statuses = {};
  const began = performance.now();
  const lane = async () => {
    for (let next = questions.pop(); next; next = questions.pop()) {
      const { range, start, end } = next;
      const response = await fetch(url, { headers: range ? { range } : {} });
      const found = new Uint8Array(await response.arrayBuffer());
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      const expected = content.subarray(start, end);
      const same = found.length === expected.length && found.every((byte, at) => byte === expected[at]);
      const told = response.headers.get('content-range');
      if (!same || (range && told !== `bytes ${start}-${end - 1}/${size}`)) wrong.push([range, told]);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return { wrong, statuses, seconds: (performance.now() - began) / 1000 };
}

async function questions({ url, etag }) {
  const ask = async (headers, method = 'GET', path = url) => {
    const response = await fetch(path, { method, headers, cache: 'no-store' });
    const { byteLength } = await response.arrayBuffer();
    const of = (header) => response.headers.get(header);
    return [response.status, of('content-length'), of('etag'), byteLength];
  };
  return {
    head: await ask({}, 'HEAD'),
    current: await ask({ 'if-none-match': etag }),
    stale: await ask({ 'if-none-match': '"another"' }),
    matching: await ask({ range: 'bytes=5-9', 'if-range': etag }),
    changed: await ask({ range: 'bytes=5-9', 'if-range': '"another"' }),
    beyond: await ask({ range: `bytes=${1e9}-` }),
    malformed: await ask({ range: 'bytes=9-5' }),
    absent: await ask({}, 'GET', '/models/absent'),
  };
}
