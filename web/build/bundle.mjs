import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import esbuild from 'esbuild-wasm';
import { chunks, modulesOf } from './chunks.mjs';
import { failure } from './failure.mjs';
import { compiled, sources, web } from './paths.mjs';

const worker = 'digest-worker.raw.js';

/** The entries that are ES modules. */
const entries = ['index', 'hub', 'all'];

/** Stands for the build's id in the names of files until the id is known. */
const placeholder = 'GRANARY_BUILD_ID';

/** Writes facade and core as modules and as classic scripts, each to use and to read, and the worker. */
export async function bundle(folder, cores, version) {
  const absent = [...Object.values(cores), worker].filter((file) => !existsSync(join(compiled, file)));
  if (absent.length > 0)
    throw failure(`Compile the Java sources first: no ${absent.join(', ')} in ${compiled}`);

  const common = {
    target: 'es2022',
    legalComments: 'none',
    banner: `/*! Granary ${version} | Apache-2.0 */`,
    logLevel: 'warning',
  };
  const facade = {
    ...common,
    absWorkingDir: web,
    bundle: true,
    banner: { js: common.banner },
    define: { GRANARY_VERSION: JSON.stringify(version) },
    write: false,
  };
  const forms = [
    { core: cores.minified, suffix: '', classic: 'granary.min.js', minify: true },
    { core: cores.readable, suffix: '.debug', classic: 'granary.js', minify: false },
  ];
  for (const { core, suffix, classic, minify } of forms) {
    const modules = modulesOf(readFileSync(join(compiled, core), 'utf8'));
    const texts = await moduleFiles({ ...facade, format: 'esm', minify }, modules, suffix);
    texts.set(classic, await classicScript({ ...facade, format: 'iife', minify }, modules.whole));
    for (const [file, text] of texts) writeFileSync(join(folder, file), text);
  }

  // TeaVM's program waits for its main to be called.
  const program = readFileSync(join(compiled, worker), 'utf8');
  const started = await esbuild.transform(`(() => {\n${program}\nmain();\n})();`, {
    ...common,
    minify: true,
  });
  writeFileSync(join(folder, 'digest-worker.js'), started.code);
}

/**
 * The ES modules: the entries under their own names, and what they share under names with the build's id. Those files import
 * private names of each other, so files of two builds must never meet.
 */
async function moduleFiles(options, modules, suffix) {
  const shared = (name) => `${name}-${placeholder}${suffix}.js`;
  const built = async (entry, inside) => {
    const plugins = [partsOfTheProgram(modules, inside, (name) => `./${shared(name)}`)];
    const { outputFiles } = await esbuild.build({ ...options, entryPoints: [entry], plugins });
    return withHints(outputFiles[0].text);
  };

  const texts = new Map();
  texts.set(shared('core'), await built(join(sources, 'module.ts'), 'core'));
  for (const chunk of Object.keys(chunks)) texts.set(shared(chunk), await built(`./${chunk}.js`, chunk));
  for (const entry of entries) {
    texts.set(`${entry}${suffix}.js`, await built(join(sources, `entries/${entry}.ts`)));
  }

  const id = createHash('sha256')
    .update(JSON.stringify([...texts]))
    .digest('hex')
    .slice(0, 8);
  return new Map([...texts].map((file) => file.map((part) => part.replaceAll(placeholder, id))));
}

/** Tells bundlers to leave alone an import of an address that is known only when it is needed. Minifying drops such hints. */
function withHints(script) {
  return script.replace(
    /\bimport\(\s*(?:\/\*[^]*?\*\/\s*)*(?=`)/g,
    'import(/* webpackIgnore: true */ /* @vite-ignore */ ',
  );
}

async function classicScript(options, program) {
  const { outputFiles } = await esbuild.build({
    ...options,
    entryPoints: [join(sources, 'entries/classic.ts')],
    plugins: [wholeProgram(program)],
  });
  return outputFiles[0].text;
}

/**
 * Puts one part of the compiled program into the file that is built, and leaves the others to files of their own.
 *
 * @param inside the part; with none the file is an entry, and what it imports of the facade is in the file of the base
 */
function partsOfTheProgram(modules, inside, fileOf) {
  return {
    name: 'parts of the compiled program',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path }) => {
        const name = basename(path, '.js');
        if (name in modules) {
          return name === inside
            ? { path: name, namespace: 'compiled' }
            : { path: fileOf(name), external: true };
        }
        return inside === undefined ? { path: fileOf('core'), external: true } : undefined;
      });
      build.onLoad({ filter: /.*/, namespace: 'compiled' }, () => ({ contents: modules[inside] }));
    },
  };
}

/** The base and the chunks are one and the same module: the program as it was compiled. */
function wholeProgram(program) {
  return {
    name: 'whole compiled program',
    setup(build) {
      build.onResolve({ filter: /\/core(-\w+)?\.js$/ }, () => ({ path: 'core', namespace: 'compiled' }));
      build.onLoad({ filter: /.*/, namespace: 'compiled' }, () => ({ contents: program }));
    },
  };
}
