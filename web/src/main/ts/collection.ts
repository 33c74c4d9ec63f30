import { bindMethods } from './bind-methods.js';
import { call, unlessAborted, type CallOptions } from './call.js';
import { GranaryError, invalid } from './errors.js';
import { toJson } from './json.js';
import { callback, checkKey, checkOptions, flag, refusal, signal, wholeNumber } from './options.js';
import type { OnProgress } from './progress.js';
import type { RawMatch } from './shapes.js';
import { runTask } from './task.js';
import type { CollectionSettings, CoreCollection, task } from './vector-program.js';

export type Vector = Float32Array | number[];

/**
 * Says which items a search may return. All members must hold. `{ lang: 'en' }` asks for a value; a field that is a list
 * holds when one of its items does. `{ year: { gte: 2020, lt: 2030 } }` compares, with `gt`, `gte`, `lt`, `lte`, `in`
 * and `ne`. `and`, `or` and `not` combine filters.
 */
export type Filter = Record<string, unknown> | ((metadata: unknown, id: string) => boolean);

/** One result of a search. */
export interface Match {
  readonly id: string;
  /**
   * The cosine or the product, of which a higher one is better, or the distance, of which a lower one is better. With a
   * text: a score of which a higher one is better.
   */
  readonly score: number;
  readonly metadata?: unknown;
  readonly vector?: Float32Array;
}

export interface InsertOptions extends CallOptions {
  /** Default: an id that no other item has. An item with the same id is replaced. */
  id?: string | undefined;
  /** JSON data, which filters ask for and searches return. */
  metadata?: unknown;
  /** A text, by whose words a search may find the item. */
  text?: string | undefined;
}

export interface BatchOptions extends CallOptions {
  /** An id for each vector. */
  ids?: string[] | undefined;
  /** The metadata of each vector. */
  metadata?: unknown[] | undefined;
  /** The text of each vector. */
  texts?: string[] | undefined;
  onProgress?: OnProgress | undefined;
}

export interface SaveOptions extends CallOptions {
  /** The bytes are those that this save writes. */
  onProgress?: OnProgress | undefined;
}

export interface SearchOptions extends CallOptions {
  /** How many items to return at most. Default: 10. */
  k?: number | undefined;
  /** How many candidates a graph keeps: more find more of the truth, and take longer. Default: 64, or k. */
  ef?: number | undefined;
  filter?: Filter | undefined;
  /** Whether the results have their vectors. Default: false. */
  includeVectors?: boolean | undefined;
}

/**
 * Stores one collection.
 *
 * @internal
 */
export interface CollectionStorage {
  /** Stores what has changed since the last save. */
  save(core: CoreCollection, options: SaveOptions): Promise<void>;
}

const text = (value: unknown, option: string) => {
  if (typeof value !== 'string') throw refusal(option, value, 'a string');
};

const json = () => {};

const filter = (value: unknown, option: string) => {
  if (typeof value === 'function') return;
  if (Object.prototype.toString.call(value) !== '[object Object]')
    throw refusal(option, value, 'an object or a function');
};

const insertOptions = { id: checkKey, metadata: json, text, signal };
const searchOptions = { k: wholeNumber(1), ef: wholeNumber(1, 65_536), filter, includeVectors: flag, signal };

/** Gives a vector as floats; an array is converted. */
function floats(vector: unknown, what: string): Float32Array {
  if (Object.prototype.toString.call(vector) === '[object Float32Array]') return vector as Float32Array;
  if (Array.isArray(vector)) return Float32Array.from(vector as number[]);
  throw refusal(what, vector, 'a Float32Array or an array of numbers');
}

/** A list of a batch, as the core takes it: empty when it was not given. */
function checkedList(name: string, list: unknown, count: number): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) throw refusal(name, list, 'an array');
  if (list.length !== count)
    throw invalid(`${name} has ${list.length} items for ${count} vectors.`, { option: name });
}

/**
 * Vectors under ids, with metadata and texts, and the search for the nearest of them. A long call pauses every few
 * milliseconds, so that the page stays smooth, and calls at the same time run in turns.
 */
export interface Collection extends AsyncDisposable {}
export class Collection {
  /** The name under which a granary keeps the collection; empty for a collection without a granary. */
  readonly name: string;
  readonly dimensions: number;
  readonly metric: 'cosine' | 'dot' | 'euclidean' | 'manhattan';
  readonly #core: CoreCollection;
  readonly #makeTask: typeof task;
  readonly #storage: CollectionStorage | undefined;

  /** @internal */
  constructor(
    name: string,
    { dimensions, metric }: Pick<CollectionSettings, 'dimensions' | 'metric'>,
    core: CoreCollection,
    makeTask: typeof task,
    storage?: CollectionStorage,
  ) {
    this.#core = core;
    this.#makeTask = makeTask;
    this.#storage = storage;
    this.name = name;
    this.dimensions = dimensions;
    this.metric = metric as Collection['metric'];
    bindMethods(this);
  }

  /** The number of items. */
  get size(): number {
    return this.#core.size();
  }

  /** The bytes of memory that the vectors and their index take; metadata and texts come on top. */
  get bytes(): number {
    return this.#core.bytes();
  }

  /** What computes distances: WebAssembly with relaxed or plain SIMD, or JavaScript. */
  get kernel(): 'relaxed' | 'simd' | 'java' {
    return this.#core.kernel() as 'relaxed' | 'simd' | 'java';
  }

  /** Inserts a vector, and resolves to its id. An item with the same id is replaced. */
  async insert(vector: Vector, options: InsertOptions = {}): Promise<string> {
    checkOptions(options, insertOptions);
    const { id = null, metadata, text = null } = options;
    const numbers = this.#floats(vector, 'vector');
    const json = metadata === undefined ? null : toJson(metadata, 'metadata');
    return unlessAborted(options.signal, () => this.#core.insert(numbers, id, json, text));
  }

  /**
   * Inserts many vectors: the rows of a matrix, or a list. Resolves to their ids. All vectors are checked before the
   * first is inserted. Do not change the vectors before the promise resolves. After an abort, the vectors that were
   * inserted so far stay.
   */
  async insertBatch(vectors: Float32Array | Vector[], options: BatchOptions = {}): Promise<string[]> {
    const rows = this.#rows(vectors);
    const count = rows.length / this.dimensions;
    const list = (value: unknown, option: string) => checkedList(option, value, count);
    checkOptions(options, { ids: list, metadata: list, texts: list, signal, onProgress: callback });
    const { ids = [], metadata = [], texts = [] } = options;
    ids.forEach((id, row) => checkKey(id, `ids[${row}]`));
    texts.forEach((each, row) => each === undefined || text(each, `texts[${row}]`));
    const jsons = metadata.map((value, row) =>
      value === undefined ? null : toJson(value, `metadata[${row}]`),
    );
    const found = texts.map((each) => each ?? null);
    return runTask(options, (task) => this.#core.insertBatch(rows, ids, jsons, found, task), this.#makeTask);
  }

  /**
   * Finds the nearest items, best first. With a text it finds items by the words of their texts (BM25). With both, it
   * joins the two rankings by reciprocal ranks.
   */
  async search(
    query: Vector | { vector?: Vector | undefined; text?: string | undefined },
    options: SearchOptions = {},
  ): Promise<Match[]> {
    checkOptions(options, searchOptions);
    const { k = 10, ef = 0, filter, includeVectors = false } = options;
    const asked = ArrayBuffer.isView(query) || Array.isArray(query) ? { vector: query } : query;
    checkOptions(asked, { vector: json, text });
    const { vector, text: words = null } = (asked ?? {}) as { vector?: Vector; text?: string };
    const search = {
      vector: vector === undefined ? null : this.#floats(vector, 'vector').slice(),
      text: words,
      k: Math.min(k, 0x7fffffff),
      ef,
      filter: typeof filter === 'object' ? toJson(filter, 'filter') : null,
      accepts: typeof filter === 'function' ? judge(filter) : null,
      includeVectors,
    };
    return unlessAborted(options.signal, async () => (await this.#core.search(search)).map(matchOf));
  }

  /** Gives an item with its vector; undefined when there is none. */
  async get(
    id: string,
    options?: CallOptions,
  ): Promise<{ id: string; vector: Float32Array; metadata?: unknown } | undefined> {
    checkKey(id, 'id');
    return call(options, async () => {
      const found = await this.#core.get(id);
      if (!found) return undefined;
      const { vector, metadata } = found;
      return { id, vector: vector!, ...(metadata !== null && { metadata: JSON.parse(metadata) }) };
    });
  }

  /** Says whether there is an item with this id. */
  has(id: string): boolean {
    return this.#core.has(id);
  }

  /** Deletes an item. Resolves to false when there was none. `compact` gives its room back. */
  async delete(id: string, options?: CallOptions): Promise<boolean> {
    checkKey(id, 'id');
    return call(options, () => this.#core.delete(id));
  }

  /** Gives up the room of deleted items, and builds the index again. Searches go on meanwhile. */
  async compact(options?: CallOptions): Promise<void> {
    return call(options, () => this.#core.compact());
  }

  /**
   * Stores the segments that have changed since the last save, of up to 10 MiB each, and the description last. After a
   * crash the collection is as the last complete save left it. Rejects with `CONFLICT` when another tab has saved or
   * deleted the collection since it was opened here. Inserts wait until the end. A collection of `createCollection` has
   * no store, so its `save` rejects with `UNSUPPORTED`.
   */
  async save(options: SaveOptions = {}): Promise<void> {
    checkOptions(options, { signal, onProgress: callback });
    if (!this.#storage) {
      const message =
        'A collection of createCollection has no store. Open it by granary.vectors.open to save it.';
      throw new GranaryError(message, { code: 'UNSUPPORTED' });
    }
    return this.#storage.save(this.#core, options);
  }

  /** Gives the memory back. What was not saved is gone. All later calls reject with `CLOSED`. */
  close(): void {
    this.#core.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** Gives a vector of the right length. */
  #floats(vector: unknown, what: string): Float32Array {
    const numbers = floats(vector, what);
    if (numbers.length !== this.dimensions) {
      const message = `${what} has ${numbers.length} dimensions; the collection has ${this.dimensions}.`;
      throw invalid(message, { expected: this.dimensions, actual: numbers.length });
    }
    return numbers;
  }

  /** Gives the vectors of a batch as the rows of a matrix. */
  #rows(vectors: unknown): Float32Array {
    if (Array.isArray(vectors)) {
      const rows = new Float32Array(vectors.length * this.dimensions);
      vectors.forEach((each, row) => rows.set(this.#floats(each, `vectors[${row}]`), row * this.dimensions));
      return rows;
    }
    const rows = floats(vectors, 'vectors');
    if (rows.length % this.dimensions !== 0) {
      const message = `${rows.length} numbers are not whole vectors of ${this.dimensions} dimensions.`;
      throw invalid(message, { expected: this.dimensions, actual: rows.length });
    }
    return rows;
  }
}

function judge(filter: (metadata: unknown, id: string) => boolean) {
  return (metadata: string | null, id: string) =>
    Boolean(filter(metadata === null ? undefined : JSON.parse(metadata), id));
}

function matchOf({ id, score, metadata, vector }: RawMatch): Match {
  return {
    id,
    score,
    ...(metadata !== null && { metadata: JSON.parse(metadata) as unknown }),
    ...(vector && { vector }),
  };
}
