// Runs the four bundlers, each configured as its documentation says for programs in pages, workers and
// service workers. If a bundler does not find the package's own files, this file shows what its users must
// add.
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { importMetaAssets } from '@web/rollup-plugin-import-meta-assets';
import * as esbuild from 'esbuild';
import { rollup } from 'rollup';
import * as vite from 'vite';
import webpack from 'webpack';

/**
 * Each function bundles one program of a project: `program` is the file of the program, and `format` is
 * `module` or `classic`. The function writes the bundle to `program.js` in `folder`.
 */
export const bundlers = { esbuild: withEsbuild, rollup: withRollup, vite: withVite, webpack: withWebpack };

// esbuild does not change `new URL('./file', import.meta.url)`: copy the files into the folder of the bundle.
// A classic worker uses its own address instead of its module's address.
async function withEsbuild({ project, program, format, folder }) {
  await esbuild.build({
    absWorkingDir: project,
    entryPoints: { program },
    outdir: folder,
    bundle: true,
    minify: true,
    splitting: format === 'module',
    format: format === 'module' ? 'esm' : 'iife',
    define: format === 'module' ? {} : { 'import.meta.url': 'location.href' },
    logLevel: 'error',
  });
  for (const file of ['digest-worker.js', 'kernels.wasm']) {
    await copyFile(join(project, 'node_modules/granary', file), join(folder, file));
  }
}

// Rollup finds the files with a plugin. Rollup addresses files through `document`, which a classic worker
// lacks.
async function withRollup({ project, program, format, folder }) {
  const ofTheWorker = {
    name: 'addresses in a classic worker',
    resolveFileUrl: ({ relativePath }) => `new URL(${JSON.stringify(relativePath)}, location.href).href`,
  };
  const bundle = await rollup({
    input: { program: join(project, program) },
    plugins: [nodeResolve({ browser: true }), importMetaAssets(), format === 'classic' && ofTheWorker],
  });
  await bundle.write({
    dir: folder,
    format: format === 'module' ? 'es' : 'iife',
    entryFileNames: '[name].js',
    inlineDynamicImports: format === 'classic',
  });
  await bundle.close();
}

// Vite makes classic scripts only of workers that a page starts. So a page imports the program as a worker.
async function withVite({ project, program, format, folder }) {
  const named = { output: { entryFileNames: '[name].js' } };
  const page = 'starts-worker.js';
  if (format === 'classic') {
    await writeFile(
      join(project, page),
      `import worker from './${program}?worker&url'; console.log(worker);`,
    );
  }
  await vite.build({
    root: project,
    configFile: false,
    base: './',
    logLevel: 'error',
    build: {
      outDir: folder,
      rolldownOptions: { input: join(project, format === 'module' ? program : page), ...named },
    },
    worker: { format: 'iife', rolldownOptions: named },
  });
}

async function withWebpack({ project, program, format, folder }) {
  const asModule = format === 'module';
  const compiler = webpack({
    context: project,
    mode: 'production',
    entry: { program: `./${program}` },
    target: asModule ? ['web', 'webworker', 'es2022'] : ['webworker', 'es2022'],
    experiments: { outputModule: asModule },
    output: { path: folder, filename: '[name].js', module: asModule },
    performance: { hints: false },
  });
  const stats = await new Promise((resolve, reject) => {
    compiler.run((error, result) => (error ? reject(error) : resolve(result)));
  });
  await new Promise((resolve) => compiler.close(resolve));
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
}
