import { bindMethods } from './bind-methods.js';
import { call, unlessAborted, type CallOptions } from './call.js';
import { vectorsChunk } from './chunks.js';
import { Collection, type CollectionStorage, type SaveOptions } from './collection.js';
import type { Core, CoreStoredImage, CoreVectors } from './core.js';
import { invalid } from './errors.js';
import { checkKey, checkOptions } from './options.js';
import { runTask } from './task.js';
import { benchmark, type BenchmarkOptions, type BenchmarkReport } from './vector-benchmark.js';
import { loadCollection, makeTask } from './vector-kernels.js';
import type { CoreCollection, CoreLoader } from './vector-program.js';
import { collectionOptions, emptyCollection, settingsOf, type CollectionOptions } from './vectors.js';

export interface CollectionInfo {
  readonly name: string;
  readonly dimensions: number;
  /** The number of items. */
  readonly size: number;
  /** The stored bytes. */
  readonly bytes: number;
}

/** A segment of an image has so many bytes at most, which is also what a save owns beside the collection. */
const segmentBytes = 10 * 1024 * 1024;

/** The collections of vectors that a granary stores. */
export class Vectors {
  readonly #core: Core;

  /** @internal */
  constructor(core: Core) {
    this.#core = core;
    bindMethods(this);
  }

  /**
   * Opens a stored collection: reads it into memory. Gives an empty collection when none of this name is stored; then
   * `dimensions` is needed. The other options of a stored collection must be those that it was made with, or absent.
   * Two tabs may open the same collection; each has a copy of its own, and of two that save, the second one gets a
   * `CONFLICT`. An event `change` with the kind 'collection' tells of every save.
   */
  async open(name: string, options: CollectionOptions & CallOptions = {}): Promise<Collection> {
    checkKey(name, 'name');
    checkOptions(options, collectionOptions);
    const { signal, ...given } = options;
    return unlessAborted(signal, async () => {
      const vectors = await this.#vectors();
      const stored = await vectors.open(name);
      if (!stored) return emptyCollection(name, settingsOf(given), new Storage(vectors, name, 0));
      // First, because the program checks the description.
      const loader = await loadCollection(stored.meta());
      const meta = JSON.parse(stored.meta()) as Record<string, unknown> & {
        dimensions: number;
        metric: string;
      };
      expectSame(name, given, meta);
      const core = await loaded(stored, loader, signal);
      return new Collection(name, meta, core, makeTask, new Storage(vectors, name, stored.generation()));
    });
  }

  /** Lists the stored collections, in the order of their names. */
  async list(options?: CallOptions): Promise<CollectionInfo[]> {
    return call(options, async () => (await this.#vectors()).list());
  }

  /** Deletes a stored collection. Resolves to false when there was none. Open collections stay as they are. */
  async delete(name: string, options?: CallOptions): Promise<boolean> {
    checkKey(name, 'name');
    return call(options, async () => (await this.#vectors()).delete(name));
  }

  /** Measures inserts and searches on this machine, with generated vectors and the default options. */
  async benchmark(options?: BenchmarkOptions): Promise<BenchmarkReport> {
    return benchmark(options);
  }

  #vectors(): Promise<CoreVectors> {
    return vectorsChunk.of(this.#core);
  }
}

/** Reads the segments of an image. The next segment is read while the last one is taken. */
async function loaded(
  stored: CoreStoredImage,
  loader: CoreLoader,
  signal: AbortSignal | undefined,
): Promise<CoreCollection> {
  let next = stored.next();
  for (let segment; (segment = await next);) {
    signal?.throwIfAborted();
    next = stored.next();
    next.catch(() => {}); // Reported when it is awaited. A failure of the loader comes first.
    await loader.add(segment);
  }
  return loader.finish();
}

function expectSame(name: string, options: CollectionOptions, meta: Record<string, unknown>): void {
  const stored: Record<string, unknown> = { ...meta, quantization: meta.quantised ? 'int8' : 'none' };
  for (const [option, value] of Object.entries(options)) {
    if (value !== undefined && value !== stored[option]) {
      const message = `The collection "${name}" was made with ${option} ${stored[option]}, not ${value}.`;
      throw invalid(message, { option, expected: value, actual: stored[option] });
    }
  }
}

/** Saves one open collection. */
class Storage implements CollectionStorage {
  readonly #vectors: CoreVectors;
  readonly #name: string;
  /** That of the image which was opened or saved last; 0 when there is none. */
  #generation: number;

  constructor(vectors: CoreVectors, name: string, generation: number) {
    this.#vectors = vectors;
    this.#name = name;
    this.#generation = generation;
  }

  async save(core: CoreCollection, options: SaveOptions): Promise<void> {
    return runTask(options, async (task) => {
      const image = await core.image(segmentBytes);
      let saved = false;
      try {
        this.#generation = await this.#vectors.save(this.#name, this.#generation, image, task);
        saved = true;
      } finally {
        image.end(saved);
      }
    });
  }
}
