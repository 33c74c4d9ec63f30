// Checks the page with axe, and takes pictures of it, in light and dark and at the width of a phone.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = resolve(import.meta.dirname, '../target');

const looks = {
  light: { scheme: 'light', width: 1280, height: 900 },
  dark: { scheme: 'dark', width: 1280, height: 900 },
  narrow: { scheme: 'light', width: 375, height: 812 },
};

/** Only Chromium's driver can change the look of a page. */
export async function checkLooks(page) {
  mkdirSync(pictures, { recursive: true });
  for (const [name, { scheme, width, height }] of Object.entries(looks)) {
    await page.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: scheme }],
    });
    await page.send('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await page.evaluate(() => scrollTo(0, 0));
    const { data } = await page.send('Page.captureScreenshot', { captureBeyondViewport: true });
    writeFileSync(`${pictures}/demo-${name}.png`, data, 'base64');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `the page is ${overflow} px wider than the window (${name})`);
    assert.deepEqual(await violations(page), [], name);
  }
  await page.send('Emulation.clearDeviceMetricsOverride');
}

async function violations(page) {
  await page.evaluate(`() => { ${axe} }`);
  return page.evaluate(async () => {
    const found = (await globalThis.axe.run()).violations;
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
}
