import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { describePackages } from './packages.mjs';
import { bytes, sha256 } from './support.mjs';

describePackages('responses', ({ the }) => {
  const content = bytes(1000, 3);
  const etag = `"${sha256(content)}"`;
  let file;

  beforeEach(async () => {
    file = await the.store.files.put('k', content, { type: 'a/b' });
  });
  const answer = (init) => file.response(new Request('http://granary.test/k', init));

  test('contain the whole file without a request', async () => {
    for (const response of [await file.response(), await answer()]) {
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('etag'), etag);
      assert.equal(response.headers.get('content-type'), 'a/b');
      assert.equal(response.headers.get('content-length'), '1000');
      assert.equal(response.headers.get('accept-ranges'), 'bytes');
      assert.deepEqual(new Uint8Array(await response.arrayBuffer()), content);
    }
  });

  test('are partial for a request with a range', async () => {
    for (const [range, start, end] of [
      ['bytes=10-19', 10, 20],
      ['bytes=990-', 990, 1000],
      ['bytes=-5', 995, 1000],
      ['bytes=0-9999', 0, 1000],
    ]) {
      const response = await answer({ headers: { range } });
      assert.equal(response.status, 206, range);
      assert.equal(response.headers.get('content-range'), `bytes ${start}-${end - 1}/1000`);
      assert.equal(response.headers.get('content-length'), `${end - start}`);
      assert.deepEqual(new Uint8Array(await response.arrayBuffer()), content.slice(start, end));
    }
  });

  test('have no body where HTTP has none', async () => {
    const head = await answer({ method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.body, null);
    assert.equal(head.headers.get('content-length'), '1000');
    const unchanged = await answer({ headers: { 'if-none-match': etag } });
    assert.equal(unchanged.status, 304);
    assert.equal(unchanged.body, null);
    const beyond = await answer({ headers: { range: 'bytes=1000-' } });
    assert.equal(beyond.status, 416);
    assert.equal(beyond.headers.get('content-range'), 'bytes */1000');
    assert.equal(beyond.body, null);
    const posted = await answer({ method: 'POST', body: 'x' });
    assert.equal(posted.status, 405);
    assert.equal(posted.body, null);
  });

  test('obey If-Range', async () => {
    assert.equal((await answer({ headers: { range: 'bytes=0-1', 'if-range': etag } })).status, 206);
    assert.equal((await answer({ headers: { range: 'bytes=0-1', 'if-range': '"other"' } })).status, 200);
  });
});
