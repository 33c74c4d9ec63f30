// Follows the links of the pages that the package ships: a reader of node_modules has no repository beside it.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { packages } from './support.mjs';

const [npm] = packages;
const pages = ['README.md', ...readdirSync(join(npm, 'docs')).map((page) => join('docs', page))];

for (const page of pages) {
  test(`each link of ${page} leads to a file of the package, or out of it`, () => {
    const links = [...readFileSync(join(npm, page), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)];
    const lost = links.map(([, link]) => link).filter((link) => !leadsSomewhere(page, link));
    assert.deepEqual(lost, []);
  });
}

function leadsSomewhere(page, link) {
  return /^https:/.test(link) || existsSync(join(npm, dirname(page), link));
}
