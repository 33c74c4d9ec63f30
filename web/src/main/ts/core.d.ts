// What the compiled Java exports, as flat as it can be: the facade is its only caller. It calls with every argument
// present, of the right type and within its limits; what is done with it is decided in Java.

import type { DownloadPlan, RepoManifest, RepoUpdate } from './hub.js';

/** What every rejection of the core carries, unless it is the very reason that a task was aborted with. */
export interface RawError {
  readonly granary: 1;
  readonly code: string;
  readonly message: string;
  readonly details: Record<string, unknown>;
  readonly cause: unknown;
}

export interface CoreSettings {
  readonly name: string;
  readonly inMemory: boolean;
  readonly chunkSize: number;
  /** Bytes; Infinity where there is none. */
  readonly budget: number;
  /** 'first-read', 'always' or 'never'. */
  readonly verify: string;
  /** Starts the digest worker from the package's own files; null where there is no such file or no Worker. */
  readonly startWorker: (() => Worker) | null;
  /** Fetches the WebAssembly kernels from there; null where there is no such file. */
  readonly fetchKernels: (() => Promise<Response>) | null;
  readonly hub: HubSettings;
  /** Called for each event, never while the core is in the middle of something. */
  readonly emit: (type: string, detail: Record<string, unknown>) => void;
}

export function open(settings: CoreSettings): Promise<Core>;
export function probe(): Promise<RawCapabilities>;
/** Something that can be aborted and tells how far it is; for one call of one operation. */
export function task(onProgress: ((progress: Record<string, unknown>) => void) | null): CoreTask;

export interface CoreTask {
  /** The operation rejects with this very reason, and leaves nothing behind. */
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

/** One open store. */
export interface Core {
  backend(): string;
  chunkForm(): string;
  /** The source: a Blob, ArrayBuffer, view, ReadableStream, Response or async iterable; anything else is INVALID. */
  put(key: string, source: unknown, spec: RawSpec, task: CoreTask): Promise<CoreFile>;
  get(key: string): Promise<CoreFile | null>;
  has(key: string): Promise<boolean>;
  list(prefix: string): Promise<RawFileInfo[]>;
  delete(key: string, documents: boolean): Promise<boolean>;
  pin(key: string, pinned: boolean): Promise<void>;
  downloads(): CoreDownloads;
  hub(): CoreHub;
  /** The bundle's pieces. Rejects NOT_FOUND where one of the files is not there. */
  exportBundle(keys: string[]): Promise<CoreReader>;
  /** The source: a Blob or a ReadableStream; anything else is INVALID. */
  importBundle(source: unknown, task: CoreTask): Promise<RawFileInfo[]>;
  documents(): CoreDocuments;
  /** Of one file, or of all where the key is null. */
  verify(key: string | null, repair: boolean, task: CoreTask): Promise<RawVerifyReport>;
  stats(): Promise<RawStats>;
  /** With -1 for what is not asked for; `files`: whether any may be evicted. */
  clean(
    unusedFor: number,
    maxBytes: number,
    files: boolean,
    dryRun: boolean,
    task: CoreTask,
  ): Promise<RawCleanReport>;
  persist(): Promise<boolean>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** The documents of an open store. */
export interface CoreDocuments {
  put(key: string, json: string): Promise<void>;
  get(key: string): Promise<string | null>;
  has(key: string): Promise<boolean>;
  delete(key: string): Promise<boolean>;
  keys(prefix: string): Promise<string[]>;
}

/** What an open store downloads. */
export interface CoreDownloads {
  /** The URL: absolute, without a fragment or a password. */
  fetch(
    key: string,
    url: string,
    spec: RawSpec,
    request: RawRequest,
    revalidate: boolean,
    task: CoreTask,
  ): Promise<CoreFile>;
  resume(key: string, request: RawRequest, task: CoreTask): Promise<CoreFile>;
  /** `how`: 'paused' or 'discarded', as in the details of the error that its callers get. */
  stop(key: string, how: string): Promise<boolean>;
  unfinished(): Promise<RawUnfinished[]>;
}

export interface HubSettings {
  /** Absolute; with or without a slash at its end. */
  readonly endpoint: string;
  /** Empty where there is none. */
  readonly token: () => Promise<string>;
  /** Null for the platform's own. */
  readonly fetch: typeof fetch | null;
}

/** The repositories of a hub. */
export interface CoreHub {
  scan(repo: string, revision: string | null, task: CoreTask): Promise<RepoManifest>;
  get(repo: string, revision: string | null): Promise<RepoManifest | null>;
  list(): Promise<RepoManifest[]>;
  plan(
    repo: string,
    revision: string | null,
    quant: string | null,
    files: string[],
    task: CoreTask,
  ): Promise<DownloadPlan>;
  /** With 1 or 0 for pinned, and -1 to leave it as it is. */
  download(
    repo: string,
    revision: string | null,
    quant: string | null,
    files: string[],
    concurrency: number,
    pinned: number,
    task: CoreTask,
  ): Promise<RepoManifest>;
  file(repo: string, path: string, revision: string | null): Promise<CoreFile | null>;
  checkForUpdate(repo: string, task: CoreTask): Promise<RepoUpdate | null>;
  delete(repo: string, quant: string | null): Promise<boolean>;
}

/** How a server is asked. */
export interface RawRequest {
  /** Null for the platform's own. */
  readonly fetch: typeof fetch | null;
  /** Name, value, name, value, and so on. */
  readonly headers: string[];
  readonly retries: number;
}

export interface RawUnfinished {
  key: string;
  url: string | null;
  loaded: number;
  /** Or -1. */
  total: number;
  startedAt: number;
  active: boolean;
}

export interface RawSpec {
  /** A media type, or empty to take the source's own where it has one. */
  readonly type: string;
  /** The promised size, or -1. */
  readonly size: number;
  readonly sha256: string | null;
  /** 1 or 0, and -1 to leave it as it is. */
  readonly pinned: number;
  /** JSON, or null. */
  readonly metadata: string | null;
  /** Whether chunks are to be encoded where that pays. */
  readonly encoded: boolean;
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

export interface RawVerifyReport {
  checkedChunks: number;
  checkedBytes: number;
  bad: { key: string; chunk: number; reason: string; repaired: boolean }[];
}

export interface RawCleanReport {
  evicted: { kind: string; key: string; bytes: number; lastAccessed: number }[];
  sweptChunks: number;
  freedBytes: number;
  dryRun: boolean;
}

/** A file as it was when it was opened. Ranges are [start, end); out of bounds is INVALID. */
export interface CoreFile {
  info(): RawFileInfo;
  blob(start: number, end: number): Promise<Blob>;
  bytes(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  reader(start: number, end: number): CoreReader;
  /** What to answer to a request with these headers (null where it has none). */
  answer(method: string, range: string | null, ifRange: string | null, ifNoneMatch: string | null): RawAnswer;
}

/** Verified pieces in order; the next is being read while the last is used. */
export interface CoreReader {
  /** The next piece, which is the caller's own; null at the end. */
  next(): Promise<Uint8Array<ArrayBuffer> | null>;
  cancel(): void;
}

export interface RawAnswer {
  /** 200, 206, 304, 405 or 416. */
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly start: number;
  readonly end: number;
  readonly hasBody: boolean;
}
