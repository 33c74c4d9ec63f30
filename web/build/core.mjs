// Takes what TeaVM made of the Java sources through the passes of web/tools, and writes the modules that get bundled.
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

/** What of TeaVM's each build is made of. Strict: every array access and every null is checked. */
const programs = { minified: 'core.js', readable: 'core.js', strict: 'core.strict.js' };
const worker = 'digest-worker.js';

/** Uncut, for what is one file. */
const whole = { ...table, base: [table.base, ...Object.values(table.chunks)].flat(), chunks: {} };

/**
 * Writes the modules of a build: `core.js`, a `core-….js` for each chunk, and `core-all.js`, which is all of it in one.
 *
 * @param build 'minified', 'readable' or 'strict'
 * @returns the folder and the names of its files
 */
export function cutCore(build) {
  const { program } = readCore(build);
  if (build === 'minified') shortenProperties(program);

  const folder = join(cores, build);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = [];
  const write = (file, text) => {
    const map = build === 'minified' ? '' : mapToJava(text, program.file, javaSources);
    writeFileSync(join(folder, file), text.toString() + map);
    files.push(file);
  };
  const cutting = plan(program, table);
  for (const module of cutting.modules.keys())
    write(module === base ? 'core.js' : `core-${module}.js`, emit(cutting, module));
  write('core-all.js', emit(plan(program, whole), base));
  return { folder, files };
}

/** The program with its generators, and the names of these in Java. */
export function readCore(build) {
  const program = read(programs[build]);
  const nameOf = javaNames();
  const generators = makeGenerators(program, {
    isOwn: (name) => nameOf(name).startsWith('dev.granary.'),
    isEntry: (name) => nameOf(name).startsWith('dev.granary.web.bridge.Calls.fork.'),
  });
  return { program, coroutines: [...new Set([...generators].map(nameOf))].sort() };
}

/** The worker's program as an ES module that exports `main`. Nothing in it suspends. */
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
