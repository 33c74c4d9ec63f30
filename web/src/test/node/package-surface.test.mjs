import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { fails } from './support.mjs';

describePackages('the package', ({ granary, GranaryError, open, probe, version, the }) => {
  test('offers everything on its default export, too', () => {
    assert.deepEqual({ ...granary }, { open, probe, version, GranaryError });
    assert.match(version, /^\d+\.\d+\.\d+$/);
  });

  test('reports what the platform offers without opening a store', async () => {
    const capabilities = await probe();
    assert.equal(capabilities.indexedDB, false);
    assert.equal(capabilities.webnn.available, false);
    assert.equal(typeof capabilities.simd, 'boolean');
  });

  test('uses memory only when the caller asks for it', async () => {
    await fails(open(), 'UNSUPPORTED');
    await fails(open({ backend: 'auto' }), 'UNSUPPORTED');
    await fails(open({ backend: 'indexeddb' }), 'UNSUPPORTED');
  });

  test('describes the open store', async () => {
    assert.ok(the.store instanceof EventTarget);
    assert.equal(the.store.name, 'granary');
    assert.equal(the.store.backend, 'memory');
    assert.equal(the.store.chunkForm, 'memory');
    const named = await open({ backend: 'memory', name: 'models' });
    assert.equal(named.name, 'models');
    await named.close();
  });
});
