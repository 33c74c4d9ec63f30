// Kills the browser at 60 % of a large download. The next browser downloads the rest, and repeats at most one
// chunk. GRANARY_LONG=1 makes the file 1 GiB.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { removeDirectory, temporaryDirectory } from '../engines/lifetime.mjs';

export const name = 'download-crash';
export const engines = ['chromium', 'firefox'];

const MiB = 1024 * 1024;
const chunkSize = 10 * MiB;
const long = process.env.GRANARY_LONG === '1';
// With these sizes the kill comes well inside a chunk.
const mebibytes = long ? 1024 : 264;
// If the server is faster than the store, two chunks are incomplete at the kill: one in its write, one in
// memory. This rate leaves time for the write, even on a busy machine.
const bytesPerSecond = long ? 10_000_000 : 20_000_000;
const share = 0.6;
const file = `weights-${mebibytes}m.bin`;
const key = `granary/big/${file}`;
const page = (method) => `(argument) => downloads.${method}(argument)`;

export async function run({ launch, serve, hub: startHub, check, fact }) {
  const hub = await startHub();
  const server = await serve();
  const profile = temporaryDirectory('download-crash');
  const { size, sha256, url } = await hub.listed('granary/big', file);

  await hub.fault({ path: key, kind: 'slow', bytesPerSecond });

  async function open() {
    const browser = await launch({ profile });
    const tab = await browser.newPage(`${server.origin}/scenario.html`);
    await tab.evaluate(`async () => void (await import('/downloads.js'))`);
    await tab.evaluate(page('reopen'));
    return { browser, tab };
  }

  await check(`a download of ${mebibytes} MiB, killed at 60 %, repeats at most one chunk`, async () => {
    const first = await open();
    await first.tab.evaluate(page('leaveWitness'));
    await first.tab.evaluate(page('begin'), { key, url, options: { sha256 } });
    let loaded = 0;
    while ((loaded = await first.tab.evaluate(page('loaded'), key)) < share * size) await delay(20);
    await first.browser.kill();
    assert.ok(loaded < 0.95 * size, `the kill came at ${loaded} of ${size}`);
    const sentBefore = await settled(hub);
    await hub.clearFaults();

    const { browser, tab } = await open();
    const [left] = await tab.evaluate(page('unfinished'));
    if (!left && !(await tab.evaluate(page('hasWitness')))) {
      fact('THE ENGINE ALSO LOST PLAIN RECORDS', 'lost in its recovery, not judged');
      return browser.close();
    }
    assert.equal(left.active, false);
    const outcome = await tab.evaluate(page('run'), { key, resume: true });
    assert.equal(outcome.error, undefined, JSON.stringify(outcome.error));
    assert.equal(outcome.sha256, sha256);
    const sent = (await settled(hub)) - sentBefore;
    fact(
      'reported at the kill, sent afterwards, MiB',
      [loaded, sent].map((bytes) => (bytes / MiB).toFixed(1)).join(', '),
    );
    assert.equal(sent, size - left.loaded, 'the server does not send stored bytes again');
    assert.ok(sent <= size - share * size + chunkSize, `${sent} bytes were sent after the kill`);
    const { checkedBytes, bad, ...stored } = await tab.evaluate(page('scrubbed'), key);
    assert.deepEqual([stored, checkedBytes, bad], [{ size, sha256 }, size, []]);
    await browser.close();
  });
  removeDirectory(profile);
}

/** Gives the server's count of sent bytes, after the server has noticed that the client is gone. */
async function settled(hub) {
  const count = async () => (await hub.counts())[key].bytesSent;
  for (let before = -1, now = await count(); ; before = now, now = await count()) {
    if (before === now) return now;
    await delay(300);
  }
}
