// Written by web/build/boundary.mjs from the Java interfaces of dev.granary.web.api. Change those.
import type { CoreUpkeep } from './core.js';

/** Returns the upkeep of the open store with this number. */
export function upkeep(id: number): Promise<CoreUpkeep>;
