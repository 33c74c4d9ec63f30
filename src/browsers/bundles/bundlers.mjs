// The four bundlers, each set up as its own documentation has it for a program that runs in a page, in workers and in
// service workers. Where a bundler does not find the package's own files by itself, what its user has to add is here.
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { importMetaAssets } from '@web/rollup-plugin-import-meta-assets';
import * as esbuild from 'esbuild';
import { rollup } from 'rollup';
import * as vite from 'vite';
import webpack from 'webpack';

/**
 * Each bundles one program of a project: `program` is its file, `format` is `module` or `classic`, `worker` is whether
 * the program runs outside of a page, and the bundle goes into `folder` as `program.js`.
 */
export const bundlers = { esbuild: withEsbuild, rollup: withRollup, vite: withVite, webpack: withWebpack };

// esbuild leaves `new URL('./file', import.meta.url)` as it is: the files are copied to where the bundle lies, and a
// classic worker's own address stands for the one of its module.
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

// Rollup finds files by a plugin. In a classic worker there is no document, by which Rollup would address them.
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

// Vite makes a classic script of what a page starts as a worker: so a page of its own asks for the worker's address.
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
