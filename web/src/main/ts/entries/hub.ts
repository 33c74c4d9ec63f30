// granary/hub: the same as granary, with the hub loaded at once.
import { hubChunk } from '../chunks.js';
import * as hub from '../chunk-hub.js';

hubChunk.use(hub);

export { default, GranaryError, open, probe, version } from '../public.js';
export type * from '../public.js';
