import { join, resolve } from 'node:path';

export const web = resolve(import.meta.dirname, '..');
export const repository = resolve(web, '..');
export const sources = join(web, 'src/main/ts');
export const template = join(repository, 'src/npm');
export const target = join(web, 'target');
/** TeaVM's output. */
export const compiled = join(target, 'teavm');
/** The output of the passes: a folder for each build. */
export const cores = join(target, 'core');
export const javaSources = ['core', 'web'].map((module) => join(repository, module, 'src/main/java'));
export const kernels = ['kernels.wasm', 'kernels-relaxed.wasm'].map((file) =>
  join(repository, 'kernels/target', file),
);
