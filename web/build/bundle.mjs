import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import esbuild from 'esbuild-wasm';
import { shrink } from '../tools/minify.mjs';
import { chunks, parts } from './chunks.mjs';
import { cutCore, readWorker } from './core.mjs';
import { chunkModule, facadesOf } from './facades.mjs';
import { sources, web } from './paths.mjs';

/** The entries that are ES modules. */
const entries = ['index', 'hub', 'models', 'webnn', 'all'];

/** The adapters, which are entries, too. Each has its own code and that of its neighbours; the rest is the base's. */
const adapters = ['service-worker', 'engines', 'onnxruntime', 'transformers'];

/** The modules of the program. Each has its own file. */
const modules = ['core', ...parts];

/** Stands for the build's id in the names of files until the id is known. */
const placeholder = 'GRANARY_BUILD_ID';

/** Writes facade and core as modules and as classic scripts, minified and readable. Also writes the worker. */
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
    if (minify) {
      for (const [file, text] of await serviceWorker(options, cores.get(build), 'granary-sw.js'))
        texts.set(file, text);
    }
    for (const [file, text] of texts) writeFileSync(join(folder, file), text);
  }

  // TeaVM's program starts when its main is called.
  const stdin = { contents: `${readWorker()}\n$rt_export_main();`, resolveDir: web };
  const started = await esbuild.build({ ...common, stdin, format: 'iife', minify: true });
  writeFileSync(join(folder, 'digest-worker.js'), await shrink(started.outputFiles[0].text, false));
}

/**
 * Gives the ES modules, file name to text. Entries have plain names, and the shared files have names with the build's
 * id. Shared files give private names to each other, so a page must never mix the files of two builds.
 */
async function moduleFiles(options, core, suffix) {
  const fileOf = (name) => `${name}-${placeholder}${suffix}.js`;
  const built = (entryPoint, file, inside, written = {}) =>
    filesOf({
      ...options,
      format: 'esm',
      entryPoints: [entryPoint],
      outfile: file,
      plugins: [modulesOf(written), partsOfTheProgram(core, inside, (name) => `./${fileOf(name)}`)],
    });

  const { facades, shared: names } = await facadesOf(options);
  const texts = [];
  texts.push(...(await built(join(sources, 'module.ts'), fileOf('core'), 'core', { './shared.js': names })));
  for (const [chunk, facade] of facades) {
    const module = { [chunk]: chunkModule(chunk, facade) };
    texts.push(...(await built(chunk, fileOf(chunk), chunk, module)));
  }
  for (const entry of entries) {
    texts.push(...(await built(join(sources, `entries/${entry}.ts`), `${entry}${suffix}.js`)));
  }
  for (const adapter of adapters) {
    texts.push(...(await built(join(sources, `adapters/${adapter}.ts`), `${adapter}${suffix}.js`)));
  }
  texts.push(...(await vectorFiles(options, core, fileOf('vectors'), suffix)));

  const id = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 8);
  return new Map(texts.map((file) => file.map((part) => part.replaceAll(placeholder, id))));
}

/** Gives the entry of the vectors, and the file that it shares with others: the facade and its own program. */
async function vectorFiles(options, core, file, suffix) {
  const built = (entryPoint, outfile, plugin) =>
    filesOf({
      ...options,
      format: 'esm',
      entryPoints: [join(sources, entryPoint)],
      outfile,
      plugins: [plugin],
    });
  return [
    ...(await built('vector-module.ts', file, vectorProgram(core))),
    ...(await built('entries/vectors.ts', `vectors${suffix}.js`, external('vector-public', `./${file}`))),
  ];
}

function classicScript(options, core, file) {
  return filesOf({
    ...options,
    format: 'iife',
    entryPoints: [join(sources, 'entries/classic.ts')],
    outfile: file,
    plugins: [modulesOf(withoutFacades), wholeProgram(join(core, 'core-all.js'))],
  });
}

/** Builds the service worker. It is one file, because an application copies it to where its scope begins. */
function serviceWorker(options, core, file) {
  return filesOf({
    ...options,
    format: 'iife',
    entryPoints: [join(sources, 'entries/granary-sw.ts')],
    outfile: file,
    plugins: [modulesOf(withoutFacades), wholeProgram(join(core, 'core.js'))],
  });
}

/** Bundles, and gives pairs of file name and text. Includes the source map if the options request one. */
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
 * Tells bundlers to ignore an import whose address is known only at run time. Minifying drops such hints, so this
 * function adds them.
 */
function withHints(script) {
  return script.replace(/\bimport\((?=`)/g, 'import(/* webpackIgnore: true */ /* @vite-ignore */ ');
}

/** Gives modules that the build has written, by the names under which they are imported. */
function modulesOf(written) {
  return {
    name: 'written modules',
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path }) =>
        Object.hasOwn(written, path) ? { path, namespace: 'written' } : undefined,
      );
      build.onLoad({ filter: /./, namespace: 'written' }, ({ path }) => ({
        contents: written[path],
        resolveDir: sources,
      }));
    },
  };
}

/** Where everything is in one file, the facades of chunks take the base's names themselves. */
const withoutFacades = { './shared.js': 'export const shared = () => ({});\n' };

/**
 * Includes one module of the compiled program in the built file. The other modules stay in their own files.
 *
 * @param inside the included module. If absent, the file is an entry, and the facade is in the file of the base.
 */
function partsOfTheProgram(core, inside, fileOf) {
  return {
    name: 'parts of the compiled program',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path }) => {
        const name = basename(path, '.js').replace(/^chunk-/, 'core-');
        if (name === 'vector-kernels') return { path: fileOf('vectors'), external: true };
        if (modules.includes(name) && name !== inside) return { path: fileOf(name), external: true };
        if (inside === undefined)
          return path.startsWith('./') ? undefined : { path: fileOf('core'), external: true };
        return name === inside ? { path: join(core, `${name}.js`) } : undefined;
      });
    },
  };
}

/** Resolves both programs to that of the vectors: what the facades share takes its `task` from `core.js`. */
function vectorProgram(core) {
  return {
    name: 'program of the vectors',
    setup(build) {
      build.onResolve({ filter: /^\.\/(core|vector-program)\.js$/ }, () => ({
        path: join(core, 'vector-program.js'),
      }));
    },
  };
}

/** Leaves a module out of the built file, which imports it from another file. */
function external(module, path) {
  return {
    name: `external ${module}`,
    setup(build) {
      build.onResolve({ filter: new RegExp(`/${module}\\.js$`) }, () => ({ path, external: true }));
    },
  };
}

/** Resolves the base to the whole program, and gives each chunk its exports, which need no linking. */
function wholeProgram(path) {
  return {
    name: 'whole compiled program',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\/core\.js$/ }, () => ({ path }));
      build.onResolve({ filter: /^\.\/vector-program\.js$/ }, () => ({
        path: join(dirname(path), 'vector-program.js'),
      }));
      build.onResolve({ filter: /^\.\.?\/core-\w+\.js$/ }, ({ path: chunk }) => ({
        path: basename(chunk, '.js'),
        namespace: 'chunk',
      }));
      build.onLoad({ filter: /./, namespace: 'chunk' }, ({ path: chunk }) => {
        const names = chunks[chunk].join(', ');
        const contents = `import { ${names} } from ${JSON.stringify(path)};\nexport const link = () => ({ ${names} });`;
        return { contents, resolveDir: web };
      });
    },
  };
}

/** Renames the sources of a map to their paths in Java and in the facade, without the folders of the build. */
function shortenSources(text) {
  const map = JSON.parse(text);
  map.sources = map.sources.map((source) =>
    source
      .replace(/^(chunk|written):(\.\/)?/, 'ts/')
      .replace(/^.*\/core\/[^/]+\/(?=\w+\/)/, '')
      .replace(/^(?:.*\/)?src\/main\/(?=ts\/)/, ''),
  );
  return JSON.stringify(map);
}
