import { join, posix, relative } from 'node:path';
import ts from 'typescript';
import { failure } from './failure.mjs';
import { web } from './paths.mjs';

const entries = [
  ...['index', 'hub', 'models', 'webnn', 'vectors', 'all'].map((entry) => `entries/${entry}.d.ts`),
  ...['service-worker', 'engines', 'onnxruntime', 'transformers'].map(
    (adapter) => `adapters/${adapter}.d.ts`,
  ),
];

const classic = 'entries/all.d.ts';

/** Checks the sources, and gives the public declarations: path to text. */
export function declareTypes() {
  const { config } = ts.readConfigFile(join(web, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, web);
  const program = ts.createProgram(fileNames, options);
  report(ts.getPreEmitDiagnostics(program));

  const all = new Map();
  const emitted = program.emit(undefined, (path, text) => all.set(relative(options.outDir, path), text));
  report(emitted.diagnostics);

  const found = new Map();
  for (const entry of entries) reach(all, entry, found);
  // The classic script's one global. A source file cannot declare it.
  found.set(classic, `${found.get(classic)}export as namespace granary;\n`);
  return found;
}

function reach(all, file, found) {
  if (found.has(file)) return;
  const text = all.get(file);
  if (text === undefined) throw failure(`The public types refer to ${file}, which does not exist`);
  found.set(file, text);
  for (const { fileName } of ts.preProcessFile(text).importedFiles) {
    reach(all, posix.join(posix.dirname(file), fileName.replace(/\.js$/, '.d.ts')), found);
  }
}

/** Checks the package as a user's compiler does: with the strictest options, and without other types. */
export function checkTypes(folder) {
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  };
  report(
    ts.getPreEmitDiagnostics(
      ts.createProgram(
        entries.map((entry) => join(folder, 'types', entry)),
        options,
      ),
    ),
  );
}

function report(diagnostics) {
  if (diagnostics.length === 0) return;
  const text = ts.formatDiagnostics(diagnostics, {
    getCurrentDirectory: () => web,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  });
  throw failure(text);
}
