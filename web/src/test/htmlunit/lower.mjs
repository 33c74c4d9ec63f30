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
  writeFileSync(join(folder, file), ts.transpileModule(script, { compilerOptions }).outputText);
}
