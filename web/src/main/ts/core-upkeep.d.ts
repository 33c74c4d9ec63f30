// Written by web/build/boundary.mjs from the Java interfaces of dev.granary.web.api. Change those.
import type { CoreUpkeep } from './core.js';

/** Gives this chunk the names of the base, and returns what the chunk exports. */
export function link(base: object): {
  /** Returns the upkeep of the open store with this number. */
  upkeep(id: number): Promise<CoreUpkeep>;
};
