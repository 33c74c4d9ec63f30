import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import esbuild from 'esbuild-wasm';
import { failure } from './failure.mjs';
import { compiled, sources, web } from './paths.mjs';

const worker = 'digest-worker.raw.js';

/** Facade and core in one file, four times: for modules and for script elements, to use and to read; and the worker. */
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
  const files = [
    { outfile: 'index.js', entry: 'esm.ts', format: 'esm', core: cores.minified, minify: true },
    { outfile: 'index.debug.js', entry: 'esm.ts', format: 'esm', core: cores.readable, minify: false },
    { outfile: 'granary.min.js', entry: 'classic.ts', format: 'iife', core: cores.minified, minify: true },
    { outfile: 'granary.js', entry: 'classic.ts', format: 'iife', core: cores.readable, minify: false },
  ];
  for (const { outfile, entry, format, core, minify } of files) {
    await esbuild.build({
      ...common,
      entryPoints: [join(sources, entry)],
      outfile: join(folder, outfile),
      absWorkingDir: web,
      bundle: true,
      format,
      minify,
      banner: { js: common.banner },
      define: { GRANARY_VERSION: JSON.stringify(version) },
      plugins: [compiledCore(core)],
    });
  }

  // TeaVM's program waits for its main to be called.
  const program = readFileSync(join(compiled, worker), 'utf8');
  const started = await esbuild.transform(`(() => {\n${program}\nmain();\n})();`, {
    ...common,
    minify: true,
  });
  writeFileSync(join(folder, 'digest-worker.js'), started.code);
}

/** `./core.js` of the sources is whichever compilation this bundle is for. */
function compiledCore(file) {
  return {
    name: 'compiled core',
    setup(build) {
      build.onResolve({ filter: /^\.\/core\.js$/ }, () => ({ path: join(compiled, file) }));
    },
  };
}
