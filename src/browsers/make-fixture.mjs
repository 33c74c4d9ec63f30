// Saves a database of the built package, so that tests of later Granaries can open it: node make-fixture.mjs
// NAME. Run this once for each schema, before its release. It does not overwrite an existing fixture.
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as chromium from './engines/chromium.mjs';
import { serve } from './server.mjs';
import { pages } from './suites.mjs';

const [name] = process.argv.slice(2);
if (!/^[\w-]+$/.test(name ?? '')) throw new Error('Usage: node make-fixture.mjs NAME');
const built = resolve(import.meta.dirname, '../../web/target/npm');
const server = await serve({ '/': pages, '/package/': built });
const browser = await chromium.launch();

for (const form of ['blob', 'buffer']) {
  const file = `${pages}/fixtures/${name}-${form}.json.gz`;
  if (existsSync(file)) throw new Error(`${file} exists already`);
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  const kept = await page.evaluate(async (form) => {
    // The store uses buffers in WebKit only.
    if (form === 'buffer') Object.defineProperty(navigator, 'userAgent', { value: 'AppleWebKit' });
    await import('/fixture.js');
    const shown = await fixture.fill(form);
    return { shown, ...(await fixture.taken(form)) };
  }, form);
  if (kept.shown.form !== form)
    throw new Error(`The store used the chunk form ${kept.shown.form} instead of ${form}`);
  writeFileSync(file, gzipSync(JSON.stringify(kept)));
  console.log(`${file}: schema ${kept.version}, ${kept.shown.files.length} files`);
}
await browser.close();
server.close();
