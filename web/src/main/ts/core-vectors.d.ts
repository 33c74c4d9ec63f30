// Written by web/build/boundary.mjs from the Java interfaces of dev.granary.web.api. Change those.
import type { CoreVectors } from './core.js';

/** Gives this chunk the names of the base, and returns what the chunk exports. */
export function link(base: object): {
  /** Returns the stored collections of the open store with this number. */
  vectors(id: number): Promise<CoreVectors>;
};
