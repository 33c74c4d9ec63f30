// Written by web/build/boundary.mjs from the Java interfaces of dev.granary.web.api. Change those.
import type { CoreHub } from './core.js';

/** Returns the hub of the open store with this number. */
export function hub(id: number): Promise<CoreHub>;
