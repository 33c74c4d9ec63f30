// Runs the lines of docs/recipes.md: each line of its tables that needs no engine, and the function that moves an old
// store over. The folder src/engines runs the recipes that need an engine or a framework.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { IDBFactory } from 'fake-indexeddb';
import { startHub } from './hub-server.mjs';
import { describePackages } from './packages.mjs';
import { startServer } from './server.mjs';
import { bytes, sha256, web } from './support.mjs';

const recipes = readFileSync(join(web, '../docs/recipes.md'), 'utf8');
const content = bytes(20_000);
const hub = await startHub();
const server = await startServer();

/** Gives what stands below a heading. */
function below(heading) {
  const [, section] = recipes.split(`\n## ${heading}\n`);
  assert.ok(section, `docs/recipes.md has no heading ${heading}`);
  return section.split('\n## ')[0];
}

/** Gives the lines of a table that have code: what each is for, and the code. */
const lines = (section) =>
  [...section.matchAll(/^\| (.+?) \| `(.+)` \|$/gm)].map(([, title, code]) => [
    title,
    code.replace("'…'", JSON.stringify(sha256(content))),
  ]);

const AsyncFunction = (async () => {}).constructor;

/** Runs a line of code; its value is what the line assigns or awaits. */
function run(code, names) {
  const body = code.replace(/^(?:const (?:\w+|\{[^}]*\}) = |(?=await |\())/, 'return ');
  return new AsyncFunction(...Object.keys(names), body)(...Object.values(names));
}

/** Runs a table, and asserts of each line what it must give. A line without an assertion is a mistake. */
async function runTable(heading, names, expected) {
  const table = lines(below(heading));
  assert.deepEqual(
    table.map(([title]) => title),
    Object.keys(expected),
  );
  for (const [title, code] of table) {
    const value = await run(code, names).catch((failure) => {
      throw new Error(`${title}: ${code}`, { cause: failure });
    });
    await expected[title](value);
  }
}

const is = (expected) => (value) => assert.deepEqual(value, expected);
const isFile = (expected) => async (file) => assert.deepEqual(await file.bytes(), Uint8Array.from(expected));

describePackages('docs/recipes.md', ({ open, the }) => {
  const pageFetch = globalThis.fetch;
  before(() => {
    server.serve('/model.onnx', content);
    server.serve('/model.onnx_data', content);
    globalThis.fetch = (url, init) =>
      pageFetch(String(url).replace('https://example.com', server.origin), init);
  });

  test('a model under an id of your own', async () => {
    const { store } = the;
    await runTable(
      'A model under an id of your own, from a URL',
      { store, url: 'https://example.com/model.onnx' },
      {
        'load or fetch it': isFile(content),
        'see whether it is stored': is(true),
        'load it, if it is stored': isFile(content),
        'check it against its digest during the download': isFile(content),
        'store its configuration': async () => is(['my-model/config'])(await store.documents.keys()),
        'load its configuration': is({ layers: 12 }),
        'store its external data beside it': isFile(content),
        'load a part of its external data': is(content.slice(0, 4096)),
        'delete it with its documents': is(true),
      },
    );
    assert.deepEqual(await store.documents.keys(), []);
    assert.equal(await store.files.has('my-model'), false);
  });

  test('a model of a repository', async () => {
    await the.store.close();
    the.store = await open({ backend: 'memory', chunkSize: 65536, hub: { endpoint: hub.url } });
    const { store } = the;
    const repo = 'owner/name';
    const files = {
      'config.json': '{"layers":12}',
      'README.md': 'Read me.',
      'onnx/model_q4.onnx': content,
      'onnx/model_q4.onnx_data': bytes(30_000, 2),
    };
    hub.commit(repo, files);
    const paths = ['config.json', 'onnx/model_q4.onnx', 'onnx/model_q4.onnx_data'];
    const needed = paths.reduce((sum, path) => sum + files[path].length, 0);
    const opened = [];
    const asked = async (options) => {
      opened.push(options);
      const other = await open({ ...options, backend: 'memory' });
      await other.close();
    };
    await runTable(
      'A model of a Hugging Face repository',
      { store, open: asked, session: { token: 'secret' } },
      {
        'load or fetch a quant, with all files that it needs': ({ quants }) =>
          assert.equal(quants.q4.status, 'downloaded'),
        'see which quants there are': ({ quants }) => {
          assert.deepEqual(Object.keys(quants), ['q4']);
          hub.commit(repo, { ...files, 'config.json': '{"layers":13}' });
        },
        'see whether a quant is stored': is(true),
        'see how much there is to download': ({ missingBytes, bytes, fits }) =>
          assert.deepEqual([missingBytes, bytes, fits], [0, needed, true]),
        'open its weights': isFile(content),
        'open its external data': isFile(files['onnx/model_q4.onnx_data']),
        'load its configuration': is({ layers: 12 }),
        'keep it from eviction': async () =>
          assert.ok((await store.files.list(`${repo}@`)).every(({ pinned }) => pinned)),
        'look for an update, and take it': async () =>
          assert.deepEqual(await (await store.hub.file(repo, 'config.json')).json(), { layers: 13 }),
        'continue its unfinished files one by one': is(undefined),
        'delete a quant, and the files that only it needs': is(true),
        'delete all of a repository': async () => assert.deepEqual(await store.files.list(), []),
        'use another hub, with a token': () => assert.equal(opened[0].hub.token(), 'secret'),
      },
    );
    const [, code] = /`(await store\.hub\.download\('owner\/name', \{ files[^`]*)`/.exec(recipes);
    await run(code, { store });
    assert.equal(await (await store.hub.file(repo, 'README.md')).text(), 'Read me.');
  });

  test('moving over from a store of your own', async () => {
    const [, source] = /```js\n(\/\*\* Moves[^]*?)```/.exec(below('Moving over from a store of your own'));
    const { moveOver } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
    const opening = new IDBFactory().open('old');
    opening.onupgradeneeded = () => opening.result.createObjectStore('chunks');
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const database = opening.result;
    const keys = ['model/0', 'model/1', 'model/2'];
    const old = (mode) => database.transaction('chunks', mode).objectStore('chunks');
    const written = old('readwrite');
    for (const [index, key] of keys.entries())
      written.put(content.slice(index * 8000, (index + 1) * 8000).buffer, key);
    await new Promise((resolve) => (written.transaction.oncomplete = resolve));

    await moveOver(the.store, 'model.onnx', database, 'chunks', keys);
    const { sha256: found } = await the.store.files.get('model.onnx');
    assert.equal(found, sha256(content));
    const left = old('readonly').count();
    await new Promise((resolve) => (left.onsuccess = resolve));
    assert.equal(left.result, 0);
    await moveOver(the.store, 'model.onnx', database, 'chunks', keys);
  });
});
