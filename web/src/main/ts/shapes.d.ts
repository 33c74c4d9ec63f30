// The plain objects that Java makes, in scripts of its own. web/build/shapes.mjs names each script, and compares the
// properties.

/** What every rejection of the core carries, unless it is the very reason that a task was aborted with. */
export interface RawError {
  readonly granary: 1;
  readonly code: string;
  readonly message: string;
  readonly details: Record<string, unknown>;
  readonly cause: unknown;
}

/** What can abort one call, and hears its progress. */
export interface CoreTask {
  /** The call rejects with this very reason, and leaves nothing behind. */
  abort(reason: unknown): void;
}

export interface RawCapabilities {
  indexedDB: boolean;
  blobsInIndexedDB: boolean;
  opfs: boolean;
  locks: boolean;
  persisted: boolean;
  simd: boolean;
  webnn: { available: boolean; reason?: string };
  quota?: number;
  usage?: number;
}

export interface RawUnfinished {
  key: string;
  url: string | null;
  loaded: number;
  /** Or -1. */
  total: number;
  startedAt: number;
  active: boolean;
  resumable: boolean;
}

export interface RawFileInfo {
  readonly key: string;
  readonly size: number;
  readonly type: string;
  readonly sha256: string;
  readonly chunkCount: number;
  readonly createdAt: number;
  readonly lastAccessed: number;
  readonly pinned: boolean;
  readonly url: string | null;
  /** JSON, or null. */
  readonly metadata: string | null;
}

export interface RawStats {
  fileCount: number;
  modelCount: number;
  tensorCount: number;
  collectionCount: number;
  chunkCount: number;
  logicalBytes: number;
  storedBytes: number;
  garbageBytes: number;
  unfinishedBytes: number;
  cache: { bytes: number; hits: number; misses: number };
  quota?: number;
  usage?: number;
  persisted: boolean;
}

export interface RawUsage extends RawStats {
  items: RawUsageItem[];
  suggestions: RawSuggestion[];
}

export interface RawUsageItem {
  kind: string;
  key: string;
  logicalBytes: number;
  onlyItsBytes: number;
  lastAccessed: number;
  accesses: number;
  pinned: boolean;
}

export interface RawSuggestion {
  action: string;
  kind?: string;
  key?: string;
  bytes: number;
  unusedFor?: number;
  reason: string;
}

export interface RawVerifyReport {
  checkedChunks: number;
  checkedBytes: number;
  bad: RawDamage[];
}

export interface RawDamage {
  key: string;
  tensor?: string;
  chunk: number;
  reason: string;
  repaired: boolean;
}

export interface RawCleanReport {
  evicted: RawEviction[];
  sweptChunks: number;
  freedBytes: number;
  dryRun: boolean;
}

export interface RawEviction {
  kind: string;
  key: string;
  bytes: number;
  lastAccessed: number;
}

export interface RawAnswer {
  /** 200, 206, 304, 405 or 416. */
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly start: number;
  readonly end: number;
  readonly hasBody: boolean;
}

export interface RawModelInfo {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly framework: string | null;
  readonly totalSize: number;
  readonly tensorCount: number;
  readonly createdAt: number;
  readonly lastAccessed: number;
  readonly pinned: boolean;
  /** JSON, or null. */
  readonly metadata: string | null;
}

/** Tensors that the core asks for, one at a time. */
export interface CoreTensors {
  /** Gives the next tensor, or null at the end. */
  next(): Promise<RawTensor | null>;
  close(): void;
}

export interface RawTensor {
  readonly name: string;
  readonly dataType: string;
  readonly shape: number[];
  readonly data: unknown;
  /** JSON, or null. */
  readonly metadata: string | null;
  /** The failure with which the facade refuses this tensor, or null. */
  readonly refused: unknown;
}

export interface RawTensorInfo {
  readonly name: string;
  readonly dataType: string;
  readonly shape: number[];
  readonly byteSize: number;
  /** Or -1. */
  readonly createdAt: number;
  readonly lastAccessed: number;
  /** JSON, or null. */
  readonly metadata: string | null;
}

export interface RawCollectionInfo {
  readonly name: string;
  readonly dimensions: number;
  readonly size: number;
  readonly bytes: number;
}

export interface RawMatch {
  readonly id: string;
  readonly score: number;
  /** JSON, or null. */
  readonly metadata: string | null;
  readonly vector: Float32Array | null;
}
