import { useOwnFiles } from './own-files.js';

// Bundlers find the files by these very expressions.
useOwnFiles(
  () => new Worker(new URL('./digest-worker.js', import.meta.url)),
  () => fetch(new URL('./kernels.wasm', import.meta.url)),
);

export * from './index.js';
export { default } from './index.js';
