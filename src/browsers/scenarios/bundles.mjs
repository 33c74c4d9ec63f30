// Bundles the package with Vite, webpack, esbuild and Rollup. Runs each bundle in each context of each
// engine, under the strict policy.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlerNames, matrix, pathOf, projectOf } from '../bundles/matrix.mjs';
import { content, model } from '../bundles/exercise.js';

export const name = 'bundles';
export const engines = ['chromium', 'firefox', 'webkit-profile'];

// The engines that accept a module as a service worker. A check fails when this list is out of date.
const moduleServiceWorkers = ['chromium', 'firefox', 'webkit-profile'];

export async function run({ engine, launch, roots, serve, hub: startHub, check, loudly }) {
  const project = await projectOf(roots['/package/']);
  for (const bundler of bundlerNames) {
    await check(`${bundler} builds its bundles`, () => project.bundleWith(bundler));
  }
  const { folder } = project;
  await writeFile(join(folder, 'content.bin'), content());
  const hub = await startHub();
  const server = await serve({ roots: { ...roots, '/bundled/': folder } });
  const browser = await launch();
  const expected = createHash('sha256').update(content()).digest('hex');

  let modules;
  await check('the list of engines that accept module service workers is up to date', async () => {
    const page = await browser.newPage(`${server.origin}/bundles.html`);
    modules = await page.evaluate(() => takesModuleServiceWorkers());
    await page.close();
    assert.equal(modules === true, moduleServiceWorkers.includes(engine), String(modules));
  });

  for (const combination of matrix) {
    const { entry, bundler, context } = combination;
    const path = `/bundled/${pathOf(combination)}`;
    const title = `${entry}, bundled by ${bundler}, in a ${context}`;
    if (context === 'module-service-worker' && modules !== true) {
      loudly(`${title}: this engine accepts no module service worker: ${modules}`);
      continue;
    }
    await check(title, async () => {
      server.requested.clear();
      const page = await browser.newPage(`${server.origin}/bundles.html`);
      const settings = {
        name: `${entry} ${bundler} ${context}`,
        endpoint: hub.origin,
        url: `${server.origin}/bundled/content.bin`,
      };
      const order = { context, script: `${path}/program.js`, settings };
      const { report, error, violations, workers } = await page.evaluate(
        '(order) => runBundle(order)',
        order,
      );
      await page.close();

      assert.equal(error, undefined);
      const listed = await hub.listed(model.repo, report.weights);
      assert.deepEqual(report, {
        backend: 'indexeddb',
        put: expected,
        fetched: expected,
        imported: [expected, expected],
        document: { of: settings.name },
        weights: report.weights,
        downloaded: ['downloaded', listed.sha256],
        models: [],
        engine: report.engine,
        damaged: 0,
      });
      const { kernel, worker } = report.engine;
      assert.deepEqual([kernel, worker], ['simd', context === 'page'], report.engine.reason);
      assert.deepEqual(violations, [], 'violations of the policy');
      await assertKernelsLoaded([...server.requested], path, project);
      if (context === 'page') assertWorkersLoaded(workers, server.origin + path);
    });
  }
  await browser.close();
}

/** Asserts that the bundler emitted the kernels file with its bundle, and that the bundle requested it. */
async function assertKernelsLoaded(requested, path, { folder, installed }) {
  const fileOf = (address) => join(folder, address.slice('/bundled/'.length));
  const kernels = requested.filter((address) => address.endsWith('.wasm'));
  assert.equal(kernels.length, 1, `one request for kernels: ${requested}`);
  assert.ok(
    kernels[0].startsWith(`${path}/`) && existsSync(fileOf(kernels[0])),
    `${kernels[0]} does not exist`,
  );
  const emitted = await readFile(fileOf(kernels[0]));
  assert.ok(
    emitted.equals(await readFile(join(installed, 'kernels.wasm'))),
    'the bytes of the emitted kernels file',
  );
}

/** Asserts that each store started a worker from a file of the bundle, and that each worker answered. */
function assertWorkersLoaded(workers, address) {
  assert.equal(workers.length, 2, `digest workers: ${JSON.stringify(workers)}`);
  for (const { url, answered } of workers) {
    assert.ok(url.startsWith(`${address}/`), url);
    assert.equal(answered, true, `${url} answered`);
  }
}
