import type { CallOptions } from './call.js';

export interface StatsOptions extends CallOptions {
  /** Also lists every item with its use, and suggests what to do. Default: false. */
  items?: boolean | undefined;
}

/** A file, a version of a model, or a collection: what it takes, and how it is used. */
export interface UsageItem {
  kind: 'file' | 'model' | 'collection';
  /** The key. Of a model, its id, `@` and its version. */
  key: string;
  /** The size of a file, or of the tensors that are not evicted. */
  logicalBytes: number;
  /** The stored bytes that only this item needs: what its deletion frees. 0 when other items share its content. */
  onlyItsBytes: number;
  /** When it was last used, or stored if it was not used since. */
  lastAccessed: number;
  /**
   * How often a call opened it, such as `files.get()` or `models.get()`. The call that stored it does not count. The
   * number may lag: other tabs write theirs once a minute.
   */
  accesses: number;
  pinned: boolean;
}

/** One thing to do about the space that a store takes. */
export interface Suggestion {
  /**
   * - `'clean'` without a key: call `clean()`, with this `unusedFor` if there is one.
   * - `'clean'` with a key: the content is stored twice. Delete this item, or the other one.
   * - `'resume'`: a download stopped days ago. Call `files.resume(key)`, or `files.discard(key)`.
   * - `'discard'`: a download stopped days ago, and the rest of it does not fit. Call `files.discard(key)`.
   * - `'persist'`: call `persist()` in a window.
   */
  action: 'clean' | 'persist' | 'resume' | 'discard';
  /** The kind of the item of the key. Absent for downloads. */
  kind?: 'file' | 'model' | 'collection';
  key?: string;
  /** The bytes that the action frees. Of a download: the bytes it holds. Of `'persist'`: the bytes it protects. */
  bytes?: number;
  /** The option for `clean()`, in milliseconds. */
  unusedFor?: number;
  /** Why, in English. */
  reason: string;
}
