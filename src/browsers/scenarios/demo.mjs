// Runs the demonstration page with its hub, under the page's own strict policy, as a visitor does: draw, store, reload,
// load, delete; download, pause, resume; and at last without its server.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { digits } from '../demo/digits.mjs';
import { checkLooks } from '../demo/looks.mjs';
import { openDemo, startDemo } from '../demo/page.mjs';
import { feature, webnnChromium } from '../engines/webnn-chromium.mjs';

export const name = 'demo';
export const engines = ['chromium', 'firefox'];

const model = (id, version) => `#model-list [data-model="${id}"][data-version="${version}"]`;
const quant = (repo, name) => `#hub-list [data-repo="${repo}"] [data-quant="${name}"]`;

export async function run({ engine, launch, roots, check, fact }) {
  const demo = await startDemo(roots['/package/']);
  try {
    const browser = await launch();
    const pages = [await openDemo(browser, demo.url)];
    const environment = {
      check,
      fact,
      demo,
      browser,
      get page() {
        return pages.at(-1);
      },
      async reopen() {
        await pages.at(-1).close();
        pages.push(await openDemo(browser, demo.url));
      },
    };
    await mainPath(environment);
    if (engine === 'chromium') {
      await everythingElse(environment);
      await check('above the quota the page says what to do', () => aboveQuota(launch, demo));
      await check('WebNN and plain JavaScript agree within 1e-5', () => withWebNN(launch, demo));
    }
    await check('the console has no error, so nothing violates the policy', async () => {
      assert.deepEqual(
        pages.flatMap((page) => page.errors),
        [],
      );
    });
    await check('the page works without its server, after the first visit', async () => {
      await offline(environment);
    });
    await browser.close();
  } finally {
    await demo.end();
  }
}

async function mainPath(environment) {
  const { check, fact, reopen } = environment;
  let before;
  await check('the first drawing brings the network from the hub, and is recognised', async () => {
    await environment.page.draw(digits[3]);
    before = await environment.page.recognised();
    assert.equal(before.digit, '3');
    assert.equal(before.origin, 'downloaded');
    await environment.page.shows('the network among the models', model('digits', 'float32'), '8 tensors');
    const [, accuracy] = /recognises ([\d.]+)\s% of 5,000/.exec(
      await environment.page.text('#digit-network'),
    );
    assert.ok(Number(accuracy) >= 95);
    fact('accuracy on 5,000 held-out drawings', `${accuracy} %`);
  });
  await check('after a reload the network comes from the store, with the same numbers', async () => {
    await reopen();
    await environment.page.draw(digits[3]);
    const after = await environment.page.recognised();
    assert.equal(after.origin, 'stored');
    assert.deepEqual(after.probabilities, before.probabilities);
  });
  await check('the page loads a model and shows its tensors', async () => {
    const { page } = environment;
    const row = model('digits', 'float32');
    await page.press(`${row} [data-action="load"]`);
    await page.shows('the loaded model', `${row} .note`, 'Every tensor was verified.');
    await page.press(`${row} [data-action="tensors"]`);
    await page.shows('the table', `${row} tbody`, '64 × 784');
    await page.press(`${row} [data-tensor="dense1.weight"]`);
    await page.shows('the histogram', `${row} figcaption`, '50,176 values');
  });
  await check('the page deletes a model, and brings it again when it is needed', async () => {
    const { page } = environment;
    await page.press(`${model('digits', 'float32')} [data-action="delete"]`);
    await page.vanishes('the deleted model', model('digits', 'float32'));
    await page.draw(digits[7]);
    assert.equal((await page.recognised()).digit, '7');
    await page.shows('the model', model('digits', 'float32'), '8 tensors');
  });
}

async function everythingElse(environment) {
  const { check, browser, demo, reopen } = environment;
  await check('all ten digits are recognised, and some of them in each precision', async () => {
    const { page } = environment;
    const exact = [];
    for (const version of ['float32', 'float16', 'int8']) {
      await page.choose('#digit-version', version);
      for (let digit = 0; digit < 10; digit += version === 'float32' ? 1 : 3) {
        await page.draw(digits[digit]);
        const { digit: seen, probabilities } = await page.recognised();
        assert.equal(seen, String(digit), `${version}: ${JSON.stringify(probabilities)}`);
        exact[digit] ??= probabilities;
        const difference = Math.max(...probabilities.map((each, at) => Math.abs(each - exact[digit][at])));
        assert.ok(difference < (version === 'float16' ? 0.01 : 0.1), `${version} is off by ${difference}`);
      }
    }
  });
  await check('an example model is created, loaded and pinned', async () => {
    const { page } = environment;
    await page.press('#example-button');
    const row = model('example-1', '1');
    await page.shows('the example', row, '1 tensor');
    await page.press(`${row} [data-action="load"]`);
    await page.shows('the loaded example', `${row} .note`, 'Loaded 10');
    await page.press(`${row} [data-action="pin"]`);
    await page.shows('the pin', row, 'never evicted');
  });
  await check('an exported model can be dropped on the page again', async () => {
    const { page } = environment;
    await page.evaluate(() => {
      HTMLAnchorElement.prototype.click = async function () {
        const exported = await (await fetch(this.href)).blob();
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([exported], 'dropped.safetensors'));
        document.querySelector('#models').dispatchEvent(new DragEvent('drop', { dataTransfer }));
      };
    });
    await page.press(`${model('digits', 'int8')} [data-action="export"]`);
    await page.shows('the dropped model', model('dropped', '1'), '12 tensors');
  });
  await check('a model is imported by its URL', async () => {
    const { endpoint } = await (await fetch(`${demo.url}hub.json`)).json();
    await environment.page.evaluate((url) => {
      document.querySelector('#model-url').value = url;
      document.querySelector('#url-form button').click();
    }, `${endpoint}/granary/digits/resolve/main/onnx/model_fp16.onnx`);
    await environment.page.shows('the model', model('model_fp16', '1'), '8 tensors');
  });
  await check('a download is paused, survives a reload, and is resumed', async () => {
    const { endpoint } = await (await fetch(`${demo.url}hub.json`)).json();
    const fault = { path: 'granary/medium-gguf', kind: 'slow', bytesPerSecond: 4_000_000 };
    await fetch(`${endpoint}/control/fault`, { method: 'POST', body: JSON.stringify(fault) });
    const row = quant('granary/medium-gguf', 'Q4_K_M');
    const button = `${row} .actions button`;
    await environment.page.shows('the repository', row, 'MiB');
    await environment.page.press(button);
    await environment.page.shows('the speed', `${row} .speed`, 'left');
    await environment.page.press(`${row} [data-action="cancel"]`);
    await environment.page.shows('the pause', button, 'Resume');
    await reopen();
    await environment.page.shows('the pause after a reload', button, 'Resume');
    await fetch(`${endpoint}/control/fault`, { method: 'DELETE' });
    await environment.page.press(button);
    await environment.page.shows('the complete quant', `${row} .status`, 'complete');
  });
  await check('the other tab sees what this one does', async () => {
    const other = await openDemo(browser, demo.url);
    await environment.page.press(`${model('dropped', '1')} [data-action="delete"]`);
    await other.shows('the event', '#event-list', 'model “dropped@1”: delete');
    await other.vanishes('the model', model('dropped', '1'));
    await other.close();
  });
  await check('the storage is verified, and cleaned after a question', async () => {
    const { page } = environment;
    await page.press('#storage-verify');
    await page.shows('the result', '#storage-result', 'every byte is right');
    await page.press('#storage-clean');
    await page.shows('that nothing is to clean', '#status', 'There is nothing to clean');
  });
  await check('nobody is shut out by the looks of the page: light, dark, narrow', async () => {
    await environment.page.draw(digits[8]);
    await environment.page.recognised();
    await checkLooks(environment.page);
  });
  await check('everything is deleted after a question', async () => {
    const { page } = environment;
    await page.press('#storage-clear');
    await page.agree();
    await page.becomes('an empty store', () => document.querySelector('#stat-logical').value === '0');
    await page.becomes('no model', () => document.querySelector('#model-list').childElementCount === 0);
  });
}

/** Limits the origin before the page stores anything, because the browser caches the quota. */
async function aboveQuota(launch, demo) {
  const browser = await launch();
  const blank = await browser.newPage('about:blank');
  const { origin } = new URL(demo.url);
  await blank.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 8 * 1024 * 1024 });
  const page = await openDemo(browser, demo.url);
  await page.press('#example-button');
  await page.shows('the error', '#alert', 'QUOTA', { alert: true });
  await page.shows('the advice', '#alert', 'Delete something, or store less.', { alert: true });
  assert.deepEqual(page.errors, []);
  await browser.close();
}

/** Counts the calls of WebNN: an answer of plain JavaScript must not pass for one of WebNN. */
async function withWebNN(launch, demo) {
  const browser = await launch({ program: await webnnChromium(), features: [feature] });
  const page = await openDemo(browser, demo.url);
  await page.becomes('WebNN is chosen', () => document.querySelector('#digit-engine').value === 'webnn');
  await page.evaluate(() => {
    globalThis.calls = { build: 0, dispatch: 0 };
    for (const [type, name] of [
      [globalThis.MLGraphBuilder, 'build'],
      [globalThis.MLContext, 'dispatch'],
    ]) {
      const original = type.prototype[name];
      type.prototype[name] = function (...given) {
        globalThis.calls[name]++;
        return original.apply(this, given);
      };
    }
  });
  const calls = () => page.evaluate(() => globalThis.calls);
  for (const [index, version] of ['float32', 'float16', 'int8'].entries()) {
    await page.choose('#digit-version', version);
    await page.choose('#digit-engine', 'webnn');
    await page.draw(digits[4]);
    const byWebNN = await page.recognised();
    assert.equal(byWebNN.engine, 'webnn');
    const { build, dispatch } = await calls();
    assert.equal(build, index + 1);
    assert.ok(dispatch > index);
    await page.choose('#digit-engine', 'plain');
    const plain = await page.recognised();
    assert.equal(plain.engine, 'plain');
    assert.deepEqual(await calls(), { build, dispatch });
    assert.equal(byWebNN.digit, '4');
    plain.probabilities.forEach((probability, at) => {
      const difference = Math.abs(probability - byWebNN.probabilities[at]);
      assert.ok(difference <= 1e-5, `${version}: ${at} differs by ${difference}`);
    });
  }
  assert.deepEqual(page.errors, []);
  await browser.close();
}

async function offline({ page, demo, browser }) {
  await page.draw(digits[5]);
  assert.equal((await page.recognised()).digit, '5');
  await page.becomes('the page is kept', () => document.documentElement.dataset.offline === 'ready');
  await page.close();
  await demo.end();
  await delay(100);
  await assert.rejects(fetch(demo.url), 'the server must have ended');
  const visit = await openDemo(browser, demo.url);
  await visit.draw(digits[2]);
  const { digit, origin } = await visit.recognised();
  assert.equal(digit, '2');
  assert.equal(origin, 'stored');
  await visit.shows('the answer of no hub', '#hub-hint', 'The hub does not answer.');
}
