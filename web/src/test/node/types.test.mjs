import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { packages, web } from './support.mjs';

// A user's project, with the package installed.
const project = join(web, 'target/type-tests');
rmSync(project, { recursive: true, force: true });
mkdirSync(join(project, 'node_modules'), { recursive: true });
cpSync(packages[0], join(project, 'node_modules/granary'), { recursive: true });
cpSync(join(import.meta.dirname, 'types'), project, { recursive: true });
writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
const programs = readdirSync(project).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));

const settings = {
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
};
for (const [name, resolution] of Object.entries(settings)) {
  test(`programs compile against the published types with moduleResolution ${name}`, () => {
    const options = {
      ...resolution,
      strict: true,
      exactOptionalPropertyTypes: true,
      noPropertyAccessFromIndexSignature: true,
      noEmit: true,
      types: [],
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    };
    const program = ts.createProgram(
      // In a package of modules, NodeNext takes every file as a module, and a module sees no global of a script.
      programs
        .filter((file) => name === 'bundler' || file !== 'classic.ts')
        .map((file) => join(project, file)),
      options,
    );
    const diagnostics = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    assert.deepEqual(diagnostics, []);
  });
}

// Checks what an editor shows while a developer types a call.
test('parameters have the names of the contract', () => {
  const shipped = parameters(join(project, 'node_modules/granary/types'));
  const agreed = parameters(project, 'contract.d.ts');
  assert.ok(agreed.size > 30, `only ${agreed.size} methods`);
  for (const [method, names] of agreed)
    assert.deepEqual(shipped.get(method).slice(0, names.length), names, method);
});

/** Returns the names of each method's parameters, by the names of its type and the method. */
function parameters(folder, ...only) {
  const found = new Map();
  const all = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.d.ts'));
  for (const file of only.length > 0 ? only : all) {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(folder, file), 'utf8'),
      ts.ScriptTarget.ES2022,
    );
    source.forEachChild((type) => {
      for (const member of type.members ?? []) {
        if (!ts.isMethodSignature(member) && !ts.isMethodDeclaration(member)) continue;
        if (!ts.isIdentifier(member.name)) continue;
        const names = member.parameters.map((each) => each.name.text);
        found.set(`${type.name.text}.${member.name.text}`, names);
      }
    });
  }
  return found;
}
