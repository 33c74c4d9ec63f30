import type { CallOptions } from './call.js';
import { callback, checkKey, flag, signal } from './options.js';
import type { OnProgress } from './progress.js';

export interface VerifyOptions extends CallOptions {
  /** Only this file; NOT_FOUND when there is none. Default: all files. */
  key?: string | undefined;
  /**
   * Fetches damaged chunks again, and only those, from where the file came: a file that was put as a Response knows its URL.
   * The server must answer ranges, and only bytes with the chunk's own SHA-256 are taken. Default: false.
   */
  repair?: boolean | undefined;
  onProgress?: OnProgress | undefined;
}

/** What a verification found. */
export interface VerifyReport {
  /** Each once, however many files share it. */
  checkedChunks: number;
  checkedBytes: number;
  /**
   * Everything that is damaged: which chunk of which file, from 0; `chunk` is -1 where it is the file's own manifest. The
   * reason tells also why a repair that was asked for was not possible.
   */
  bad: { key: string; chunk: number; reason: string; repaired: boolean }[];
}

/** @internal */
export const verifyOptions = { key: checkKey, repair: flag, signal, onProgress: callback };
