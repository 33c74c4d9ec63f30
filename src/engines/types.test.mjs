// Compiles types.ts against the real types of the engines and of the package.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const folder = process.env.GRANARY_PACKAGE ?? join(import.meta.dirname, '../../web/target/npm');

test('the engines take what the adapters give', () => {
  const program = ts.createProgram([join(import.meta.dirname, 'types.ts')], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    paths: {
      granary: [join(folder, 'types/entries/index.d.ts')],
      'granary/*': [join(folder, 'types/adapters/*.d.ts')],
    },
  });
  const diagnostics = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  assert.deepEqual(diagnostics, []);
});
