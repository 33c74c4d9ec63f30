// Keeps the database that the built package makes, for later Granaries to open: node make-fixture.mjs NAME, once for
// each schema before its release. Nothing that is kept already is written over.
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
  if (existsSync(file)) throw new Error(`${file} is there already`);
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  const kept = await page.evaluate(async (form) => {
    // Only WebKit gets buffers.
    if (form === 'buffer') Object.defineProperty(navigator, 'userAgent', { value: 'AppleWebKit' });
    await import('/fixture.js');
    const shown = await fixture.fill(form);
    return { shown, ...(await fixture.taken(form)) };
  }, form);
  if (kept.shown.form !== form) throw new Error(`It keeps ${kept.shown.form}s and not ${form}s`);
  writeFileSync(file, gzipSync(JSON.stringify(kept)));
  console.log(`${file}: schema ${kept.version}, ${kept.shown.files.length} files`);
}
await browser.close();
server.close();
