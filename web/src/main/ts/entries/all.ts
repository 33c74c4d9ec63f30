// granary/all: the same as granary, with everything loaded at once.
import { hubChunk, modelsChunk, upkeepChunk } from '../chunks.js';
import * as hub from '../chunk-hub.js';
import * as models from '../chunk-models.js';
import * as upkeep from '../chunk-upkeep.js';

hubChunk.use(hub);
modelsChunk.use(models);
upkeepChunk.use(upkeep);

export { default, GranaryError, open, probe, version } from '../public.js';
export type * from '../public.js';
