import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import esbuild from 'esbuild-wasm';
import { shrink } from '../tools/minify.mjs';
import { cutCore, readWorker } from './core.mjs';
import { sources, web } from './paths.mjs';

/** Facade and core in one file, four times: for modules and for script elements, to use and to read; and the worker. */
export async function bundle(folder, cores, version) {
  const common = {
    target: 'es2022',
    legalComments: 'none',
    banner: `/*! Granary ${version} | Apache-2.0 */`,
    logLevel: 'warning',
  };
  const built = new Map();
  for (const build of new Set(Object.values(cores))) built.set(build, cutCore(build).folder);

  const files = [
    { outfile: 'index.js', entry: 'esm.ts', format: 'esm', core: [cores.minified, 'core.js'], minify: true },
    { outfile: 'index.debug.js', entry: 'esm.ts', format: 'esm', core: [cores.readable, 'core.js'] },
    {
      outfile: 'granary.min.js',
      entry: 'classic.ts',
      format: 'iife',
      core: [cores.minified, 'core-all.js'],
      minify: true,
    },
    { outfile: 'granary.js', entry: 'classic.ts', format: 'iife', core: [cores.readable, 'core-all.js'] },
  ];
  for (const { outfile, entry, format, core, minify = false } of files) {
    const [build, file] = core;
    const path = join(folder, outfile);
    await esbuild.build({
      ...common,
      entryPoints: [join(sources, entry)],
      outfile: path,
      absWorkingDir: web,
      bundle: true,
      format,
      minify,
      sourcemap: !minify,
      banner: { js: common.banner },
      define: { GRANARY_VERSION: JSON.stringify(version) },
      plugins: [compiledCore(join(built.get(build), file))],
    });
    if (minify) writeFileSync(path, await shrink(readFileSync(path, 'utf8'), format === 'esm'));
    else shortenSources(`${path}.map`);
  }

  // TeaVM's program waits for its main to be called.
  const started = await esbuild.build({
    ...common,
    stdin: { contents: `${readWorker()}\n$rt_export_main();`, resolveDir: web },
    write: false,
    bundle: true,
    format: 'iife',
    minify: true,
    banner: { js: common.banner },
  });
  writeFileSync(join(folder, 'digest-worker.js'), await shrink(started.outputFiles[0].text, false));
}

/** `./core.js` of the sources is whichever core this bundle is for. */
function compiledCore(path) {
  return {
    name: 'compiled core',
    setup(build) {
      build.onResolve({ filter: /^\.\/core\.js$/ }, () => ({ path }));
    },
  };
}

/** The sources of a map by their names in Java and in the facade, not by where they were built. */
function shortenSources(path) {
  const map = JSON.parse(readFileSync(path, 'utf8'));
  map.sources = map.sources.map((source) =>
    source.replace(/^.*\/core\/[^/]+\/(?=\w+\/)/, '').replace(/^.*\/src\/main\/(?=ts\/)/, ''),
  );
  writeFileSync(path, JSON.stringify(map));
}
