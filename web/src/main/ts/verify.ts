import type { CallOptions } from './call.js';
import { callback, key, signal } from './options.js';
import type { OnProgress } from './progress.js';

export interface VerifyOptions extends CallOptions {
  /** Only this file; NOT_FOUND when there is none. Default: all files. */
  key?: string | undefined;
  onProgress?: OnProgress | undefined;
}

/** What a verification found. */
export interface VerifyReport {
  /** Each once, however many files share it. */
  checkedChunks: number;
  checkedBytes: number;
  /** Everything that is damaged: which chunk of which file, from 0. `chunk` is -1 where it is the file's own manifest. */
  bad: { key: string; chunk: number; reason: string; repaired: boolean }[];
}

/** @internal */
export const verifyOptions = { key, signal, onProgress: callback };
