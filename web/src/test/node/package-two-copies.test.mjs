import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describePackages } from './packages.mjs';

describePackages('two copies', ({ GranaryError, open, folder }) => {
  test('know each other’s errors', async () => {
    const other = await import(pathToFileURL(join(folder, 'index.debug.js')).href);
    const error = await open({ backend: 'opfs' }).catch((failure) => failure);
    assert.ok(other.GranaryError !== GranaryError);
    assert.ok(error instanceof GranaryError && error instanceof Error);
    assert.ok(!(error instanceof other.GranaryError));
    assert.ok(GranaryError.is(error) && other.GranaryError.is(error));
    for (const not of [new Error('x'), null, undefined, 'x', {}, { code: 'INVALID' }]) {
      assert.equal(GranaryError.is(not), false);
    }
    assert.equal(error.name, 'GranaryError');
    assert.match(String(error), /^GranaryError: backend/);
    assert.deepEqual(error.details, { option: 'backend' });
  });
});
