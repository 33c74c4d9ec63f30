// Written by web/build/boundary.mjs from the Java interfaces of dev.granary.web.api. Change those.
import type { CoreModels } from './core.js';

/** Gives this chunk the names of the base, and returns what the chunk exports. */
export function link(base: object): {
  /** Returns the models of the open store with this number. */
  models(id: number): Promise<CoreModels>;
};
