import { basename, join } from 'node:path';
import { after, afterEach, beforeEach, describe } from 'node:test';
import { pathToFileURL } from 'node:url';
import { packages } from './support.mjs';

// A promise that never settles must fail its own test, and not end the process with all other
// tests.
const keepAlive = setInterval(() => {}, 1000);
after(() => clearInterval(keepAlive));

/**
 * Describes the tests for both packages. The body receives the package's exports, its folder, and
 * the holder of a store in memory, which is new for every test.
 */
export function describePackages(title, body) {
  for (const folder of packages) {
    describe(`${basename(folder)}: ${title}`, async () => {
      const { default: granary, ...exports } = await import(pathToFileURL(join(folder, 'index.js')).href);
      const the = {};
      beforeEach(async () => {
        the.store = await exports.open({ backend: 'memory', chunkSize: 65536 });
      });
      afterEach(() => the.store.close());
      await body({ granary, ...exports, folder, the });
    });
  }
}
