// granary/all: the same as granary, with everything loaded at once.
import { hubChunk, upkeepChunk } from '../chunks.js';
import * as hub from '../core-hub.js';
import * as upkeep from '../core-upkeep.js';

hubChunk.use(hub);
upkeepChunk.use(upkeep);

export { default, GranaryError, open, probe, version } from '../public.js';
export type * from '../public.js';
