// Two tabs download one file. The server sends each byte once, even if one tab closes or stops the download.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

export const name = 'download-tabs';
export const engines = ['chromium', 'firefox'];

const MiB = 1024 * 1024;
const chunkSize = MiB;
const page = (method) => `(argument) => downloads.${method}(argument)`;

export async function run({ launch, serve, hub: startHub, check }) {
  const hub = await startHub();
  const server = await serve();
  const browser = await launch();
  await hub.fault({ path: 'granary/big', kind: 'slow', bytesPerSecond: 3 * MiB });

  async function open(method = 'reopen') {
    const tab = await browser.newPage(`${server.origin}/scenario.html`);
    await tab.evaluate(`async () => void (await import('/downloads.js'))`);
    await tab.evaluate(page(method), { chunkSize });
    return tab;
  }
  let one = await open('open');
  const two = await open();

  async function fileOf(mebibytes) {
    const path = `granary/big/weights-${mebibytes}m.bin`;
    const { size, sha256, url } = await hub.listed('granary/big', `weights-${mebibytes}m.bin`);
    const what = { key: path, url, options: { sha256 } };
    return {
      key: path,
      size,
      begin: (tab) => tab.evaluate(page('begin'), what),
      async reaches(tab, share) {
        for (let tries = 0; (await tab.evaluate(page('loaded'), path)) < share * size; tries++) {
          assert.ok(tries < 1000, 'the download makes no progress');
          await delay(20);
        }
      },
      async isWhole(tab, outcome, excess) {
        assert.equal(outcome.error, undefined, JSON.stringify(outcome.error));
        assert.deepEqual(await tab.evaluate(page('stored'), path), { size, sha256 });
        const { bytesSent } = (await hub.counts())[path];
        assert.ok(bytesSent >= size && bytesSent <= size + excess, `${bytesSent} of ${size} bytes were sent`);
      },
      ended: (tab) => tab.evaluate(page('ended'), path),
    };
  }

  await check('the server sends each byte once, and both tabs get the progress', async () => {
    const file = await fileOf(8);
    await file.begin(one);
    await file.begin(two);
    await file.reaches(one, 0.3);
    await file.reaches(two, 0.3);
    await file.isWhole(one, await file.ended(one), 0);
    await file.isWhole(two, await file.ended(two), 0);
  });

  await check('a pause stops the download in the other tab, and either tab can resume it', async () => {
    const file = await fileOf(9);
    await file.begin(one);
    await file.reaches(one, 0.4);
    assert.equal(await two.evaluate(page('pause'), file.key), true);
    const { error } = await file.ended(one);
    assert.deepEqual([error?.code, error?.details.paused], ['CONFLICT', true], JSON.stringify(error));
    const [left] = await two.evaluate(page('unfinished'));
    assert.deepEqual([left.key, left.active], [file.key, false]);
    assert.equal(await two.evaluate(page('pause'), file.key), false, 'no download is active');
    const outcome = await two.evaluate(page('run'), { key: file.key, resume: true });
    await file.isWhole(two, outcome, 2 * chunkSize);
  });

  await check('a discard stops the download in the other tab and deletes its bytes', async () => {
    const file = await fileOf(10);
    await file.begin(one);
    await file.reaches(one, 0.4);
    assert.equal(await two.evaluate(page('discard'), file.key), true);
    const { error } = await file.ended(one);
    assert.deepEqual([error?.code, error?.details.discarded], ['CONFLICT', true], JSON.stringify(error));
    assert.deepEqual(await two.evaluate(page('unfinished')), []);
    assert.equal(await one.evaluate(page('discard'), file.key), false, 'nothing is left to discard');
  });

  await check('when the downloading tab closes, the waiting tab finishes the download', async () => {
    const file = await fileOf(11);
    await file.begin(one);
    await file.reaches(one, 0.1);
    await file.begin(two);
    await file.reaches(two, 0.4);
    await one.close();
    // Sent twice: the chunk that was not stored yet, and the bytes in transit.
    await file.isWhole(two, await file.ended(two), 2 * chunkSize);
    one = await open();
    await file.isWhole(one, {}, 2 * chunkSize);
  });
  await browser.close();
}
