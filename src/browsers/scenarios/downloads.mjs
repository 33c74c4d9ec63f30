// Downloads from a server with every fault of the local hub. In the end the file is right, or the error names
// the reason. The server sends no more bytes than necessary.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

export const name = 'downloads';
export const engines = ['chromium', 'firefox', 'webkit-profile'];

const MiB = 1024 * 1024;
const chunkSize = MiB;
// Bytes that the engine received and the page did not read are lost with the connection. A low rate keeps
// them few.
const bytesPerSecond = 2 * MiB;
const page = (method) => `(argument) => downloads.${method}(argument)`;

export async function run({ engine, launch, serve, hub: startHub, check }) {
  const hub = await startHub(['--signed-for', '5']);
  const server = await serve();
  const browser = await launch();
  const tab = await browser.newPage(`${server.origin}/scenario.html`);
  await tab.evaluate(`async () => void (await import('/downloads.js'))`);
  await tab.evaluate(page('open'), { chunkSize });

  /** Gives the tools of one case. Each case has a file of its own size, so that cases can run in parallel. */
  async function caseOf(mebibytes) {
    const path = `granary/big/weights-${mebibytes}m.bin`;
    const { size, sha256, url } = await hub.listed('granary/big', `weights-${mebibytes}m.bin`);
    return {
      hub,
      path,
      size,
      sha256,
      url,
      fault: (fault) => hub.fault({ path, ...fault }),
      fetch: (options, more) => tab.evaluate(page('run'), { key: path, url, options, ...more }),
      resume: (options, more) => tab.evaluate(page('run'), { key: path, resume: true, options, ...more }),
      tab: (method, argument = path) => tab.evaluate(page(method), argument),
      async counted() {
        return (await hub.counts())[path] ?? { requests: 0, bytesSent: 0, ranges: [] };
      },
      /**
       * Asserts that the download stored these bytes, and that the server sent at most `excess` more bytes.
       */
      async isWhole(outcome, { excess = Infinity, digest = sha256 } = {}) {
        assert.equal(outcome.error, undefined, JSON.stringify(outcome.error));
        assert.equal(outcome.sha256, digest, 'the reported digest');
        assert.deepEqual(await tab.evaluate(page('stored'), path), { size, sha256: digest });
        const { bytesSent, ranges } = await this.counted();
        assert.ok(bytesSent <= size + excess, `${bytesSent} of ${size} bytes were sent, ranges ${ranges}`);
        assert.deepEqual(
          (await this.tab('unfinished')).filter(({ key }) => key === path),
          [],
        );
      },
      async isNothing(outcome, code) {
        assert.equal(outcome.error?.code, code, JSON.stringify(outcome));
        assert.equal(await tab.evaluate(page('stored'), path), null);
        return outcome.error.details;
      },
    };
  }

  const start = async ({ body }, index) => body(await caseOf(3 + index));
  for (const [index, each] of cases.entries()) {
    if (each.main) await check(each.name, () => start(each, index));
  }
  // In parallel: some cases wait for a long time.
  const others = engine === 'chromium' ? cases.filter(({ main }) => !main) : [];
  const begun = others.map((each) => {
    const ended = start(each, cases.indexOf(each));
    return {
      name: each.name,
      failure: ended.then(
        () => null,
        (error) => error,
      ),
    };
  });
  for (const { name, failure } of begun) {
    await check(name, async () => {
      if (await failure) throw await failure;
    });
  }
  await browser.close();
}

const cases = [];
const main = (name, body) => cases.push({ name, body, main: true });
const also = (name, body) => cases.push({ name, body, main: false });

main('a download stores the file, and the next call needs no server', async (file) => {
  await file.isWhole(await file.fetch({ sha256: file.sha256 }), { excess: 0 });
  const again = await file.fetch({ sha256: file.sha256 });
  await file.isWhole(again, { excess: 0 });
  assert.equal((await file.counted()).requests, 1);
});

main('after a lost connection the download continues where it stopped', async (file) => {
  await file.fault({ kind: 'drop', after: 2.3 * MiB, times: 1, bytesPerSecond });
  await file.isWhole(await file.fetch({ sha256: file.sha256 }), { excess: chunkSize });
  const { ranges } = await file.counted();
  assert.match(ranges.at(-1), /^bytes=[1-9]/);
});

main('an aborted download is resumed from its journal alone', async (file) => {
  await file.fault({ kind: 'slow', bytesPerSecond });
  const aborted = await file.fetch({ sha256: file.sha256 }, { abortAt: file.size / 2 });
  assert.equal(aborted.error?.message, 'aborted by the test');
  const [left] = (await file.tab('unfinished')).filter(({ key }) => key === file.path);
  assert.ok(left.loaded >= file.size / 2 - chunkSize, `${left.loaded} bytes are left`);
  assert.deepEqual([left.url, left.total, left.active], [file.url, file.size, false]);
  await file.isWhole(await file.resume(), { excess: chunkSize });
});

main('the bytes of a discarded download are freed within a second', async (file) => {
  await file.fault({ kind: 'slow', bytesPerSecond });
  const before = await file.tab('stats');
  const aborted = await file.fetch({ sha256: file.sha256 }, { abortAt: file.size / 2 });
  assert.equal(aborted.error?.message, 'aborted by the test');
  const held = await file.tab('stats');
  assert.ok(held.storedBytes > before.storedBytes, `${held.storedBytes} bytes are stored`);
  assert.equal(await file.tab('discard'), true);
  const began = performance.now();
  let left;
  do {
    left = await file.tab('stats');
  } while (left.garbageBytes > 0 && performance.now() - began < 5000);
  const waited = performance.now() - began;
  assert.ok(waited < 1000, `${left.garbageBytes} bytes of garbage after ${waited} ms`);
  assert.equal(left.storedBytes, before.storedBytes);
});

main('a 200 answer to a Range request is not appended', async (file) => {
  await file.fault({ kind: 'drop', after: 2.3 * MiB, times: 1, bytesPerSecond });
  await file.fault({ kind: 'ignore-range', times: 1 });
  await file.isWhole(await file.fetch({ sha256: file.sha256 }), { excess: 2.3 * MiB });
});

main('a wrong byte makes the download start again, once', async (file) => {
  await file.fault({ kind: 'flip', after: 2.5 * MiB, times: 1 });
  await file.isWhole(await file.fetch({ sha256: file.sha256 }), { excess: file.size });
});

main('if a byte is wrong again, the error has both digests and nothing is stored', async (file) => {
  await file.fault({ kind: 'flip', after: 2.5 * MiB });
  const details = await file.isNothing(await file.fetch({ sha256: file.sha256 }), 'INTEGRITY');
  assert.equal(details.expected, file.sha256);
  assert.match(details.actual, /^[0-9a-f]{64}$/);
  assert.notEqual(details.actual, file.sha256);
  assert.ok((await file.counted()).bytesSent <= 2 * file.size);
});

main('the download tries again after a 503', async (file) => {
  await file.fault({ kind: 'status', status: 503, times: 2 });
  await file.isWhole(await file.fetch({ sha256: file.sha256 }), { excess: 0 });
  const { requests } = await file.counted();
  // In Firefox the download requests parts.
  assert.ok(requests === 3 || requests === 4, `${requests} requests`);
});

main('a web page instead of the file is refused', async (file) => {
  await file.fault({ kind: 'html' });
  const details = await file.isNothing(await file.fetch({ sha256: file.sha256 }), 'INTEGRITY');
  assert.equal(details.reason, 'html');
  assert.equal(details.url, file.url);
  assert.equal((await file.counted()).requests, 1);
});

also('the download tries again when the server sends nothing for 30 seconds', async (file) => {
  await file.fault({ kind: 'stall', after: 2.5 * MiB, times: 1 });
  const outcome = await file.fetch({ sha256: file.sha256 });
  await file.isWhole(outcome, { excess: chunkSize });
  assert.ok(outcome.milliseconds > 29_000, `it took ${outcome.milliseconds} ms`);
});

also('after a 429 the download waits as long as the server says', async (file) => {
  await file.fault({ kind: 'status', status: 429, retryAfter: '3', times: 1 });
  const outcome = await file.fetch({ sha256: file.sha256 });
  await file.isWhole(outcome, { excess: 0 });
  assert.ok(outcome.milliseconds >= 3000, `it took ${outcome.milliseconds} ms`);
});

also('after the last try the error has the server status, and the stored bytes stay', async (file) => {
  // Slower than the others: twenty downloads begin at once, and one may wait a second for its first byte.
  await file.fault({ kind: 'drop', after: 2.5 * MiB, times: 1, bytesPerSecond: MiB / 2 });
  await file.fault({ kind: 'status', status: 500 });
  const details = await file.isNothing(await file.fetch({ sha256: file.sha256, retries: 1 }), 'HTTP');
  assert.equal(details.status, 500);
  const [left] = (await file.tab('unfinished')).filter(({ key }) => key === file.path);
  assert.ok(left.loaded === MiB || left.loaded === 2 * MiB, `${left.loaded} bytes are left`);
  assert.equal(await file.tab('discard'), true);
});

also('404 is final', async (file) => {
  await file.fault({ kind: 'status', status: 404 });
  const details = await file.isNothing(await file.fetch({ sha256: file.sha256 }), 'HTTP');
  assert.deepEqual([details.status, details.url], [404, file.url]);
  assert.equal((await file.counted()).requests, 1);
});

also('401 is final, and its message points to headers', async (file) => {
  await file.fault({ kind: 'status', status: 401 });
  const { error } = await file.fetch({ sha256: file.sha256 });
  assert.deepEqual([error?.code, error?.details.status], ['HTTP', 401], JSON.stringify(error));
  assert.ok(error.message.endsWith(`${file.url}. Give it credentials in headers.`), error.message);
  assert.equal((await file.counted()).requests, 1);
});

also('after a body that is too short the download continues or starts again', async (file) => {
  await file.fault({ kind: 'short', after: 1.2 * MiB, times: 1 });
  await file.isWhole(await file.fetch({ sha256: file.sha256, size: file.size }), { excess: 1.2 * MiB });
});

also('a body that is too short again is an error', async (file) => {
  await file.fault({ kind: 'short', after: 0.7 * MiB });
  const options = { sha256: file.sha256, size: file.size, retries: 1 };
  const { error } = await file.fetch(options);
  assert.ok(['INTEGRITY', 'NETWORK'].includes(error?.code), JSON.stringify(error));
  assert.equal(await file.tab('stored'), null);
});

also('a body that is too long is an error', async (file) => {
  await file.fault({ kind: 'long', after: 1000 });
  await file.isNothing(await file.fetch({ size: file.size, sha256: file.sha256 }), 'INTEGRITY');
});

also('a part with the wrong range is not appended', async (file) => {
  await file.fault({ kind: 'drop', after: 2.3 * MiB, times: 1, bytesPerSecond });
  await file.fault({ kind: 'wrong-range', times: 1 });
  await file.isWhole(await file.fetch({ sha256: file.sha256 }), { excess: file.size });
});

also(
  'if the content changes during the download, the file has one version, never a mixture',
  async (file) => {
    await file.fault({ kind: 'drop', after: 2.3 * MiB, times: 1, bytesPerSecond });
    await file.fault({ kind: 'changed' });
    const outcome = await file.fetch();
    const bytes = new Uint8Array(await (await fetch(file.url)).arrayBuffer());
    await file.isWhole(outcome, { digest: createHash('sha256').update(bytes).digest('hex') });
    assert.notEqual(outcome.sha256, file.sha256);
  },
);

also('if the branch moves during the download, the file is from one commit', async (file) => {
  const { hub } = file;
  const { url } = await hub.listed('granary/moving', 'model.safetensors');
  const before = Buffer.from(await (await fetch(url)).arrayBuffer());
  await hub.fault({ path: 'granary/moving', kind: 'drop', after: 300_000, times: 1 });
  // The drop is retried after a quarter of a second at the earliest.
  const outcome = file.tab('run', { key: 'moving', url });
  while (((await hub.counts())['granary/moving/model.safetensors']?.requests ?? 0) < 2) await delay(5);
  await hub.move();
  const { sha256 } = await outcome;
  const after = Buffer.from(await (await fetch(url)).arrayBuffer());
  const digests = [before, after].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  assert.equal(sha256, digests[1]);
  assert.equal((await file.tab('stored', 'moving')).sha256, digests[1]);
});

also('a slow download reports its progress at most ten times a second, with the time left', async (file) => {
  const rate = file.size / 4;
  await file.fault({ kind: 'slow', bytesPerSecond: rate });
  const outcome = await file.fetch({ sha256: file.sha256 });
  await file.isWhole(outcome, { excess: 0 });
  const steps = outcome.heard.filter(({ phase }) => phase === 'download');
  assert.ok(
    steps.length >= 5 && steps.length <= outcome.milliseconds / 100 + 2,
    `${steps.length} progress events`,
  );
  assert.ok(
    steps.every(({ total }) => total === file.size),
    'the total is known',
  );
  const late = steps.at(-1);
  // The rate is smoothed. On a busy machine the page itself is slow.
  const ratio = late.bytesPerSecond / rate;
  assert.ok(ratio > 0.25 && ratio < 4, `${late.bytesPerSecond} bytes per second of ${rate}`);
  assert.ok(late.secondsLeft >= 0 && late.secondsLeft < 8, `${late.secondsLeft} seconds left`);
});

also('a body of unknown length is stored', async (file) => {
  await file.fault({ kind: 'no-length' });
  await file.isWhole(await file.fetch(), { excess: 0 });
});

also('endless redirects end in an error', async (file) => {
  await file.fault({ kind: 'redirect-loop', at: 'resolve' });
  await file.isNothing(await file.fetch({ retries: 1 }), 'NETWORK');
});

also('the download requests a new signed address when the old one has expired', async (file) => {
  await file.fault({ kind: 'slow', bytesPerSecond, times: 1 });
  await file.fetch({ sha256: file.sha256 }, { abortAt: file.size / 2 });
  await delay(5500);
  await file.isWhole(await file.resume());
  assert.match((await file.counted()).ranges.at(-1), /^bytes=[1-9]/);
});

also('a gated file fails with GATED, and the token goes to the first origin only', async (file) => {
  const { hub } = file;
  const path = 'granary/gated/model.safetensors';
  const { url, sha256 } = await hub.listed('granary/gated', 'model.safetensors');
  const refused = await file.tab('run', { key: path, url });
  assert.equal(refused.error?.code, 'GATED');
  assert.equal(refused.error.details.status, 401);
  const headers = { authorization: 'Bearer test-token' };
  const given = await file.tab('run', { key: path, url, options: { sha256, headers } });
  assert.equal(given.sha256, sha256, JSON.stringify(given.error));
  assert.equal((await hub.counts())[path].authorized, 0, 'tokens at the second origin');
});
