import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { bytes, packages, sha256 } from './support.mjs';

// Provides as much of a window as the package needs to start its digest worker.
globalThis.document = new EventTarget();
globalThis.Worker = class {};

for (const folder of packages) {
  const { open } = await import(pathToFileURL(join(folder, 'index.js')).href);
  const program = readFileSync(join(folder, 'digest-worker.js'), 'utf8');

  const started = [];
  const received = [];

  class StartedWorker {
    constructor(url) {
      started.push(url);
      this.scope = { postMessage: (data, transfer) => this.deliver(data, transfer, this) };
      this.scope.self = this.scope;
      // Typed arrays of this realm, as structured cloning would make them in the other realm.
      Object.assign(this.scope, {
        ArrayBuffer,
        Int8Array,
        Uint8Array,
        BigInt,
        setTimeout,
        queueMicrotask,
        console,
      });
      setTimeout(() => vm.runInContext(program, vm.createContext(this.scope)));
    }

    postMessage(data, transfer) {
      received.push(data.length);
      this.deliver(data, transfer, this.scope);
    }

    deliver(data, transfer, to) {
      const clone = structuredClone(data, { transfer: [...(transfer ?? [])] });
      setTimeout(() => to.onmessage({ data: clone }));
    }

    terminate() {}
  }

  class RefusedWorker {
    constructor(url) {
      started.push(url);
      throw new Error('A policy forbids it');
    }
  }

  class BrokenWorker {
    constructor(url) {
      started.push(url);
      setTimeout(() => this.onerror(new Event('error', { cancelable: true })));
    }

    postMessage() {}

    terminate() {}
  }

  // The worker finishes a chunk long before the next one arrives, and before a caller asks for the
  // result.
  test(`${basename(folder)} digests with a worker that is faster than the source`, async () => {
    globalThis.Worker = StartedWorker;
    const store = await open({ backend: 'memory', chunkSize: 65536 });
    const content = bytes(400_000);
    async function* slowly() {
      for (let at = 0; at < content.length; at += 65536) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        yield content.subarray(at, at + 65536);
      }
    }
    const file = await store.files.put('k', slowly());
    assert.equal(file.sha256, sha256(content));
    await store.close();
  });

  for (const Worker of [StartedWorker, RefusedWorker, BrokenWorker]) {
    test(`${basename(folder)} digests with a ${Worker.name}`, async () => {
      globalThis.Worker = Worker;
      started.length = received.length = 0;
      const store = await open({ backend: 'memory', chunkSize: 65536 });
      const content = bytes(1_000_001);
      const file = await store.files.put('k', content);
      assert.equal(file.sha256, sha256(content));
      assert.deepEqual(started.map(String), [pathToFileURL(join(folder, 'digest-worker.js')).href]);
      assert.equal(received.length > 0, Worker === StartedWorker);
      await store.close();
    });
  }
}
