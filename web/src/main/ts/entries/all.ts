// granary/all: the same as granary, with everything loaded at once.
import { hubChunk, modelsChunk, upkeepChunk, webnnChunk } from '../chunks.js';
import * as hub from '../chunk-hub.js';
import * as models from '../chunk-models.js';
import * as upkeep from '../chunk-upkeep.js';
import * as webnnModule from '../chunk-webnn.js';
import granary from '../public.js';

hubChunk.use(hub);
modelsChunk.use(models);
upkeepChunk.use(upkeep);

const { webnn } = webnnChunk.take(webnnModule);

export default { ...granary, webnn };
export { webnn };
export { GranaryError, open, probe, version } from '../public.js';
export type * from '../public.js';
export type * from './webnn.js';
