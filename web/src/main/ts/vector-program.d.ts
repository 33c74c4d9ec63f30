// Written by web/build/boundary.mjs from the Java interfaces of dev.granary.web.vector. Change those.
import type { CoreTask, RawMatch } from './shapes.js';

/** Makes an empty collection. Each has a memory of its own, so that closing one gives all of it back. */
export function collection(
  settings: CollectionSettings,
  relaxed: (() => Promise<Response>) | null,
  baseline: (() => Promise<Response>) | null,
): Promise<CoreCollection>;
/** Begins to load a collection from its stored image. */
export function load(
  meta: string,
  relaxed: (() => Promise<Response>) | null,
  baseline: (() => Promise<Response>) | null,
): Promise<CoreLoader>;
/** Makes a task, through which JavaScript aborts one call and hears its progress. */
export function task(onProgress: ((progress: Record<string, unknown>) => void) | null): CoreTask;

/** Says what a collection is made of. Every property is present. */
export interface CollectionSettings {
  readonly dimensions: number;
  /** Returns 'cosine', 'dot', 'euclidean' or 'manhattan'. */
  readonly metric: string;
  /** Returns 'auto', 'flat' or 'hnsw'. */
  readonly index: string;
  readonly quantized: boolean;
  readonly m: number;
  readonly efConstruction: number;
  readonly seed: number;
}

/** A collection of vectors. */
export interface CoreCollection {
  /** Returns the number of items. */
  size(): number;
  /** Returns the bytes of the vectors and their index. */
  bytes(): number;
  /** Returns 'relaxed', 'simd' or 'java'. */
  kernel(): string;
  /** Inserts an item, and promises its id. */
  insert(
    vector: Float32Array,
    id: string | null,
    metadata: string | null,
    text: string | null,
  ): Promise<string>;
  /** Inserts the rows of a matrix. A list is empty, or has an item for each row. */
  insertBatch(
    vectors: Float32Array,
    ids: string[],
    metadata: (string | null)[],
    texts: (string | null)[],
    task: CoreTask,
  ): Promise<string[]>;
  search(search: CoreSearch): Promise<RawMatch[]>;
  /** Promises an item, or null. */
  get(id: string): Promise<RawMatch | null>;
  has(id: string): boolean;
  delete(id: string): Promise<boolean>;
  /** Gives up the rows of deleted items, and builds the index again. */
  compact(): Promise<void>;
  /** Promises the image of the collection as it is, in segments of about so many bytes. The caller ends the image. */
  image(segmentBytes: number): Promise<CoreImage>;
  /** Gives the memory back. All later calls fail. */
  close(): void;
}

/** The image of a collection, which the store takes segment by segment. Inserts and deletions wait until its end. */
export interface CoreImage {
  dimensions(): number;
  /** Returns the number of items. */
  items(): number;
  /** Returns what a loader needs to know, as JSON. */
  meta(): string;
  /** Goes on to the next segment; false at the end. */
  advance(): boolean;
  /** Returns the place of this segment in the stored image, or -1 when the segment is new. */
  kept(): number;
  /** Returns the bytes of this segment. */
  bytes(): Int8Array;
  /** Ends the image; says whether it was stored. */
  end(stored: boolean): void;
}

/** Makes a collection of its stored image. */
export interface CoreLoader {
  /** Reads the next segment. */
  add(segment: Int8Array): Promise<void>;
  /** Promises the collection, after the last segment. */
  finish(): Promise<CoreCollection>;
}

/** Says what a search asks for. Every property is present. */
export interface CoreSearch {
  readonly vector: Float32Array | null;
  readonly text: string | null;
  readonly k: number;
  /** Returns how many candidates a search in a graph keeps; 0 leaves it to the collection. */
  readonly ef: number;
  /** Returns a filter as JSON. */
  readonly filter: string | null;
  /** Returns a filter of the caller's own. */
  readonly accepts: ((metadata: string | null, id: string) => boolean) | null;
  readonly includeVectors: boolean;
}
