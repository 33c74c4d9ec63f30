// granary/models: the same as granary, with the readers of model files loaded at once.
import { modelsChunk } from '../chunks.js';
import * as models from '../chunk-models.js';

modelsChunk.use(models);

export { default, GranaryError, open, probe, version } from '../public.js';
export type * from '../public.js';
