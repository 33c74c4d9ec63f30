import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import esbuild from 'esbuild-wasm';
import { shrink } from '../tools/minify.mjs';
import { chunks } from './chunks.mjs';
import { cutCore, readWorker } from './core.mjs';
import { sources, web } from './paths.mjs';

/** The entries that are ES modules. */
const entries = ['index', 'hub', 'all'];

/** The modules of the compiled program, which have files of their own. */
const modules = ['core', ...Object.keys(chunks)];

/** Stands for the build's id in the names of files until the id is known. */
const placeholder = 'GRANARY_BUILD_ID';

/** Writes facade and core as modules and as classic scripts, each to use and to read; and the worker. */
export async function bundle(folder, builds, version) {
  const common = {
    target: 'es2022',
    legalComments: 'none',
    banner: { js: `/*! Granary ${version} | Apache-2.0 */` },
    logLevel: 'warning',
    bundle: true,
    write: false,
  };
  const facade = { ...common, absWorkingDir: web, define: { GRANARY_VERSION: JSON.stringify(version) } };
  const forms = [
    { build: builds.minified, suffix: '', classic: 'granary.min.js', minify: true },
    { build: builds.readable, suffix: '.debug', classic: 'granary.js', minify: false },
  ];
  const cores = new Map();
  for (const { build, suffix, classic, minify } of forms) {
    if (!cores.has(build)) cores.set(build, cutCore(build).folder);
    const options = { ...facade, minify, sourcemap: !minify };
    const texts = await moduleFiles(options, cores.get(build), suffix);
    for (const [file, text] of await classicScript(options, cores.get(build), classic)) texts.set(file, text);
    for (const [file, text] of texts) writeFileSync(join(folder, file), text);
  }

  // TeaVM's program waits for its main to be called.
  const stdin = { contents: `${readWorker()}\n$rt_export_main();`, resolveDir: web };
  const started = await esbuild.build({ ...common, stdin, format: 'iife', minify: true });
  writeFileSync(join(folder, 'digest-worker.js'), await shrink(started.outputFiles[0].text, false));
}

/**
 * Gives the ES modules, file name to text: the entries under their own names, and what they share under names with
 * the build's id. The shared files import private names of each other, so files of two builds must never meet.
 */
async function moduleFiles(options, core, suffix) {
  const shared = (name) => `${name}-${placeholder}${suffix}.js`;
  const built = (entryPoint, file, inside) =>
    filesOf({
      ...options,
      format: 'esm',
      entryPoints: [entryPoint],
      outfile: file,
      plugins: [partsOfTheProgram(core, inside, (name) => `./${shared(name)}`)],
    });

  const texts = [];
  texts.push(...(await built(join(sources, 'module.ts'), shared('core'), 'core')));
  for (const chunk of Object.keys(chunks)) {
    texts.push(...(await built(join(core, `${chunk}.js`), shared(chunk), chunk)));
  }
  for (const entry of entries) {
    texts.push(...(await built(join(sources, `entries/${entry}.ts`), `${entry}${suffix}.js`)));
  }

  const id = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 8);
  return new Map(texts.map((file) => file.map((part) => part.replaceAll(placeholder, id))));
}

function classicScript(options, core, file) {
  return filesOf({
    ...options,
    format: 'iife',
    entryPoints: [join(sources, 'entries/classic.ts')],
    outfile: file,
    plugins: [wholeProgram(join(core, 'core-all.js'))],
  });
}

/** Bundles; gives pairs of file name and text, among them the source map where one is asked for. */
async function filesOf(options) {
  const { outputFiles } = await esbuild.build(options);
  const files = outputFiles.map(({ path, text }) => [basename(path), text]);
  return Promise.all(
    files.map(async ([file, text]) => {
      if (file.endsWith('.map')) return [file, shortenSources(text)];
      return [file, withHints(options.minify ? await shrink(text, options.format === 'esm') : text)];
    }),
  );
}

/**
 * Tells bundlers to leave alone an import of an address that is known only when it is needed. Minifying drops such
 * hints.
 */
function withHints(script) {
  return script.replace(/\bimport\((?=`)/g, 'import(/* webpackIgnore: true */ /* @vite-ignore */ ');
}

/**
 * Puts one module of the compiled program into the file that is built, and leaves the others to files of their own.
 *
 * @param inside the module; without it the file is an entry, and the facade is in the file of the base
 */
function partsOfTheProgram(core, inside, fileOf) {
  return {
    name: 'parts of the compiled program',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path }) => {
        const name = basename(path, '.js');
        if (modules.includes(name) && name !== inside) return { path: fileOf(name), external: true };
        if (inside === undefined) return { path: fileOf('core'), external: true };
        return name === inside ? { path: join(core, `${name}.js`) } : undefined;
      });
    },
  };
}

/** The base and the chunks are one and the same module: the program uncut. */
function wholeProgram(path) {
  return {
    name: 'whole compiled program',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\/core(-\w+)?\.js$/ }, () => ({ path }));
    },
  };
}

/** The sources of a map by their names in Java and in the facade, not by where they were built. */
function shortenSources(text) {
  const map = JSON.parse(text);
  map.sources = map.sources.map((source) =>
    source.replace(/^.*\/core\/[^/]+\/(?=\w+\/)/, '').replace(/^(?:.*\/)?src\/main\/(?=ts\/)/, ''),
  );
  return JSON.stringify(map);
}
