// Downloads in a worker that is ended again and again, like the background worker of an extension. Each new
// worker continues the download, until the file is complete. GRANARY_LONG=1 ends the worker every 20 s, for
// two minutes, with chunks of the default size.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

export const name = 'download-worker';
export const engines = ['chromium', 'firefox'];

const MiB = 1024 * 1024;
const long = process.env.GRANARY_LONG === '1';
const chunkSize = long ? 10 * MiB : MiB;
const mebibytes = long ? 120 : 16;
const bytesPerSecond = long ? MiB : 1.5 * MiB;
const every = long ? 20_000 : 3000;
const page = (method) => `(argument) => downloads.${method}(argument)`;

export async function run({ launch, serve, hub: startHub, check, fact }) {
  const hub = await startHub();
  const server = await serve();
  const browser = await launch();
  const tab = await browser.newPage(`${server.origin}/scenario.html`);
  await tab.evaluate(`async () => void (await import('/downloads.js'))`);
  await tab.evaluate(page('reopen'), { chunkSize });

  const path = `granary/big/weights-${mebibytes}m.bin`;
  const { size, sha256, url } = await hub.listed('granary/big', `weights-${mebibytes}m.bin`);
  await hub.fault({ path, kind: 'slow', bytesPerSecond });
  const what = { open: { chunkSize }, key: path, url, options: { sha256 }, every };
  // The evaluation does not wait for the outcome: the driver has a time limit for each call.
  await tab.evaluate(
    `(what) => void downloads.inWorkers(what).then((outcome) => (globalThis.worked = outcome))`,
    what,
  );
  let outcome;
  while (!(outcome = await tab.evaluate('() => globalThis.worked ?? null'))) await delay(200);

  const seconds = size / bytesPerSecond;
  await check(
    `workers that live for ${every / 1000} s finish a download of ${seconds.toFixed(0)} s`,
    async () => {
      assert.equal(outcome.error, undefined, JSON.stringify(outcome.error));
      assert.equal(outcome.sha256, sha256);
      assert.ok(outcome.starts >= 3, `${outcome.starts} workers`);
      assert.deepEqual(await tab.evaluate(page('stored'), path), { size, sha256 });
      const { bytesSent } = (await hub.counts())[path];
      fact('workers, MiB sent', `${outcome.starts}, ${(bytesSent / MiB).toFixed(1)} of ${mebibytes}`);
      assert.ok(bytesSent <= size + outcome.starts * chunkSize, `${bytesSent} bytes were sent`);
    },
  );
  await browser.close();
}
