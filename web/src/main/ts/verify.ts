import type { CallOptions } from './call.js';
import { callback, checkKey, flag, signal } from './options.js';
import type { OnProgress } from './progress.js';

export interface VerifyOptions extends CallOptions {
  /** Verifies only this file. Rejects with `NOT_FOUND` when there is no such file. Default: all files. */
  key?: string | undefined;
  /**
   * Downloads damaged chunks again, and only those, from the file's URL. Downloaded files and files that were put as a
   * Response have one. The server must answer ranges. Only bytes with the chunk's SHA-256 are stored. Default: false.
   */
  repair?: boolean | undefined;
  onProgress?: OnProgress | undefined;
}

/** The result of `verify()`. */
export interface VerifyReport {
  /** A chunk that several files share counts once. */
  checkedChunks: number;
  checkedBytes: number;
  /**
   * Each damaged chunk of each file. `chunk` counts from 0. It is -1 when what Granary wrote down of the file itself is
   * damaged. `reason` also says why a repair was not possible.
   */
  bad: { key: string; chunk: number; reason: string; repaired: boolean }[];
}

/** @internal */
export const verifyOptions = { key: checkKey, repair: flag, signal, onProgress: callback };
