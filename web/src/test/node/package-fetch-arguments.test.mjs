// Tests what files.fetch takes as headers and URLs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { startServer } from './server.mjs';
import { bytes, fails, sha256 } from './support.mjs';

const server = await startServer();
const content = bytes(300_000);
let paths = 0;
const serve = (options, body = content) => server.serve(`/${++paths}`, body, options);

describePackages('arguments of fetch', ({ the }) => {
  test('accepts numbers as headers, and omits undefined ones', async () => {
    const values = new Map([['content-length', 3]]);
    const own = async () => ({ status: 200, headers: values, body: new Response('abc').body });
    assert.equal(await (await the.store.files.fetch('k', 'https://a.test/', { fetch: own })).text(), 'abc');
  });

  for (const [options, ...words] of [
    [{ fetch: {} }, 'fetch', 'function'],
    [{ headers: { 'a b': 'c' } }, 'headers'],
    [{ headers: 5 }, 'headers', '5'],
    [{ headers: { Range: 'bytes=0-1' } }, 'headers', 'Range'],
    [{ retries: -1 }, 'retries', '-1'],
    [{ retries: 101 }, 'retries', '101'],
    [{ concurrency: 0 }, 'concurrency', '16'],
    [{ concurrency: 17 }, 'concurrency', '16'],
    [{ revalidate: 1 }, 'revalidate'],
    [{ sha256: 'x' }, 'sha256'],
    [{ encoding: 'gzip' }, 'encoding'],
    [{ reload: true }, 'reload', 'revalidate'],
  ]) {
    test(`with ${JSON.stringify(options)} is INVALID`, () =>
      fails(the.store.files.fetch('k', 'https://a.test/', options), 'INVALID', ...words));
  }

  test('rejects with INVALID without a valid URL or key', async () => {
    await fails(the.store.files.fetch('k', 'not a url'), 'INVALID', 'not a url');
    for (const url of ['', '  ', undefined, null, 5, {}, ['https://a.test/'], new Request('https://a.test/')])
      await fails(the.store.files.fetch('k', url), 'INVALID', 'url of "k"', 'http(s)');
    for (const url of ['ftp://a.test/', 'file:///a', 'javascript:1', 'c:\\model', new URL('ws://a.test/')])
      await fails(the.store.files.fetch('k', url), 'INVALID', 'url of "k"', new URL(url).protocol);
    await assert.rejects(the.store.files.fetch('k', undefined), ({ details, message }) => {
      assert.deepEqual(details, { option: 'url', key: 'k' });
      return message.endsWith('; it is undefined.');
    });
    await fails(the.store.files.fetch('k', 'https://me:secret@a.test/'), 'INVALID', 'headers');
    await fails(the.store.files.fetch('', 'https://a.test/'), 'INVALID', 'key');
    for (const call of ['resume', 'pause', 'discard'])
      await fails(the.store.files[call](7), 'INVALID', 'key');
    await fails(the.store.files.resume('k', { revalidate: true }), 'INVALID', 'revalidate');
  });

  test('takes data: and blob: URLs', async () => {
    const data = await the.store.files.fetch('data', 'data:text/plain,abc');
    assert.deepEqual([await data.text(), data.type], ['abc', 'text/plain']);
    const url = URL.createObjectURL(new Blob(['abcd']));
    assert.equal(await (await the.store.files.fetch('blob', new URL(url))).text(), 'abcd');
    URL.revokeObjectURL(url);
  });

  test('resolves a URL against the page, and refuses undefined there, too', async () => {
    const url = new URL(serve());
    const page = { href: `${url.origin}/app/index.html`, protocol: 'http:' };
    globalThis.location = page;
    try {
      assert.equal((await the.store.files.fetch('k', `..${url.pathname}`)).url, url.href);
      server.serve('/app/undefined', Buffer.from('<html>'), { type: 'text/html' });
      for (const unset of [undefined, null, ''])
        await fails(the.store.files.fetch('model', unset), 'INVALID', 'url of "model"');
      assert.deepEqual(server.of('/app/undefined'), []);
      page.protocol = 'chrome-extension:';
      page.href = 'chrome-extension://abc/page.html';
      const own = async (asked) => new Response(asked);
      const file = await the.store.files.fetch('own', 'model.bin', { fetch: own });
      assert.equal(await file.text(), 'chrome-extension://abc/model.bin');
    } finally {
      delete globalThis.location;
    }
  });
});
