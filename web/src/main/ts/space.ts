import type { CallOptions } from './call.js';
import { modelsChunk } from './chunks.js';
import type { Core } from './core.js';
import { checkOptions, flag, listOf, oneOf, signal, wholeNumber } from './options.js';
import { runTask } from './task.js';

export interface CleanOptions extends CallOptions {
  /** Evicts what was not used for this number of milliseconds. */
  unusedFor?: number | undefined;
  /** Evicts the least recently used items until the store takes at most this number of bytes. */
  maxBytes?: number | undefined;
  /**
   * The kinds that may be evicted. Default: files and whole models. With 'tensor', single tensors of models are evicted
   * by the times of their own last use, and the models stay.
   */
  kinds?: ('file' | 'model' | 'tensor' | 'collection')[] | undefined;
  /** Changes nothing, and reports what a call without it would do. */
  dryRun?: boolean | undefined;
}

/** What `clean()` did, or with `dryRun` would do. */
export interface CleanReport {
  /** The evicted items in order. `bytes` is what the eviction freed: 0 when other files share the content. */
  evicted: { kind: string; key: string; bytes: number; lastAccessed: number }[];
  /** The number of deleted chunks: garbage, and the chunks of evicted items. */
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
  const { unusedFor = -1, maxBytes = -1, kinds = ['file', 'model'], dryRun = false } = options;
  // Only the code of models knows how to divide a model.
  if (kinds.includes('tensor')) await modelsChunk.of(core, options.signal);
  return runTask(options, (task) => core.clean(unusedFor, maxBytes, [...kinds], dryRun, task));
}
