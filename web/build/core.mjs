// Runs the passes of web/tools on TeaVM's output, and writes the modules that are bundled.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { base, plan } from '../tools/cut.mjs';
import { emit } from '../tools/emit.mjs';
import { makeGenerators } from '../tools/generators.mjs';
import { mapToJava } from '../tools/maps.mjs';
import { Program } from '../tools/program.mjs';
import { shortenProperties } from '../tools/properties.mjs';
import { table } from './chunks.mjs';
import { failure } from './failure.mjs';
import { javaNames } from './java-names.mjs';
import { compiled, cores, javaSources } from './paths.mjs';

/** The files of TeaVM's output for each build. The strict build checks every array access and every null. */
const programs = { minified: 'core.js', readable: 'core.js', strict: 'core.strict.js' };
const vectorPrograms = { minified: 'vectors.js', readable: 'vectors.js', strict: 'vectors.strict.js' };
const worker = 'digest-worker.js';

/** The table of the whole program in one module. */
const whole = { ...table, base: [table.base, ...Object.values(table.chunks)].flat(), chunks: {} };

/** The table of the program of the vectors, which is one module. */
const vectorTable = { base: ['collection', 'load', 'task'], chunks: {}, unused: ['main'] };

/**
 * Writes the modules of a build: `core.js`, a `core-….js` for each chunk, `core-all.js` with the whole program, and
 * `vector-program.js`.
 *
 * @param build 'minified', 'readable' or 'strict'
 * @returns the folder and the names of the files
 */
export function cutCore(build) {
  const { program } = readCore(build);
  if (build === 'minified') shortenProperties(program);

  const folder = join(cores, build);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = [];
  const write = (file, text, { file: from }) => {
    const map = build === 'minified' ? '' : mapToJava(text, from, javaSources);
    writeFileSync(join(folder, file), text.toString() + map);
    files.push(file);
  };
  const cutting = plan(program, table);
  for (const module of cutting.modules.keys())
    write(module === base ? 'core.js' : `core-${module}.js`, emit(cutting, module), program);
  write('core-all.js', emit(plan(program, whole), base), program);

  const vectors = readVectors(build).program;
  if (build === 'minified') shortenProperties(vectors);
  write('vector-program.js', emit(plan(vectors, vectorTable), base), vectors);
  return { folder, files };
}

/** Gives the program with its generators, and the Java names of the generators. */
export const readCore = (build) => withGenerators(programs[build]);

/** Does the same for the program of the vectors. */
export const readVectors = (build) => withGenerators(vectorPrograms[build]);

function withGenerators(file) {
  const program = read(file);
  const nameOf = javaNames();
  const generators = makeGenerators(program, {
    isOwn: (name) => nameOf(name).startsWith('dev.granary.'),
    isEntry: (name) => nameOf(name).startsWith('dev.granary.web.bridge.Calls.fork.'),
  });
  return { program, coroutines: [...new Set([...generators].map(nameOf))].sort() };
}

/** Gives the worker's program as an ES module that exports `main`. No function of the worker suspends. */
export function readWorker() {
  const program = read(worker);
  makeGenerators(program, { isOwn: () => false, isEntry: () => false });
  shortenProperties(program);
  return emit(plan(program, { base: ['main'], chunks: {}, unused: [] }), base).toString();
}

function read(file) {
  const path = join(compiled, file);
  if (!existsSync(path)) throw failure(`Compile the Java sources first: there is no ${path}`);
  return new Program(readFileSync(path, 'utf8'), path);
}
