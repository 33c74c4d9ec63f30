// Written by web/build/boundary.mjs from the Java interfaces of dev.granary.web.api. Change those.
import type { DownloadPlan, RepoManifest, RepoUpdate } from './hub.js';
import type {
  CoreTask,
  CoreTensors,
  RawAnswer,
  RawCapabilities,
  RawCleanReport,
  RawCollectionInfo,
  RawFileInfo,
  RawModelInfo,
  RawStats,
  RawTensorInfo,
  RawUnfinished,
  RawUsage,
  RawVerifyReport,
} from './shapes.js';

/** The names of the base that the chunks take when they are linked. */
export const base: object;
/** Opens a store. */
export function open(settings: Settings): Promise<Core>;
/** Says what this environment offers. */
export function probe(): Promise<RawCapabilities>;
/** Makes a task, through which JavaScript aborts one call and hears its progress. */
export function task(onProgress: ((progress: Record<string, unknown>) => void) | null): CoreTask;

/** Exports one open store: its files, and the store as a whole. */
export interface Core {
  backend(): string;
  chunkForm(): string;
  /** Says whether a worker computes digests, as far as is known. */
  usesWorker(): boolean;
  /** Says whether WebAssembly computes digests now. */
  usesKernels(): boolean;
  /** Returns the number by which the exports of the other chunks find this store. */
  id(): Promise<number>;
  /**
   * Stores a file. The source is a Blob, ArrayBuffer, view, ReadableStream, Response or async iterable; any other
   * source is INVALID.
   */
  put(key: string, source: unknown, spec: Spec, task: CoreTask): Promise<CoreFile>;
  get(key: string): Promise<CoreFile | null>;
  has(key: string): Promise<boolean>;
  list(prefix: string): Promise<RawFileInfo[]>;
  /** Deletes a file, with or without its documents. */
  delete(key: string, documents: boolean): Promise<boolean>;
  pin(key: string, pinned: boolean): Promise<void>;
  downloads(): CoreDownloads;
  documents(): CoreDocuments;
  stats(): Promise<RawStats>;
  /** Deletes garbage, and items of some kinds. A number is -1 where the caller does not ask for it. */
  clean(
    unusedFor: number,
    maxBytes: number,
    kinds: string[],
    dryRun: boolean,
    task: CoreTask,
  ): Promise<RawCleanReport>;
  persist(): Promise<boolean>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Exports the documents of an open store. */
export interface CoreDocuments {
  put(key: string, json: string): Promise<void>;
  get(key: string): Promise<string | null>;
  has(key: string): Promise<boolean>;
  delete(key: string): Promise<boolean>;
  keys(prefix: string): Promise<string[]>;
}

/** Exports the downloads of an open store. */
export interface CoreDownloads {
  /** Downloads a file. The URL is absolute, and has neither a fragment nor a password. */
  fetch(
    key: string,
    url: string,
    spec: Spec,
    request: RawRequest,
    revalidate: boolean,
    task: CoreTask,
  ): Promise<CoreFile>;
  resume(key: string, request: RawRequest, task: CoreTask): Promise<CoreFile>;
  /** Stops a download. `how`: 'paused' or 'discarded', as in the details of its callers' error. */
  stop(key: string, how: string): Promise<boolean>;
  unfinished(): Promise<RawUnfinished[]>;
}

/** Exports an open file, unchanged since it was opened. A range is [start, end); a range out of bounds is INVALID. */
export interface CoreFile {
  info(): RawFileInfo;
  blob(start: number, end: number): Promise<Blob>;
  bytes(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  reader(start: number, end: number): CoreReader;
  /** Returns the answer to a request with these headers; a header is null where the request has none. */
  answer(method: string, range: string | null, ifRange: string | null, ifNoneMatch: string | null): RawAnswer;
}

/** Exports the repositories of a hub. */
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
  /** Downloads a quant or files. `pinned`: 1 or 0; -1 leaves the pins unchanged. */
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

/** Hands out the image of a collection. The program of the vectors makes it. */
export interface CoreImageSource {
  dimensions(): number;
  /** Returns the number of items. */
  items(): number;
  /** Returns what a loader needs to know, as JSON. */
  meta(): string;
  /** Goes on to the next segment; false at the end. */
  advance(): boolean;
  /** Returns the place of this segment in the stored image, or -1 when the segment is new. */
  kept(): number;
  /** Returns the bytes of this segment, which then belong to the store. */
  bytes(): Int8Array;
}

/** Exports an open model, as it was when it was opened. */
export interface CoreModel {
  info(): RawModelInfo;
  tensors(): RawTensorInfo[];
  missing(): string[];
  /** Reads a tensor; `as` is the type to convert to, or null. */
  tensor(name: string, as: string | null, task: CoreTask): Promise<Uint8Array<ArrayBuffer>>;
  blob(name: string): Promise<Blob>;
  /** Returns the model afterwards. */
  putTensors(tensors: CoreTensors, task: CoreTask): Promise<CoreModel>;
  /** Returns the model afterwards, or null when it has no such tensor. */
  deleteTensor(name: string): Promise<CoreModel | null>;
}

/** Exports the models of an open store. A version that is null stands for the newest. */
export interface CoreModels {
  /**
   * Lists the tensors of an open file, and of the stored files beside it that belong to it. Fails with NOT_FOUND
   * when one of these is not stored.
   */
  tensors(file: CoreFile, key: string, sha256: string, size: number): Promise<RawTensorInfo[]>;
  /** Returns the metadata in the header of an open file, as JSON. */
  header(file: CoreFile, key: string, sha256: string, size: number): Promise<string>;
  put(model: ModelFields, tensors: CoreTensors, task: CoreTask): Promise<CoreModel>;
  /**
   * Makes a model of the stored files with these keys, whose content has these digests; or of a Blob, when there is
   * one.
   */
  importFiles(
    model: ModelFields,
    keys: string[],
    digests: string[],
    blob: Blob | null,
    align: boolean,
    task: CoreTask,
  ): Promise<CoreModel>;
  get(id: string, version: string | null): Promise<CoreModel | null>;
  has(id: string, version: string | null): Promise<boolean>;
  list(name: string | null, framework: string | null): Promise<RawModelInfo[]>;
  versions(id: string): Promise<string[]>;
  /** Deletes a version, or for null all versions. */
  delete(id: string, version: string | null): Promise<boolean>;
  pin(id: string, version: string | null, pinned: boolean): Promise<void>;
}

/** Reads verified pieces in their order, and the next piece while the caller uses the last one. */
export interface CoreReader {
  /** Returns the next piece, which belongs to the caller; null at the end. */
  next(): Promise<Uint8Array<ArrayBuffer> | null>;
  cancel(): void;
}

/** Exports the stored image of a collection, as it was when it was opened. */
export interface CoreStoredImage {
  generation(): number;
  /** Returns what a loader needs to know, as JSON. */
  meta(): string;
  /** Promises the next segment, verified; null after the last. */
  next(): Promise<Int8Array | null>;
}

/** Exports the bundles of an open store, the verification of its files, and its usage. */
export interface CoreUpkeep {
  /** Returns the pieces of a bundle. Fails with NOT_FOUND when one of the files is not stored. */
  exportBundle(keys: string[]): Promise<CoreReader>;
  /** Imports a bundle from a Blob or a ReadableStream; any other source is INVALID. */
  importBundle(source: unknown, task: CoreTask): Promise<RawFileInfo[]>;
  /** Verifies the file and the model of a key, or everything when the key is null. */
  verify(key: string | null, repair: boolean, task: CoreTask): Promise<RawVerifyReport>;
  /** Counts what is stored, lists the items with their use, and suggests what to do. */
  stats(): Promise<RawUsage>;
}

/** Exports the stored collections of an open store. */
export interface CoreVectors {
  /** Opens the stored image of a collection, or promises null. */
  open(name: string): Promise<CoreStoredImage | null>;
  /**
   * Saves an image, and promises its generation. Fails with CONFLICT when the stored image has another generation
   * than the one that the caller opened or saved last; 0 stands for none.
   */
  save(name: string, generation: number, image: CoreImageSource, task: CoreTask): Promise<number>;
  list(): Promise<RawCollectionInfo[]>;
  delete(name: string): Promise<boolean>;
}

/** Says which hub to ask, and how. Every property is present. */
export interface HubSettings {
  /** Returns an absolute URL, with or without a slash at its end. */
  readonly endpoint: string;
  /** Returns the function that gives the token; the token is empty where there is none. */
  readonly token: () => Promise<string>;
  /** Returns the caller's own fetch, or null. */
  readonly fetch: typeof fetch | null;
}

/** Says what a caller says of a model. Every property is present. */
export interface ModelFields {
  readonly id: string;
  /** Returns the name, or null for the id. */
  readonly name: string | null;
  /** Returns the version, or null for the default. */
  readonly version: string | null;
  readonly framework: string | null;
  /** Returns the metadata as JSON, or null. */
  readonly metadata: string | null;
  /** Returns 1 or 0; -1 leaves the pin unchanged. */
  readonly pinned: number;
}

/** Says how to ask a server. Every property is present. */
export interface RawRequest {
  /** Returns the caller's own fetch, or null. */
  readonly fetch: typeof fetch | null;
  /** Returns the headers as a flat list: name, value, name, value, and so on. */
  readonly headers: string[];
  readonly retries: number;
}

/** Says how to open a store. Every property is present. */
export interface Settings {
  readonly name: string;
  readonly inMemory: boolean;
  readonly chunkSize: number;
  /** Returns the budget in bytes; Infinity where there is none. */
  readonly budget: number;
  /** Returns how many bytes of decoded tensors to keep in memory. */
  readonly memoryCache: number;
  /** Returns 'first-read', 'always' or 'never'. */
  readonly verify: string;
  /** Returns the function that starts the digest worker; null where its file or Worker is missing. */
  readonly startWorker: (() => Worker) | null;
  /** Returns the function that fetches the WebAssembly kernels; null where their file is missing. */
  readonly fetchKernels: (() => Promise<Response>) | null;
  /** Returns the function that hears which file of the package cannot be used, and why. */
  readonly unusable: (file: string, cause: unknown) => void;
  readonly hub: HubSettings;
  /** Returns the function that loads the part that has models, and opens it for this store. */
  readonly loadModels: () => Promise<unknown>;
  /** Returns the function that takes each event. The core never calls this function in the middle of its own work. */
  readonly emit: (type: string, detail: Record<string, unknown>) => void;
}

/** Says what a caller knows of a file before its first byte. Every property is present. */
export interface Spec {
  /** Returns the media type; empty where the source's type is to be taken. */
  readonly type: string;
  /** Returns the promised size, or -1. */
  readonly size: number;
  /** Returns the promised SHA-256, or null. */
  readonly sha256: string | null;
  /** Returns 1 or 0; -1 leaves the pin unchanged. */
  readonly pinned: number;
  /** Returns the metadata as JSON, or null. */
  readonly metadata: string | null;
  /** Returns whether chunks are to be encoded where that saves space. */
  readonly encoded: boolean;
  /** Returns whether chunks are to end where the tensors of the file begin and end. */
  readonly aligned: boolean;
}
