// Lowers scripts for HtmlUnit, which cannot parse classes and async functions, and writes them to
// target/htmlunit.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import esbuild from 'esbuild-wasm';
import ts from 'typescript';

const here = import.meta.dirname;
const web = resolve(here, '../../..');
const target = join(web, 'target');
const folder = join(target, 'htmlunit');

const indexedDb = await esbuild.build({
  stdin: { contents: `import 'fake-indexeddb/auto';`, resolveDir: web },
  bundle: true,
  format: 'iife',
  write: false,
  logLevel: 'warning',
});

mkdirSync(folder, { recursive: true });
lower(readFileSync(join(target, 'npm/granary.js'), 'utf8'), 'granary.js');
lower(readFileSync(join(target, 'npm-strict/granary.js'), 'utf8'), 'granary.strict.js');
lower(readFileSync(join(here, 'suite.js'), 'utf8'), 'suite.js');
lower(indexedDb.outputFiles[0].text, 'indexeddb.js');

function lower(script, file) {
  const compilerOptions = {
    target: ts.ScriptTarget.ES5,
    module: ts.ModuleKind.None,
    downlevelIteration: true,
  };
  const guarded = guardLabelledBlocks(script);
  writeFileSync(join(folder, file), ts.transpileModule(guarded, { compilerOptions }).outputText);
}

/**
 * Puts a `try` inside each labelled block of a generator. TypeScript 5.9 otherwise takes a `break` out of such a block,
 * from a loop within it, for one of the loop, and leaves a label that no statement has.
 */
function guardLabelledBlocks(script) {
  const insertions = [];
  const visit = (node, inGenerator) => {
    if (ts.isFunctionLike(node)) inGenerator = Boolean(node.asteriskToken);
    if (inGenerator && ts.isLabeledStatement(node) && ts.isBlock(node.statement)) {
      insertions.push([node.statement.getStart() + 1, ' try {'], [node.statement.end - 1, '} finally {} ']);
    }
    ts.forEachChild(node, (child) => visit(child, inGenerator));
  };
  visit(ts.createSourceFile('script.js', script, ts.ScriptTarget.ES2022, true), false);
  insertions.sort(([one], [other]) => one - other);
  let guarded = '';
  let from = 0;
  for (const [at, text] of insertions) {
    guarded += script.slice(from, at) + text;
    from = at;
  }
  return guarded + script.slice(from);
}
