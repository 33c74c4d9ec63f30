// What TeaVM made a coroutine of is slower, and may be suspended in its middle. coroutines.txt is the list of what may be:
// node build/coroutines.mjs [--update]
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { javaNames } from './java-names.mjs';
import { compiled, repository, web } from './paths.mjs';

const { values: given } = parseArgs({ options: { update: { type: 'boolean' } } });
const output = join(compiled, 'core.debug.js');
const list = join(web, 'coroutines.txt');
const listName = relative(repository, list);

const found = [...new Set(suspending(readFileSync(output, 'utf8')).map(javaNames()))].sort();
const foreign = found.filter((name) => /^javax?\./.test(name));
if (given.update && foreign.length === 0) writeFileSync(list, found.map((name) => `${name}\n`).join(''));

const allowed = existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter(Boolean) : [];
const added = found.filter((name) => !allowed.includes(name));
const gone = allowed.filter((name) => !found.includes(name));

console.log(`${found.length} methods are coroutines; ${listName} allows ${allowed.length}`);
complain('Of the class library (a collection or an iterator calls something that suspends)', foreign);
complain(`Not in ${listName}`, added);
complain(`In ${listName}, but no coroutine any more`, gone);
if (process.exitCode) console.error('If that is intended: npm --prefix web run gate -- --update');

function complain(what, names) {
  if (names.length === 0) return;
  console.error(`${what}:\n${names.map((name) => `  ${name}`).join('\n')}`);
  process.exitCode = 1;
}

/** The functions that ask, after a call, whether it was suspended. */
function suspending(script) {
  const names = new Set();
  const visit = (node, name) => {
    const within = nameOf(node) ?? name;
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === '$rt_suspending'
    ) {
      names.add(within);
    }
    ts.forEachChild(node, (child) => visit(child, within));
  };
  visit(ts.createSourceFile(output, script, ts.ScriptTarget.Latest), '(top level)');
  return [...names].filter((name) => !name.startsWith('$rt_'));
}

/** TeaVM's functions are the values of variables or assignments at the top level. */
function nameOf(node) {
  const isFunction = (value) => value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
  if (ts.isFunctionDeclaration(node)) return node.name.text;
  if (ts.isVariableDeclaration(node) && isFunction(node.initializer)) return node.name.text;
  if (ts.isBinaryExpression(node) && isFunction(node.right) && ts.isIdentifier(node.left))
    return node.left.text;
  return undefined;
}
