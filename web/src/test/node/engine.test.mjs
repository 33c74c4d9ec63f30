import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bytes, fails, packages } from './support.mjs';

// As much of a window as the package needs to look for its own files.
globalThis.document = new EventTarget();
globalThis.location = new URL('https://page.test/index.html');

const asked = [];
const workers = [];
const warnings = [];
console.warn = (text) => warnings.push(text);

class RefusedWorker {
  constructor(url) {
    workers.push(String(url));
    throw new Error('A policy forbids it.');
  }
}
class SilentWorker {
  constructor(url) {
    workers.push(String(url));
  }
  postMessage() {}
  terminate() {}
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const until = async (isTrue) => {
  for (let tries = 0; !isTrue() && tries < 1000; tries++) await pause(10);
};

// One test for each package: a page warns once, and loads its kernels once.
for (const folder of packages) {
  test(`${basename(folder)}: engine says what runs, and a page is warned once`, async () => {
    const { open } = await import(pathToFileURL(join(folder, 'index.js')).href);
    const kernels = readFileSync(join(folder, 'kernels.wasm'));
    const answers = { '/absent.wasm': new Response('', { status: 404 }) };
    globalThis.fetch = async (url) => {
      asked.push(String(url));
      return answers[new URL(url).pathname] ?? new Response(kernels);
    };
    asked.length = workers.length = warnings.length = 0;
    globalThis.Worker = RefusedWorker;

    const options = { backend: 'memory', chunkSize: 65536 };
    let store = await open({ ...options, wasmURL: '/absent.wasm', workerURL: '/own/worker.js' });
    await until(() => warnings.length > 0);
    assert.deepEqual(asked, ['https://page.test/absent.wasm']);
    const { kernel, worker, chunkForm, reason } = store.engine;
    assert.deepEqual({ kernel, worker, chunkForm }, { kernel: 'java', worker: true, chunkForm: 'memory' });
    assert.match(reason, /^kernels\.wasm cannot be used: .* answers with the status 404\.$/);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /404[^]*wasmURL[^]*Content-Security-Policy/);

    await store.files.put('k', bytes(300_000));
    assert.deepEqual(workers, ['https://page.test/own/worker.js']);
    assert.equal(store.engine.worker, false);
    assert.match(
      store.engine.reason,
      /digest-worker\.js cannot be used: A policy forbids it\. kernels\.wasm/,
    );
    assert.equal(warnings.length, 1, 'the second reason is no second warning');
    await store.close();

    // The next opening loads again, from the address of the page's last one.
    delete answers['/absent.wasm'];
    globalThis.Worker = SilentWorker;
    store = await open(options);
    assert.equal(store.engine.kernel, 'java', 'while they load');
    assert.match(store.engine.reason, /404/);
    await until(() => store.engine.kernel === 'simd');
    assert.deepEqual(asked, ['https://page.test/absent.wasm', 'https://page.test/absent.wasm']);
    assert.deepEqual({ ...store.engine }, { kernel: 'simd', worker: true, chunkForm: 'memory' });
    assert.deepEqual(structuredClone(store.engine), store.engine);
    assert.deepEqual(new Proxy(store, {}).engine, store.engine);
    await store.close();

    // What has loaded is not loaded again, wherever it is.
    store = await open({ ...options, wasmURL: 'https://cdn.test/kernels.wasm' });
    await pause(50);
    assert.equal(asked.length, 2);
    assert.equal(store.engine.kernel, 'simd');
    await store.close();
    assert.equal(warnings.length, 1);
  });

  test(`${basename(folder)}: a worker of another origin is a script of the page that loads it`, async () => {
    const { open } = await import(pathToFileURL(join(folder, 'index.js')).href);
    globalThis.Worker = RefusedWorker;
    workers.length = 0;
    const scripts = [];
    URL.createObjectURL = (blob) => `blob:https://page.test/${scripts.push(blob)}`;
    const store = await open({
      backend: 'memory',
      chunkSize: 65536,
      workerURL: new URL('https://cdn.test/digest-worker.js'),
    });
    await store.files.put('k', bytes(300_000));
    await store.close();
    assert.deepEqual(workers, ['blob:https://page.test/1']);
    assert.equal(await scripts[0].text(), 'importScripts("https://cdn.test/digest-worker.js")');
  });

  test(`${basename(folder)}: an address that is none is INVALID`, async () => {
    const { open } = await import(pathToFileURL(join(folder, 'index.js')).href);
    for (const option of ['workerURL', 'wasmURL'])
      await fails(open({ backend: 'memory', [option]: 'ftp://page.test/file' }), 'INVALID', option);
  });
}
