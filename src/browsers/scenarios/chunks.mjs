// Tests the parts of the package that load at their first use: each entry in each context, and a part whose
// file is missing at first.
import assert from 'node:assert/strict';

export const name = 'chunks';
export const engines = ['chromium', 'firefox', 'webkit', 'webkit-profile'];

const contexts = ['page', 'module-worker', 'module-service-worker'];
const entries = ['index', 'hub', 'models', 'all'];

export async function run({ engine, launch, serve, check, adopt }) {
  const absent = [];
  const server = await serve({ absent });
  const browser = await launch();

  for (const context of contexts) {
    for (const entry of entries) {
      const query = new URLSearchParams({
        engine,
        context,
        library: `/package/${entry}.js`,
        script: '/entry.js',
      });
      const page = await browser.newPage(`${server.origin}/index.html?${query}`);
      const { results } = await page.evaluate('() => globalThis.outcome');
      adopt(results.map((result) => ({ ...result, name: `${context}, ${result.name}` })));
      await page.close();
    }
  }

  const calls = {
    hub: (store) => store.hub.list(),
    models: async (store) => {
      const smallest = Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]);
      return (await store.files.put('model', smallest)).tensors();
    },
    upkeep: (store) => store.verify(),
  };
  for (const [part, call] of Object.entries(calls)) {
    await check(
      `a call fails with NETWORK while the ${part} part cannot load, and works afterwards`,
      async () => {
        server.requested.clear();
        const page = await browser.newPage(`${server.origin}/scenario.html`);
        const attempt = `async () => {
        const store = await granary.open({ backend: 'memory' });
        const { error, value } = await outcomeOf((${call})(store));
        await store.close();
        return error ? { code: error.code, feature: error.details.feature } : { value };
      }`;
        const file = await fileOf(server, part);
        absent.push(file);
        for (let failures = 0; failures < 3; failures++) {
          const { code, feature } = await page.evaluate(attempt);
          assert.equal(code, 'NETWORK');
          assert.equal(typeof feature, 'string');
        }
        assert.ok(server.requested.has(file), 'the page requested the file');
        absent.length = 0;
        const { value } = await page.evaluate(attempt);
        assert.ok(value, 'the call works when the file is there');
        await page.close();
      },
    );
  }
  await browser.close();
}

/** Finds the file of a part, as the minified package imports it. */
async function fileOf({ origin }, part) {
  const all = await (await fetch(`${origin}/package/all.js`)).text();
  return `/package/${new RegExp(`core-${part}-[0-9a-f]{8}\\.js`).exec(all)[0]}`;
}
