// Downloads from other origins. One does not allow the page to read its answers. Others allow it, and send
// more or less that proves which file they send.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

export const name = 'other-origins';
export const engines = ['chromium', 'firefox', 'webkit-profile'];

const MiB = 1024 * 1024;
const content = Buffer.alloc(3 * MiB + 100, 'These bytes come from another origin. ');
const sha256 = createHash('sha256').update(content).digest('hex');
const page = (method) => `(argument) => downloads.${method}(argument)`;

const allowed = { 'access-control-allow-origin': '*' };
const etag = { ...allowed, etag: '"the only version"' };

const proofs = [
  ['sends no ETag and no date', allowed, {}, false],
  ['sends an ETag, but does not expose it', etag, {}, false],
  ['exposes its ETag', { ...etag, 'access-control-expose-headers': 'ETag' }, {}, true],
  ['sends a date', { ...allowed, 'last-modified': 'Wed, 21 Oct 2015 07:28:00 GMT' }, {}, true],
  ['sends no ETag and no date, but the caller promises a digest', allowed, { sha256 }, true],
];

export async function run({ launch, serve, check }) {
  const server = await serve();
  const other = await startOrigin();
  try {
    const browser = await launch();
    const tab = await browser.newPage(`${server.origin}/scenario.html`);
    await tab.evaluate(prepare);
    await tab.evaluate(page('open'), { chunkSize: MiB });

    await check('an origin that does not allow the page is asked twice, and the error says so', async () => {
      const { error, milliseconds } = await tab.evaluate(page('run'), { key: 'refused', url: other.url() });
      assert.equal(error?.code, 'NETWORK', JSON.stringify(error));
      assert.match(error.message, /may not allow this page to read its answers \(CORS\)/);
      assert.equal(error.details.unanswered, true);
      assert.equal(other.requests.length, 2, `requests ${other.requests}`);
      // Six tries would take 7.75 seconds at least.
      assert.ok(milliseconds < 5000, `it took ${milliseconds} ms`);
      assert.deepEqual(await tab.evaluate(page('unfinished')), []);
    });

    await check('a server that does not run is asked twice, too', async () => {
      const closed = await startOrigin();
      const url = closed.url();
      closed.close();
      const { error, milliseconds } = await tab.evaluate(page('run'), { key: 'closed', url });
      assert.deepEqual([error?.code, error.details.unanswered], ['NETWORK', true]);
      assert.ok(milliseconds < 5000, `it took ${milliseconds} ms`);
    });

    for (const [what, headers, promises, resumable] of proofs) {
      const then = resumable ? 'is resumable' : 'begins anew';
      await check(`a download from an origin that ${what} ${then}`, async () => {
        const key = what;
        const url = other.url();
        Object.assign(other, { headers, most: 2 * MiB });
        const aborted = await tab.evaluate(page('run'), {
          key,
          url,
          options: promises,
          abortAt: 1.5 * MiB,
        });
        assert.equal(aborted.error?.message, 'aborted by the test');
        const [left] = await tab.evaluate(page('unfinished'));
        assert.deepEqual([left.key, left.url, left.active], [key, url, false]);
        assert.ok(left.loaded >= MiB, `${left.loaded} bytes are left`);
        assert.equal(left.resumable, resumable);

        Object.assign(other, { most: Infinity, requests: [] });
        const resumed = await tab.evaluate(page('run'), { key, resume: true });
        assert.equal(resumed.sha256, sha256, JSON.stringify(resumed.error));
        const first = other.requests.find((range) => range !== 'OPTIONS');
        assert.match(first, resumable ? new RegExp(`^bytes=${left.loaded}-`) : /^(all|bytes=0-)/);
        assert.deepEqual(await tab.evaluate(page('unfinished')), []);
      });
    }
    await browser.close();
  } finally {
    other.close();
  }
}

/** Loads what the page needs. A machine without a network would let the browser say that it is offline. */
async function prepare() {
  if (!navigator.onLine) Object.defineProperty(Navigator.prototype, 'onLine', { get: () => true });
  await import('/downloads.js');
}

/**
 * Serves the content at any path, with ranges, and without headers for other origins. The caller may set
 * `headers` for all answers. After `most` bytes an answer stops, and its connection stays open.
 */
async function startOrigin() {
  const origin = { requests: [], headers: {}, most: Infinity };
  const server = createServer((request, response) => {
    const { method, headers } = request;
    origin.requests.push(method === 'OPTIONS' ? method : (headers.range ?? 'all'));
    if (method === 'OPTIONS') {
      const preflight = { ...origin.headers, 'access-control-allow-headers': 'range' };
      response.writeHead(204, preflight).end();
      return;
    }
    const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '');
    const from = Number(range?.[1] ?? 0);
    if (from >= content.length) {
      response.writeHead(416, origin.headers).end();
      return;
    }
    const to = range?.[2] ? Math.min(content.length, Number(range[2]) + 1) : content.length;
    response.writeHead(range ? 206 : 200, {
      ...origin.headers,
      'cache-control': 'no-store',
      'content-type': 'application/octet-stream',
      'content-length': to - from,
      ...(range && { 'content-range': `bytes ${from}-${to - 1}/${content.length}` }),
    });
    if (to - from <= origin.most) response.end(content.subarray(from, to));
    else response.write(content.subarray(from, from + origin.most));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  let paths = 0;
  return Object.assign(origin, {
    url: () => `http://127.0.0.1:${server.address().port}/weights-${++paths}.bin`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
}
