import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { packages, web } from './support.mjs';

// A project of somebody else's, with the package installed.
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
      programs.map((file) => join(project, file)),
      options,
    );
    const diagnostics = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
      return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    assert.deepEqual(diagnostics, []);
  });
}
