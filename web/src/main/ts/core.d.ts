// Written by web/build/boundary.mjs from the Java interfaces of dev.granary.web.api. Change those.
import type { DownloadPlan, RepoManifest, RepoUpdate } from './hub.js';
import type {
  CoreTask,
  RawAnswer,
  RawCapabilities,
  RawCleanReport,
  RawFileInfo,
  RawStats,
  RawUnfinished,
  RawVerifyReport,
} from './shapes.js';

/** Opens a store. */
export function open(settings: Settings): Promise<Core>;
/** Says what this environment offers. */
export function probe(): Promise<RawCapabilities>;
/** Makes a task, by which one call can be aborted and tells its progress. */
export function task(onProgress: ((progress: Record<string, unknown>) => void) | null): CoreTask;

/** One open store: its files, and the store as a whole. */
export interface Core {
  backend(): string;
  chunkForm(): string;
  /** The number under which the exports of the other chunks find this store. */
  id(): Promise<number>;
  /** The source: a Blob, ArrayBuffer, view, ReadableStream, Response or async iterable; anything else is INVALID. */
  put(key: string, source: unknown, spec: Spec, task: CoreTask): Promise<CoreFile>;
  get(key: string): Promise<CoreFile | null>;
  has(key: string): Promise<boolean>;
  list(prefix: string): Promise<RawFileInfo[]>;
  /** With or without the documents of the file. */
  delete(key: string, documents: boolean): Promise<boolean>;
  pin(key: string, pinned: boolean): Promise<void>;
  downloads(): CoreDownloads;
  documents(): CoreDocuments;
  stats(): Promise<RawStats>;
  /** A number is -1 where the caller does not ask for it. `files`: whether files may go. */
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

/** The downloads of an open store. */
export interface CoreDownloads {
  /** The URL is absolute, and has neither a fragment nor a password. */
  fetch(
    key: string,
    url: string,
    spec: Spec,
    request: RawRequest,
    revalidate: boolean,
    task: CoreTask,
  ): Promise<CoreFile>;
  resume(key: string, request: RawRequest, task: CoreTask): Promise<CoreFile>;
  /** `how`: 'paused' or 'discarded', as in the details of the error that its callers get. */
  stop(key: string, how: string): Promise<boolean>;
  unfinished(): Promise<RawUnfinished[]>;
}

/** A file as it was when it was opened. Ranges are [start, end); out of bounds is INVALID. */
export interface CoreFile {
  info(): RawFileInfo;
  blob(start: number, end: number): Promise<Blob>;
  bytes(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  reader(start: number, end: number): CoreReader;
  /** What to answer to a request with these headers, which are null where it has none. */
  answer(method: string, range: string | null, ifRange: string | null, ifNoneMatch: string | null): RawAnswer;
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
  /** `pinned`: 1 or 0, and -1 to leave it as it is. */
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

/** Verified pieces in their order. It reads the next piece while the caller uses the last one. */
export interface CoreReader {
  /** Gives the next piece, which is the caller's own; null at the end. */
  next(): Promise<Uint8Array<ArrayBuffer> | null>;
  cancel(): void;
}

/** The bundles of an open store, and the verification of what it holds. */
export interface CoreUpkeep {
  /** Gives the pieces of a bundle. NOT_FOUND where one of the files is not stored. */
  exportBundle(keys: string[]): Promise<CoreReader>;
  /** The source: a Blob or a ReadableStream; anything else is INVALID. */
  importBundle(source: unknown, task: CoreTask): Promise<RawFileInfo[]>;
  /** Verifies one file, or all files where the key is null. */
  verify(key: string | null, repair: boolean, task: CoreTask): Promise<RawVerifyReport>;
}

/** Which hub to ask, and how. Every property is present. */
export interface HubSettings {
  /** An absolute URL, with or without a slash at its end. */
  readonly endpoint: string;
  /** Gives the token; empty where there is none. */
  readonly token: () => Promise<string>;
  /** The caller's own fetch, or null. */
  readonly fetch: typeof fetch | null;
}

/** How to ask a server. Every property is present. */
export interface RawRequest {
  /** The caller's own fetch, or null. */
  readonly fetch: typeof fetch | null;
  /** Name, value, name, value, and so on. */
  readonly headers: string[];
  readonly retries: number;
}

/** How to open a store. Every property is present. */
export interface Settings {
  readonly name: string;
  readonly inMemory: boolean;
  readonly chunkSize: number;
  /** Bytes; Infinity where there is none. */
  readonly budget: number;
  /** 'first-read', 'always' or 'never'. */
  readonly verify: string;
  /** Starts the digest worker; null where its file or Worker is missing. */
  readonly startWorker: (() => Worker) | null;
  /** Fetches the WebAssembly kernels; null where their file is missing. */
  readonly fetchKernels: (() => Promise<Response>) | null;
  readonly hub: HubSettings;
  /** Takes each event. The core never calls it in the middle of its own work. */
  readonly emit: (type: string, detail: Record<string, unknown>) => void;
}

/** What a caller says of a file before its first byte. Every property is present. */
export interface Spec {
  /** A media type; empty to take that of the source. */
  readonly type: string;
  /** The promised size, or -1. */
  readonly size: number;
  /** The promised SHA-256, or null. */
  readonly sha256: string | null;
  /** 1 or 0, and -1 to leave it as it is. */
  readonly pinned: number;
  /** JSON, or null. */
  readonly metadata: string | null;
  /** Whether chunks are to be encoded where that pays. */
  readonly encoded: boolean;
}
