import type { CallOptions } from './call.js';
import type { Core } from './core.js';
import { checkOptions, flag, listOf, oneOf, signal, wholeNumber } from './options.js';
import { runTask } from './task.js';

export interface CleanOptions extends CallOptions {
  /** Evicts what was not used for so many milliseconds. */
  unusedFor?: number | undefined;
  /** Evicts the least recently used until everything that is stored takes no more than so many bytes. */
  maxBytes?: number | undefined;
  /** What may be evicted; default: every kind. Only files are stored in this release. */
  kinds?: ('file' | 'model' | 'tensor' | 'collection')[] | undefined;
  /** Changes nothing, and says what would be done. */
  dryRun?: boolean | undefined;
}

/** What was cleaned up, or would be. */
export interface CleanReport {
  /** In the order in which they went; `bytes`: what that freed, which is nothing where others share the content. */
  evicted: { kind: string; key: string; bytes: number; lastAccessed: number }[];
  /** Chunks that were deleted because nothing needs them: garbage, and those of what was evicted. */
  sweptChunks: number;
  freedBytes: number;
  dryRun: boolean;
}

const cleanOptions = {
  unusedFor: wholeNumber(0),
  maxBytes: wholeNumber(0),
  kinds: listOf(oneOf('file', 'model', 'tensor', 'collection')),
  dryRun: flag,
  signal,
};

/** @internal */
export async function clean(core: Core, options: CleanOptions = {}): Promise<CleanReport> {
  checkOptions(options, cleanOptions);
  const { unusedFor = -1, maxBytes = -1, kinds = ['file'], dryRun = false } = options;
  const files = kinds.includes('file');
  return runTask({ signal: options.signal }, (task) => core.clean(unusedFor, maxBytes, files, dryRun, task));
}
