// Tests models in real WebNN: constants, graphs, tensors that come back, and a context that is lost. Also what Granary
// says where WebNN has no backend, and where there is no WebNN.
import assert from 'node:assert/strict';
import { feature, webnnChromium } from '../engines/webnn-chromium.mjs';

export const name = 'webnn';
export const engines = ['chromium', 'firefox'];

const page = (method) => `(argument) => webnnPage.${method}(argument)`;
const MiB = 1024 * 1024;

export async function run(environment) {
  const { engine, launch, serve, check } = environment;
  const server = await serve();
  const url = `${server.origin}/scenario.html`;
  await check('without navigator.ml, probe and context say so', async () => {
    const browser = await launch();
    const tab = await openTab(browser, url);
    assertUnavailable(await tab.evaluate(page('probe')), /no navigator\.ml/);
    assertRefused(await tab.evaluate(page('contextRefusal')), /no navigator\.ml/);
    await browser.close();
  });
  if (engine !== 'chromium') return;

  await check('without a backend, probe and context say why, and nothing hangs', async () => {
    const browser = await launch({ features: [feature] });
    const tab = await openTab(browser, url);
    assert.equal(await tab.evaluate('() => typeof navigator.ml'), 'object');
    assertUnavailable(await tab.evaluate(page('probe')), /WebNN has no context to give: ./);
    assertRefused(await tab.evaluate(page('contextRefusal'), { deviceType: 'cpu' }), /no context to give: ./);
    await browser.close();
  });
  await withBackend(environment, url);
}

async function withBackend({ launch, check, fact }, url) {
  const program = await webnnChromium();
  const browser = await launch({ program, features: [feature] });
  const tab = await openTab(browser, url);
  const counted = () => tab.evaluate(page('counts'));
  await tab.evaluate(page('open'), { name: 'webnn' });

  await check('with a backend, probe says what it takes', async () => {
    const { available, reason, types } = await tab.evaluate(page('probe'));
    assert.equal(available, true, reason);
    assert.ok(types.includes('float32'), types);
    fact('version', browser.version);
    fact('types of constants', types);
  });

  await check('a stored network computes what plain JavaScript computes', async () => {
    const before = await counted();
    const { found, expected } = await tab.evaluate(page('compute'));
    assertClose(found, expected);
    assert.ok(
      expected.some((value) => Math.abs(value) > 0.1),
      `${expected}`,
    );
    const { build, dispatch } = await counted();
    assert.deepEqual([build - before.build, dispatch - before.dispatch], [1, 1], 'graphs built and run');
  });

  for (const withContext of [true, false]) {
    const how = withContext ? 'from the limits of the context' : 'by asking the builder';
    await check(`constants of every type have the numbers that are stored, ${how}`, async () => {
      const before = await counted();
      const { types, differing, notRun } = await tab.evaluate(page('types'), { withContext });
      assert.deepEqual(differing, {});
      assert.deepEqual(Object.keys(types).length, 15);
      const { build, dispatch } = await counted();
      assert.deepEqual([build - before.build, dispatch - before.dispatch], [1, 1], 'graphs built and run');
      fact('types of the constants', JSON.stringify(types));
      fact('types that no operation takes', notRun);
    });
  }

  await check(
    'one buffer of the size of the largest tensor serves all tensors, in stored order',
    async () => {
      const { seen, taken } = await tab.evaluate(page('buffers'));
      const room = 800_000;
      assert.deepEqual(seen, [
        { name: 'large', length: 800_000, room },
        { name: 'small', length: 12, room },
        { name: 'medium', length: 280_000, room },
      ]);
      assert.deepEqual(taken, [true, true, false], 'buffers that a later read has taken');
    },
  );

  await check('what WebNN does not take is refused before a byte is read', async () => {
    const { code, reads, given } = await tab.evaluate(page('refusedBeforeReading'));
    assert.deepEqual({ code, reads, given }, { code: 'UNSUPPORTED', reads: 0, given: 0 });
  });

  await check('an abort ends the loading with its reason', async () => {
    assert.deepEqual(await tab.evaluate(page('abort')), { outcome: 'enough', names: ['float32', 'float16'] });
  });

  await check('tensors of a context become a model', async () => {
    const { found, error, left } = await tab.evaluate(page('store'));
    assert.deepEqual(found, {
      doubled: { dataType: 'float32', shape: [2, 3], data: [2, 4, 6, 8, 10, 12] },
      whole: { dataType: 'int32', shape: [2, 3], data: [1, 2, 3, 4, 5, 6] },
    });
    assert.equal(error?.code, 'INVALID', JSON.stringify(error));
    assert.equal(left, false);
  });

  await check('a model is fetched when it is missing or evicted, and only then', async () => {
    const { sizes, error } = await tab.evaluate(page('fetches'));
    assert.deepEqual(sizes, [
      [4, 1],
      [4, 1],
      [4, 2],
    ]);
    assert.equal(error?.code, 'NOT_FOUND', JSON.stringify(error));
  });

  await check('a lost context is made again, with its graph', async () => {
    const expected = await tab.evaluate(page('expected'));
    assertClose(await tab.evaluate(page('keep')), expected);
    const { found, runs, builds } = await tab.evaluate(page('loseAndRun'));
    assertClose(found, expected);
    assert.deepEqual({ runs, builds }, { runs: 2, builds: 2 });
  });

  await check('a constant that is too large for a private window is a typed error', async () => {
    const privately = await launch({ program, features: [feature], privately: true });
    const tab = await openTab(privately, url);
    await tab.evaluate(page('open'), { name: 'private', backend: 'memory', chunkSize: 10 * MiB });
    const { code, details } = await tab.evaluate(page('large'), { bytes: 200 * MiB });
    assert.deepEqual({ code, limit: details?.limit }, { code: 'UNSUPPORTED', limit: 'constant' });
    await privately.close();
  });
  await browser.close();
}

async function openTab(browser, url) {
  const tab = await browser.newPage(url);
  await tab.evaluate(`async () => void (await import('/webnn.js'))`);
  return tab;
}

function assertUnavailable({ available, reason, time }, expected) {
  assert.equal(available, false);
  assert.match(reason, expected);
  assert.ok(time < 11_000, `${time} ms`);
}

function assertRefused({ code, message, time }, expected) {
  assert.equal(code, 'UNSUPPORTED');
  assert.match(message, expected);
  assert.ok(time < 11_000, `${time} ms`);
}

function assertClose(found, expected) {
  assert.equal(found.length, expected.length);
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - found[i])));
  assert.ok(worst <= 1e-5, `differs by ${worst}: ${found}, not ${expected}`);
}
