import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { describePackages } from './packages.mjs';
import { bytes, sha256 } from './support.mjs';

globalThis.location = new URL('https://page.test/app/sw.js');
const content = bytes(300_000);

describePackages('serveFetch', ({ GranaryError, folder, the }) => {
  let serveFetch;
  before(async () => {
    ({ serveFetch } = await import(pathToFileURL(join(folder, 'service-worker.js')).href));
  });

  /** Sends a request as the browser does; undefined when the handler leaves it to the network. */
  async function send(handler, path, init) {
    let answer;
    const request = new Request(new URL(path, location), init);
    handler({ request, respondWith: (response) => (answer = response) });
    return answer;
  }

  test('answers whole files and ranges, by the percent-decoded key', async () => {
    const file = await the.store.files.put('org/a model@1/größe?.bin', content, { type: 'model/x' });
    const handler = serveFetch(Promise.resolve(the.store));
    const path = '/granary/org/a%20model@1/gr%C3%B6%C3%9Fe%3F.bin?ignored';
    const whole = await send(handler, path);
    assert.equal(whole.status, 200);
    assert.equal(whole.headers.get('content-type'), 'model/x');
    assert.equal(whole.headers.get('content-length'), String(content.length));
    assert.equal(whole.headers.get('etag'), `"${file.sha256}"`);
    assert.equal(sha256(Buffer.from(await whole.arrayBuffer())), sha256(content));

    for (const [range, start, end] of [
      ['bytes=0-0', 0, 1],
      ['bytes=65535-131072', 65535, 131073],
      ['bytes=299000-', 299_000, 300_000],
      ['bytes=-7', 299_993, 300_000],
    ]) {
      const part = await send(handler, path, { headers: { range } });
      assert.equal(part.status, 206, range);
      assert.equal(part.headers.get('content-range'), `bytes ${start}-${end - 1}/300000`);
      assert.deepEqual(new Uint8Array(await part.arrayBuffer()), content.slice(start, end));
    }
    const beyond = await send(handler, path, { headers: { range: 'bytes=300000-' } });
    assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, 'bytes */300000']);
  });

  test('answers HEAD, If-None-Match and If-Range', async () => {
    const { sha256: digest } = await the.store.files.put('k', content);
    const handler = serveFetch(() => the.store);
    const head = await send(handler, '/granary/k', { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length'), head.body], [200, '300000', null]);
    const etag = `"${digest}"`;
    const same = await send(handler, '/granary/k', { headers: { 'if-none-match': etag } });
    assert.deepEqual([same.status, same.body], [304, null]);
    const range = 'bytes=5-9';
    const valid = await send(handler, '/granary/k', { headers: { range, 'if-range': etag } });
    assert.equal(valid.status, 206);
    const stale = await send(handler, '/granary/k', { headers: { range, 'if-range': '"other"' } });
    assert.equal(stale.status, 200);
    const post = await send(handler, '/granary/k', { method: 'POST', body: 'x' });
    assert.equal(post.status, 405);
  });

  test('leaves every other request to the network', async () => {
    const handler = serveFetch(the.store);
    for (const url of ['/granary', '/granaryx/k', '/other/granary/k', 'https://other.test/granary/k'])
      assert.equal(await send(handler, url), undefined, url);
    const below = serveFetch(the.store, { prefix: './files/' });
    await the.store.files.put('k', content);
    assert.equal((await send(below, '/app/files/k')).status, 200);
    assert.equal(await send(below, '/granary/k'), undefined);
    for (const prefix of ['/granary', 'https://other.test/granary/', 7])
      assert.throws(() => serveFetch(the.store, { prefix }), { code: 'INVALID' });
  });

  test('asks the fallback for what is not stored, and then serves it', async () => {
    const asked = [];
    const handler = serveFetch(the.store, {
      async fallback(key, request) {
        asked.push(key);
        if (key === 'page') return new Response('a page', { status: 203 });
        if (key === 'refused') throw new GranaryError('No.', { code: 'HTTP', details: { status: 403 } });
        if (key === 'offline') throw new GranaryError('No answer.', { code: 'NETWORK' });
        if (key === 'broken') throw new TypeError('A mistake.');
        if (key === 'model') return the.store.files.put(key, content, { type: request.method });
        return undefined;
      },
    });
    const part = await send(handler, '/granary/model', { headers: { range: 'bytes=9-10' } });
    assert.deepEqual([part.status, part.headers.get('content-type')], [206, 'GET']);
    assert.deepEqual(new Uint8Array(await part.arrayBuffer()), content.slice(9, 11));
    assert.equal((await send(handler, '/granary/model')).status, 200);
    assert.deepEqual(asked, ['model'], 'the stored file needs no fallback');

    assert.equal(await (await send(handler, '/granary/page')).text(), 'a page');
    const statuses = { none: 404, refused: 403, offline: 504, broken: 500, '%zz': 400 };
    for (const [path, status] of Object.entries(statuses))
      assert.equal((await send(handler, `/granary/${path}`)).status, status, path);
    assert.match(await (await send(handler, '/granary/refused')).text(), /No\./);
  });

  test('says 404 without a fallback, and 503 when the granary is closed', async () => {
    const handler = serveFetch(the.store);
    const absent = await send(handler, '/granary/absent');
    assert.deepEqual([absent.status, await absent.text()], [404, 'No file is stored as "absent".\n']);
    assert.equal((await send(handler, '/granary/')).status, 404);
    await the.store.close();
    assert.equal((await send(handler, '/granary/k')).status, 503);
    const failing = serveFetch(Promise.reject(new TypeError('It does not open.')));
    const failed = await send(failing, '/granary/k');
    assert.deepEqual([failed.status, await failed.text()], [500, 'It does not open.\n']);
  });
});
