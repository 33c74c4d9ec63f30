// Writes the classic script without classes and async functions, which HtmlUnit cannot parse:
// node src/test/htmlunit/lower.mjs target/npm/granary.js target/granary.es5.js
import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';

const [from, to] = process.argv.slice(2);
const { outputText } = ts.transpileModule(readFileSync(from, 'utf8'), {
  compilerOptions: { target: ts.ScriptTarget.ES5, module: ts.ModuleKind.None, downlevelIteration: true },
});
writeFileSync(to, outputText);
