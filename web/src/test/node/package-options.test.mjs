import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { fails, sha256 } from './support.mjs';

describePackages('options', ({ open, the }) => {
  for (const [options, ...words] of [
    [null, 'null'],
    ['memory', '"memory"'],
    [{ chunksize: 65536 }, '"chunksize"', 'chunkSize'],
    [{ memoryCache: -1 }, 'memoryCache'],
    [{ chunkForm: 'file' }, '"chunkForm"'],
    [{ toString: 1 }, '"toString"'],
    [{ chunkSize: 65535 }, 'chunkSize', '65535', '65536'],
    [{ chunkSize: 67108865 }, 'chunkSize', '67108865', '67108864'],
    [{ chunkSize: 65536.5 }, 'chunkSize', '65536.5'],
    [{ chunkSize: NaN }, 'chunkSize', 'NaN'],
    [{ chunkSize: '65536' }, 'chunkSize', '"65536"'],
    [{ chunkSize: 65536n }, 'chunkSize', '65536n'],
    [{ chunkSize: null }, 'chunkSize', 'null'],
    [{ budget: -1 }, 'budget', '-1'],
    [{ budget: Infinity }, 'budget', 'Infinity'],
    [{ name: '' }, 'name', '""'],
    [{ name: 7 }, 'name', '7'],
    [{ backend: 'opfs' }, 'backend', '"opfs"', '"indexeddb"'],
    [{ verify: true }, 'verify', 'true', '"always"'],
    [{ signal: {} }, 'signal', 'AbortSignal'],
  ]) {
    test(`of open: ${describeOptions(options)} is INVALID`, () => {
      const given = options && typeof options === 'object' ? { backend: 'memory', ...options } : options;
      return fails(open(given), 'INVALID', ...words);
    });
  }

  for (const [options, ...words] of [
    [{ sise: 3 }, '"sise"', 'size'],
    [{ size: -1 }, 'size', '-1'],
    [{ size: 1.5 }, 'size', '1.5'],
    [{ size: 2 ** 53 }, 'size'],
    [{ sha256: 'abc' }, 'sha256', '"abc"', '64'],
    [{ type: 'text/plain\n' }, 'type'],
    [{ type: 'größe' }, 'type'],
    [{ pinned: 1 }, 'pinned', '1'],
    [{ encoding: 'gzip' }, 'encoding', '"gzip"', '"auto"'],
    [{ metadata: [] }, 'metadata'],
    [{ metadata: null }, 'metadata', 'null'],
    [{ metadata: { f() {} } }, 'metadata', '"f"', 'function'],
    [{ metadata: { n: 1n } }, 'metadata', '"n"', 'bigint'],
    [{ onProgress: {} }, 'onProgress', 'function'],
    [{ signal: 1 }, 'signal'],
  ]) {
    test(`of put: ${describeOptions(options)} is INVALID`, async () => {
      await fails(the.store.files.put('k', new Blob(['x']), options), 'INVALID', ...words);
      assert.equal(await the.store.files.has('k'), false);
    });
  }

  test('that are undefined count as absent', async () => {
    await the.store.files.put('k', new Blob(['x']), { size: undefined, type: undefined, signal: undefined });
  });

  test('of other calls are checked, too', async () => {
    const file = await the.store.files.put('k', new Blob(['x']));
    await fails(the.store.files.get('k', { sginal: 1 }), 'INVALID', '"sginal"');
    await fails(the.store.files.list('', 5), 'INVALID');
    await fails(the.store.files.get('k', AbortSignal.abort()), 'INVALID', 'AbortSignal');
    await fails(the.store.files.put('k', new Blob(['x']), []), 'INVALID', 'Array');
    await fails(the.store.files.pin('k', 'yes'), 'INVALID', 'pinned');
    await fails(the.store.stats({ all: true }), 'INVALID');
    await fails(file.text({ encoding: 'latin1' }), 'INVALID', 'encoding');
    assert.throws(() => file.stream({ begin: 0 }), { code: 'INVALID' });
    await fails(file.response('/k'), 'INVALID', 'Request');
  });

  test('keys are well-formed strings of 1 to 1024 characters', async () => {
    for (const key of ['', 5, null, undefined, Symbol('k'), {}, '\ud800', 'a\udc00b', 'k'.repeat(1025)]) {
      await fails(the.store.files.put(key, new Blob(['x'])), 'INVALID', 'key');
      await fails(the.store.files.get(key), 'INVALID', 'key');
      await fails(the.store.documents.put(key, 1), 'INVALID', 'key');
    }
    await fails(the.store.files.list('\ud800'), 'INVALID', 'prefix');
    const keys = ['k'.repeat(1024), '\u{1f600}', ' ', '__proto__', 'a/b', '\u0000'];
    for (const key of keys) await the.store.files.put(key, new Blob([key]));
    assert.deepEqual(
      (await the.store.files.list()).map(({ key }) => key),
      [...keys].sort(),
    );
    for (const key of keys) assert.equal(await (await the.store.files.get(key)).text(), key);
  });
});

function describeOptions(options) {
  if (typeof options !== 'object' || options === null) return String(options);
  return Object.entries(options)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`)
    .join();
}
