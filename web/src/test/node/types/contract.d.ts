// The part of the agreed public contract that is built. It leaves out what is not built yet, and changes nothing.

export function open(options?: OpenOptions): Promise<Granary>;
export function probe(): Promise<Capabilities>;
export const version: string;

export interface OpenOptions {
  name?: string;
  backend?: 'auto' | 'indexeddb' | 'memory';
  chunkSize?: number;
  budget?: number;
  verify?: 'first-read' | 'always' | 'never';
  hub?: { endpoint?: string; token?: string | (() => string | Promise<string>); fetch?: typeof fetch };
  workerURL?: string | URL;
  wasmURL?: string | URL;
}

export interface Capabilities {
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

export interface GranaryEvents {
  change: CustomEvent<{ kind: string; key: string; action: 'put' | 'delete' | 'clear' }>;
  progress: CustomEvent<Progress>;
  evict: CustomEvent<{ kind: string; key: string; bytes: number }>;
  quota: CustomEvent<{ usage: number; quota: number }>;
  close: CustomEvent<{ reason: string }>;
}

// Omits addEventListener: an interface may not narrow a method of the interface that it extends.
export interface Granary extends Omit<EventTarget, 'addEventListener'>, AsyncDisposable {
  addEventListener<K extends keyof GranaryEvents>(
    type: K,
    listener: (event: GranaryEvents[K]) => void,
    options?: AddEventListenerOptions,
  ): void;
  readonly name: string;
  readonly backend: 'indexeddb' | 'memory';
  readonly chunkForm: 'blob' | 'buffer' | 'memory';
  readonly engine: {
    readonly worker: boolean;
    readonly kernel: 'relaxed' | 'simd' | 'java';
    readonly chunkForm: 'file' | 'blob' | 'buffer' | 'memory';
    readonly reason?: string;
  };
  readonly files: Files;
  readonly hub: Hub;
  readonly documents: Documents;
  stats(options?: { items?: boolean }): Promise<Stats>;
  verify(options?: {
    key?: string;
    repair?: boolean;
    signal?: AbortSignal;
    onProgress?: OnProgress;
  }): Promise<VerifyReport>;
  persist(): Promise<boolean>;
  clean(options?: {
    unusedFor?: number;
    maxBytes?: number;
    kinds?: ('file' | 'model' | 'tensor' | 'collection')[];
    dryRun?: boolean;
  }): Promise<CleanReport>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface Stats {
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
  items?: {
    kind: 'file' | 'model' | 'collection';
    key: string;
    logicalBytes: number;
    onlyItsBytes: number;
    lastAccessed: number;
    accesses: number;
    pinned: boolean;
  }[];
  suggestions?: {
    action: 'clean' | 'persist' | 'resume' | 'discard';
    key?: string;
    bytes?: number;
    reason: string;
  }[];
}

export interface VerifyReport {
  checkedChunks: number;
  checkedBytes: number;
  bad: { key: string; chunk: number; reason: string; repaired: boolean }[];
}

export interface CleanReport {
  evicted: { kind: string; key: string; bytes: number; lastAccessed: number }[];
  sweptChunks: number;
  freedBytes: number;
  dryRun: boolean;
}

export interface Progress {
  key: string;
  phase: 'plan' | 'download' | 'verify' | 'done';
  loaded: number;
  total?: number;
  bytesPerSecond: number;
  secondsLeft?: number;
  file?: string;
  files?: number;
  filesDone?: number;
}
export type OnProgress = (progress: Progress) => void;

export interface Files {
  put(
    key: string,
    source: Blob | BufferSource | ReadableStream<Uint8Array> | Response | AsyncIterable<Uint8Array>,
    options?: PutOptions,
  ): Promise<StoredFile>;
  get(key: string): Promise<StoredFile | undefined>;
  has(key: string): Promise<boolean>;
  list(prefix?: string): Promise<FileInfo[]>;
  delete(key: string): Promise<boolean>;
  pin(key: string, pinned?: boolean): Promise<void>;
  exportBundle(keys: string[]): Promise<ReadableStream<Uint8Array>>;
  fetch(key: string, url: string | URL, options?: FetchOptions): Promise<StoredFile>;
  unfinished(): Promise<
    {
      key: string;
      url?: string;
      loaded: number;
      total?: number;
      startedAt: number;
      active: boolean;
      resumable: boolean;
    }[]
  >;
  resume(key: string, options?: { signal?: AbortSignal; onProgress?: OnProgress }): Promise<StoredFile>;
  pause(key: string): Promise<boolean>;
  discard(key: string): Promise<boolean>;
  importBundle(
    source: Blob | ReadableStream<Uint8Array>,
    options?: { signal?: AbortSignal; onProgress?: OnProgress },
  ): Promise<FileInfo[]>;
}
export interface PutOptions {
  encoding?: 'identity' | 'auto';
  type?: string;
  size?: number;
  sha256?: string;
  pinned?: boolean;
  metadata?: Record<string, unknown>;
  signal?: AbortSignal;
  onProgress?: OnProgress;
}
export interface FetchOptions extends PutOptions {
  fetch?: typeof fetch;
  headers?: HeadersInit;
  concurrency?: number;
  revalidate?: boolean;
  retries?: number;
}
export interface FileInfo {
  readonly key: string;
  readonly size: number;
  readonly type: string;
  readonly sha256: string;
  readonly chunkCount: number;
  readonly createdAt: number;
  readonly lastAccessed: number;
  readonly pinned: boolean;
  readonly url?: string;
  readonly metadata?: Record<string, unknown>;
}
export interface StoredFile extends FileInfo {
  blob(start?: number, end?: number): Promise<Blob>;
  objectURL(): Promise<{ readonly url: string; revoke(): void }>;
  stream(range?: { start?: number; end?: number }): ReadableStream<Uint8Array>;
  bytes(start?: number, end?: number): Promise<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
  text(): Promise<string>;
  json<T = unknown>(): Promise<T>;
  response(request?: Request): Promise<Response>;
  tensors(): Promise<TensorInfo[]>;
  header(): Promise<Record<string, unknown>>;
}
export type DataType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'uint64'
  | 'int32'
  | 'uint32'
  | 'int16'
  | 'uint16'
  | 'int8'
  | 'uint8'
  | 'int4'
  | 'uint4'
  | 'bool'
  | (string & {});
export interface TensorInfo {
  readonly name: string;
  readonly dataType: DataType;
  readonly shape: number[];
  readonly byteSize: number;
  readonly createdAt?: number;
  readonly lastAccessed?: number;
  readonly metadata?: Record<string, unknown>;
}

export interface Documents {
  put(key: string, value: unknown): Promise<void>;
  get<T = unknown>(key: string): Promise<T | undefined>;
  has(key: string): Promise<boolean>;
  delete(key: string): Promise<boolean>;
  keys(prefix?: string): Promise<string[]>;
}

export interface Hub {
  scan(repo: string, options?: { revision?: string; signal?: AbortSignal }): Promise<RepoManifest>;
  get(repo: string, options?: { revision?: string }): Promise<RepoManifest | undefined>;
  list(): Promise<RepoManifest[]>;
  plan(
    repo: string,
    options?: { quant?: string; files?: string[]; revision?: string; signal?: AbortSignal },
  ): Promise<{
    files: { path: string; size: number; stored: boolean }[];
    bytes: number;
    missingBytes: number;
    fits: boolean;
  }>;
  download(
    repo: string,
    options?: {
      quant?: string;
      files?: string[];
      revision?: string;
      concurrency?: number;
      pinned?: boolean;
      signal?: AbortSignal;
      onProgress?: OnProgress;
    },
  ): Promise<RepoManifest>;
  file(repo: string, path: string, options?: { revision?: string }): Promise<StoredFile | undefined>;
  checkForUpdate(
    repo: string,
  ): Promise<{ current: string; latest: string; changedFiles: string[] } | undefined>;
  delete(repo: string, options?: { quant?: string }): Promise<boolean>;
}
export type QuantStatus = 'available' | 'downloading' | 'paused' | 'downloaded' | 'failed';
export interface QuantEntry {
  readonly name: string;
  readonly format: 'onnx' | 'gguf' | 'safetensors';
  readonly files: string[];
  readonly size: number;
  readonly loaded: number;
  readonly status: QuantStatus;
  readonly error?: string;
}
export interface RepoManifest {
  readonly repo: string;
  readonly revision: string;
  readonly commit: string;
  readonly task?: string;
  readonly library?: string;
  readonly files: { path: string; size: number; sha256?: string; gitSha1?: string; stored: boolean }[];
  readonly quants: Record<string, QuantEntry>;
}

export type ErrorCode =
  | 'INVALID'
  | 'NOT_FOUND'
  | 'QUOTA'
  | 'INTEGRITY'
  | 'CORRUPT'
  | 'NETWORK'
  | 'HTTP'
  | 'GATED'
  | 'UNSUPPORTED'
  | 'CLOSED'
  | 'CONFLICT'
  | 'BLOCKED'
  | 'VERSION';
export class GranaryError extends Error {
  // The package adds 'FAILED': the platform failed for a reason of its own.
  readonly code: ErrorCode | 'FAILED';
  readonly details: Record<string, unknown>;
  static is(error: unknown): error is GranaryError;
}
