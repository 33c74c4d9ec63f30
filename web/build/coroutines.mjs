// Fails if other methods are coroutines than coroutines.txt allows: node build/coroutines.mjs [--update]
// A coroutine is slower than a plain method, and can be suspended before its end.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readCore, readVectors } from './core.mjs';
import { repository, web } from './paths.mjs';

const { values: given } = parseArgs({ options: { update: { type: 'boolean' } } });
const list = join(web, 'coroutines.txt');
const listName = relative(repository, list);

const found = suspending();
if (given.update) writeFileSync(list, found.map((name) => `${name}\n`).join(''));

const allowed = existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter(Boolean) : [];
const added = found.filter((name) => !allowed.includes(name));
const gone = allowed.filter((name) => !found.includes(name));

console.log(`${found.length} methods are coroutines; ${listName} allows ${allowed.length}`);
complain(`Not in ${listName}`, added);
complain(`In ${listName}, but not a coroutine any more`, gone);
if (process.exitCode) console.error('If this change is intended, run: npm --prefix web run gate -- --update');

function complain(what, names) {
  if (names.length === 0) return;
  console.error(`${what}:\n${names.map((name) => `  ${name}`).join('\n')}`);
  process.exitCode = 1;
}

/** Lists the coroutines. The passes themselves fail if a method suspends that never may, as in the class library. */
function suspending() {
  try {
    const all = [readCore, readVectors].flatMap((read) => read('readable').coroutines);
    return [...new Set(all)].sort();
  } catch (error) {
    console.error(error.expected ? error.message : error);
    process.exit(1);
  }
}
