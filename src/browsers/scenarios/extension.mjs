// Ends the background worker of an extension in the middle of a download. The worker's next life completes the file,
// and serves it to the extension's pages, under the policy of extensions.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removeDirectory, temporaryDirectory } from '../engines/lifetime.mjs';

export const name = 'extension';
export const engines = ['chromium'];

const MiB = 1024 * 1024;
const size = 30 * MiB + 100;
const content = Buffer.alloc(size, 'A model for an extension. ');
const sha256 = createHash('sha256').update(content).digest('hex');
const key = 'models/model.bin';
const config = { layers: 12 };

export async function run({ launch, roots, check, fact }) {
  const environment = { launch, packageFolder: roots['/package/'], check, fact };
  const shipped = { name: 'demo/extension', store: 'models', alarm: 'continue downloads' };
  await inExtension(environment, shipped, async ({ page }) => {
    await check('the page reads the configuration, which is no part of the model', async () => {
      assert.deepEqual(await page.evaluate(configOf, key), config);
    });
    await check('WebAssembly and the digest worker run under the policy of extensions', async () => {
      const { worker, kernel, reason } = await page.evaluate(engineOf);
      assert.deepEqual([worker, kernel], [true, 'simd'], reason);
      const complaints = page.console.filter(({ type }) => type === 'error' || type === 'warning');
      assert.deepEqual(complaints, []);
    });
  });
  const recipe = { name: 'the recipe', store: 'granary', alarm: 'go on', background: await recipeOf() };
  await inExtension(environment, recipe, () => {});
}

/** Gives the background worker of docs/recipes.md. */
async function recipeOf() {
  const recipes = await readFile(resolve(import.meta.dirname, '../../../docs/recipes.md'), 'utf8');
  return /\n## An extension\n\n```js\n(.*?)```/s.exec(recipes)[1];
}

/** Ends the background worker of an extension in the middle of a download, and then does more. */
async function inExtension({ launch, packageFolder, check, fact }, { name, store, alarm, background }, more) {
  const folder = temporaryDirectory('extension');
  await cp(resolve(import.meta.dirname, '../../../demo/extension'), folder, { recursive: true });
  await cp(packageFolder, `${folder}/package`, { recursive: true });
  if (background) await writeFile(`${folder}/background.js`, background);
  const server = await startServer();
  try {
    const browser = await launch({ extension: folder });
    const worker = () => backgroundWorker(browser);
    const { url, targetId } = await until(worker, 'the background worker starts');
    const page = await until(() => servedPage(browser, new URL('models.html', url).href), 'a page is served');
    await page.evaluate(openStore, store);

    await check(`${name}: a worker that ends in a download leaves two chunks`, async () => {
      await page.evaluate(begin, { key, url: server.url, sha256, config });
      await until(() => page.evaluate(loadedOf, 20 * MiB), 'two chunks are stored');
      await browser.send('Target.closeTarget', { targetId });
      await until(async () => (await worker())?.targetId !== targetId, 'the worker ends');
      assert.equal(await page.evaluate(digestOf, key), undefined);
    });

    await check(`${name}: the next life of the worker continues`, async () => {
      server.most = Infinity;
      const woken = Date.now();
      await page.evaluate(wake, alarm);
      const stored = await until(() => page.evaluate(digestOf, key), 'the file is stored');
      assert.equal(stored, sha256);
      fact(`${name}: from waking to the whole file, milliseconds`, Date.now() - woken);
      assert.deepEqual(server.ranges, [undefined, `bytes=${20 * MiB}-`]);
      assert.deepEqual(await page.evaluate(loadedOf, 0), 0);
    });

    await check(`${name}: the worker serves the file to pages of the extension`, async () => {
      const [status, text] = await page.evaluate(fetched, `/granary/${key}`);
      assert.deepEqual([status, text], [206, content.subarray(0, 10).toString()]);
    });

    await more({ page });
    await browser.close();
  } finally {
    server.close();
    removeDirectory(folder);
  }
}

/** Opens a page. The background worker serves pages that open after it is active, so an earlier page is of no use. */
async function servedPage(browser, url) {
  const page = await browser.newPage(url);
  if (await page.evaluate(() => navigator.serviceWorker.controller !== null)) return page;
  await page.close();
  return undefined;
}

async function backgroundWorker(browser) {
  const { targetInfos } = await browser.send('Target.getTargets');
  return targetInfos.find(({ type, url }) => type === 'service_worker' && url.endsWith('/background.js'));
}

async function until(found, what) {
  const end = Date.now() + 30_000;
  for (;;) {
    const value = await found();
    if (value) return value;
    if (Date.now() > end) throw new Error(`In 30 s not: ${what}`);
    await delay(50);
  }
}

/** Serves the model, of which the first answer sends only two and a half chunks. */
async function startServer() {
  const server = { ranges: [], most: 25 * MiB };
  const http = createServer((request, response) => {
    const { range } = request.headers;
    const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'range' };
    if (request.method === 'OPTIONS') return response.writeHead(204, headers).end();
    server.ranges.push(range);
    const from = Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0);
    response.writeHead(range ? 206 : 200, {
      ...headers,
      'content-length': size - from,
      ...(range && { 'content-range': `bytes ${from}-${size - 1}/${size}` }),
    });
    const part = content.subarray(from, Math.min(size, from + server.most));
    if (part.length === size - from) response.end(part);
    else response.write(part);
  });
  await new Promise((listening) => http.listen(0, '127.0.0.1', listening));
  server.url = `http://127.0.0.1:${http.address().port}/model.bin`;
  server.close = () => {
    http.closeAllConnections();
    http.close();
  };
  return server;
}

// What follows runs in the page of the extension.

async function openStore(name) {
  const { open } = await import('/package/index.js');
  globalThis.models = await open({ name });
}

/** Asks for the download, and does not wait for its end: the worker that answers ends before. */
function begin(model) {
  chrome.runtime.sendMessage(model).catch(() => {});
}

/** Wakes the background worker, as the alarm does. */
async function wake(alarm) {
  await chrome.alarms.create(alarm, { when: Date.now() });
}

/** Gives how many bytes the unfinished download holds, if that are so many. */
async function loadedOf(least) {
  const [{ loaded } = { loaded: 0 }] = await models.files.unfinished();
  return loaded >= least && loaded;
}

async function configOf(key) {
  return models.documents.get(`${key}/config`);
}

async function digestOf(key) {
  return (await models.files.get(key))?.sha256;
}

async function fetched(url) {
  const response = await fetch(url, { headers: { range: 'bytes=0-9' } });
  return [response.status, await response.text()];
}

/** Stores a file that is large enough for the digest worker, and says what has computed its digests. */
async function engineOf() {
  await models.files.put('large', new Blob([new Uint8Array(11 * 1024 * 1024)]));
  return models.engine;
}
