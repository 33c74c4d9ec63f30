// What became a generator is slower, and may be suspended in its middle. coroutines.txt is the list of what may be:
// node build/coroutines.mjs [--update]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readCore } from './core.mjs';
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
complain(`In ${listName}, but no coroutine any more`, gone);
if (process.exitCode) console.error('If that is intended: npm --prefix web run gate -- --update');

function complain(what, names) {
  if (names.length === 0) return;
  console.error(`${what}:\n${names.map((name) => `  ${name}`).join('\n')}`);
  process.exitCode = 1;
}

/** The passes themselves refuse what may never suspend, such as the class library. */
function suspending() {
  try {
    return readCore('readable').coroutines;
  } catch (error) {
    console.error(error.expected ? error.message : error);
    process.exit(1);
  }
}
