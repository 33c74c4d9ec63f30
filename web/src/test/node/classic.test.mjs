import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';
import { packages } from './support.mjs';

const platform = [
  'Blob',
  'EventTarget',
  'CustomEvent',
  'Event',
  'AbortController',
  'AbortSignal',
  'URL',
  'TextDecoder',
]
  .concat([
    'TextEncoder',
    'ReadableStream',
    'Response',
    'queueMicrotask',
    'setTimeout',
    'clearTimeout',
    'crypto',
  ])
  .concat(['performance', 'console', 'structuredClone', 'DOMException', 'setInterval', 'clearInterval']);

/** The language's own classes too, because objects of the platform are made with them. */
const language = ['ArrayBuffer', 'Uint8Array', 'DataView', 'Promise', 'Error', 'TypeError'];

/** Makes a window with one script element, as a loading script sees it. */
function windowOf(src) {
  class HTMLScriptElement {
    src = src;
  }
  class Worker {
    static started = [];
    constructor(url) {
      Worker.started.push(String(url));
      throw new Error('no workers in this test');
    }
  }
  const document = Object.assign(new EventTarget(), { currentScript: new HTMLScriptElement() });
  const sandbox = Object.fromEntries([...platform, ...language].map((name) => [name, globalThis[name]]));
  Object.assign(sandbox, { HTMLScriptElement, Worker, document });
  sandbox.window = sandbox.self = sandbox;
  return vm.createContext(sandbox);
}

for (const folder of packages) {
  for (const file of ['granary.js', 'granary.min.js']) {
    const script = readFileSync(join(folder, file), 'utf8');

    test(`${folder.split('/').at(-1)}/${file} defines one global`, async () => {
      const window = windowOf('https://granary.test/lib/granary.js');
      const before = new Set(vm.runInContext('Object.getOwnPropertyNames(globalThis)', window));
      vm.runInContext(script, window, { filename: file });
      const after = vm.runInContext('Object.getOwnPropertyNames(globalThis)', window);
      assert.deepEqual(
        [...after].filter((name) => !before.has(name)),
        ['granary'],
      );
      for (const name of ['let', 'const', 'class', 'function']) {
        assert.ok(
          !new RegExp(`^${name}\\b`, 'm').test(script.replace(/^.*\n/, '').slice(0, 20)),
          'a lexical global',
        );
      }
      assert.deepEqual(Object.keys(window.granary), [
        'open',
        'probe',
        'version',
        'GranaryError',
        'benchmark',
        'createCollection',
        'webnn',
      ]);
    });

    test(`${folder.split('/').at(-1)}/${file} stores without a worker that starts`, async () => {
      const window = windowOf('https://granary.test/lib/granary.js');
      vm.runInContext(script, window, { filename: file });
      const text = await vm.runInContext(
        `granary.open({ backend: 'memory' })
          .then((store) => store.files.put('k', new Blob(['hello'])))
          .then((file) => file.text())`,
        window,
      );
      assert.equal(text, 'hello');
      for (const url of window.Worker.started) assert.equal(url, 'https://granary.test/lib/digest-worker.js');
    });
  }
}
