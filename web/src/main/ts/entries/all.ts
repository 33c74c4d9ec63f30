// granary/all: the same as granary, with everything loaded at once.
import { hubChunk, modelsChunk, upkeepChunk, webnnChunk } from '../chunks.js';
import * as hub from '../core-hub.js';
import * as models from '../core-models.js';
import * as upkeep from '../core-upkeep.js';
import granary, { GranaryError } from '../public.js';
import * as webnnPart from '../webnn/part.js';

hubChunk.use(hub);
modelsChunk.use(models);
upkeepChunk.use(upkeep);
webnnChunk.use(webnnPart);
webnnPart.link({}, GranaryError);

const { webnn } = webnnPart;

export default { ...granary, webnn };
export { webnn };
export { GranaryError };
export { open, probe, version } from '../public.js';
export type * from '../public.js';
export type * from './webnn.js';
