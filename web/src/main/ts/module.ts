// The module that all entries share. It has the facade and the base of the compiled program.
import { hubChunk, modelsChunk, upkeepChunk, vectorsChunk, webnnChunk } from './chunks.js';
import { useOwnFiles } from './own-files.js';

// Bundlers find the files by these very expressions.
useOwnFiles(
  () => new Worker(new URL('./digest-worker.js', import.meta.url)),
  () => fetch(new URL('./kernels.wasm', import.meta.url)),
);
hubChunk.loadBy(() => import('./chunk-hub.js'));
modelsChunk.loadBy(() => import('./chunk-models.js'));
upkeepChunk.loadBy(() => import('./chunk-upkeep.js'));
vectorsChunk.loadBy(() => import('./chunk-vectors.js'));
webnnChunk.loadBy(() => import('./chunk-webnn.js'));

export { default, GranaryError, open, probe, version } from './public.js';
export { hubChunk, modelsChunk, upkeepChunk, vectorsChunk, webnnChunk };
