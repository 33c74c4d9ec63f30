// Runs the demonstration page with its hub, under the page's own strict policy. The test downloads a model,
// finds it again after a reload, and deletes it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { delimiter, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { startGroup } from '../engines/lifetime.mjs';

export const name = 'demo';
export const engines = ['chromium', 'firefox'];

const classes = ['demo', 'src/hub']
  .map((module) => resolve(import.meta.dirname, '../../..', module, 'target/classes'))
  .join(delimiter);
const model = '[data-repo="granary/tiny-gguf"] [data-quant="Q4_K_M"]';

export async function run({ launch, roots, check }) {
  const demo = startGroup('java', ['-cp', classes, 'dev.granary.demo.Demo', roots['/package/'], '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface({ input: demo.child.stdout }), 'line');
    const [url] = /http:\S+/.exec(line);
    const browser = await launch();
    let page = await browser.newPage(url);

    const statusOf = () =>
      page.evaluate((row) => document.querySelector(`${row} .status`)?.dataset.status ?? 'not shown', model);
    const becomes = async (status) => {
      for (let tries = 0; (await statusOf()) !== status; tries++) {
        const alert = await page.evaluate(() => document.querySelector('#alert').textContent);
        assert.ok(
          tries < 300 && alert === '',
          `the status is ${await statusOf()}, expected ${status}: ${alert}`,
        );
        await delay(50);
      }
    };
    const press = (button) =>
      page.evaluate(
        ({ row, button }) =>
          [...document.querySelectorAll(`${row} button`)].find((each) => each.textContent === button).click(),
        { row: model, button },
      );

    await check('the page lists the models of the hub', async () => {
      await becomes('available');
    });
    await check('a downloaded model is still stored after a reload', async () => {
      await press('Download');
      await becomes('downloaded');
      await page.close();
      page = await browser.newPage(url);
      await becomes('downloaded');
    });
    await check('the page deletes a model', async () => {
      await press('Delete');
      await becomes('available');
    });
    await check('the console has no error, so nothing violates the policy', async () => {
      assert.deepEqual(
        page.console.filter(({ type }) => type === 'error'),
        [],
      );
    });
    await browser.close();
  } finally {
    await demo.end();
  }
}
