import type { CallOptions } from './call.js';
import { callback, checkKey, flag, signal } from './options.js';
import type { OnProgress } from './progress.js';

export interface VerifyOptions extends CallOptions {
  /**
   * Verifies only the file with this key, or the model with this id, `@` and version. Rejects with `NOT_FOUND` when
   * there is neither. Default: all files and models.
   */
  key?: string | undefined;
  /**
   * Downloads damaged chunks again, and only those, from the file's URL. Downloaded files and files that were put as a
   * Response have one, and so have models that were imported from such files. The server must answer ranges. Only bytes with the chunk's SHA-256 are stored. Default: false.
   */
  repair?: boolean | undefined;
  onProgress?: OnProgress | undefined;
}

/** The result of `verify()`. */
export interface VerifyReport {
  /** A chunk that several files or models share counts once. */
  checkedChunks: number;
  checkedBytes: number;
  /**
   * Each damaged chunk of each file and model. The key of a model is its id, `@` and its version; `tensor` is the first
   * tensor that lies in the chunk. `chunk` counts from 0. It is -1 when what Granary wrote down of the file or the model
   * itself is damaged. `reason` also says why a repair was not possible.
   */
  bad: { key: string; tensor?: string; chunk: number; reason: string; repaired: boolean }[];
}

/** @internal */
export const verifyOptions = { key: checkKey, repair: flag, signal, onProgress: callback };
