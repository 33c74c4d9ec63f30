/// <reference lib="esnext.disposable" preserve="true" />
import { bindMethods } from './bind-methods.js';
import { call, unlessAborted, type CallOptions } from './call.js';
import { hubChunk, modelsChunk, upkeepChunk, vectorsChunk } from './chunks.js';
import type { Core } from './core.js';
import { Documents } from './documents.js';
import { engineOf, type Engine } from './engine.js';
import { Files } from './files.js';
import type { Hub } from './hub.js';
import type { Models } from './models.js';
import { checkOptions, flag, signal } from './options.js';
import type { Progress } from './progress.js';
import { clean, type CleanOptions, type CleanReport } from './space.js';
import type { Vectors } from './stored-vectors.js';
import { runTask } from './task.js';
import type { StatsOptions, Suggestion, UsageItem } from './usage.js';
import { verifyOptions, type VerifyOptions, type VerifyReport } from './verify.js';

/** The events of a granary. */
export interface GranaryEvents {
  /**
   * Any tab stored or deleted something. `kind` is 'file', 'model', 'collection', 'document' or 'repo'. The key of a model is
   * its id, `@` and its version.
   */
  change: CustomEvent<{ kind: string; key: string; action: 'put' | 'delete' | 'clear' }>;
  /** Any tab reports the progress of a put, a download or another long call. */
  progress: CustomEvent<Progress>;
  /** Granary evicted a file, to make room or because of `clean()`. There is a `change` event for it, too. */
  evict: CustomEvent<{ kind: string; key: string; bytes: number }>;
  /** 80 or 95 % of the budget, or of the browser's estimate for the origin, is used. The moment is approximate. */
  quota: CustomEvent<{ usage: number; quota: number }>;
  /** This granary has closed: by `close()`, or because another tab needs the database (`reason`). */
  close: CustomEvent<{ reason: string }>;
}

/** What a granary stores, and how much space that takes. */
export interface Stats {
  fileCount: number;
  modelCount: number;
  tensorCount: number;
  collectionCount: number;
  chunkCount: number;
  /** The sum of the sizes of the files and of the tensors. */
  logicalBytes: number;
  /** The bytes that the chunks take. This is less than `logicalBytes` when files share content or are compressed. */
  storedBytes: number;
  /** The bytes that no file needs any more. A sweep frees them. */
  garbageBytes: number;
  /** The bytes that incomplete files hold. */
  unfinishedBytes: number;
  cache: { bytes: number; hits: number; misses: number };
  /** The bytes that this origin may store, as the browser estimates; absent when the browser gives no estimate. */
  quota?: number;
  /** The bytes that this origin has stored, as the browser estimates; absent when the browser gives no estimate. */
  usage?: number;
  /** True when the browser has promised not to delete this origin's data by itself. */
  persisted: boolean;
  /** Every file, model and collection. Only with `items: true`. */
  items?: UsageItem[];
  /** What to do about the space that the store takes. Only with `items: true`. */
  suggestions?: Suggestion[];
}

const hubMethods = {
  scan: true,
  get: true,
  list: true,
  plan: true,
  download: true,
  file: true,
  checkForUpdate: true,
  delete: true,
} as const;

const modelMethods = {
  put: true,
  import: true,
  get: true,
  has: true,
  list: true,
  versions: true,
  delete: true,
  pin: true,
} as const;

const vectorMethods = { open: true, list: true, delete: true, benchmark: true } as const;

/** One open database. Several can be open at the same time, in several tabs and workers. */
export interface Granary extends AsyncDisposable {
  addEventListener<K extends keyof GranaryEvents>(
    type: K,
    listener: (event: GranaryEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof GranaryEvents>(
    type: K,
    listener: (event: GranaryEvents[K]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}
export class Granary extends EventTarget {
  readonly name: string;
  readonly backend: 'indexeddb' | 'memory';
  /** How chunks are stored. The opening probes what the browser supports. */
  readonly chunkForm: 'blob' | 'buffer' | 'memory';
  /** What really runs here. The answer may change: the parts load while the granary is in use. */
  declare readonly engine: Engine;
  readonly files: Files;
  /**
   * The repositories of a hub. The code of these methods loads at the first call. A service worker cannot load code
   * later: there, write `import 'granary/hub'`.
   */
  readonly hub: Hub;
  /** Named, typed tensors. The code of these methods loads at the first call, as that of the hub. */
  readonly models: Models;
  /** Collections of vectors. The code of these methods loads at the first call, as that of the hub. */
  readonly vectors: Vectors;
  readonly documents: Documents;
  readonly #core: Core;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(name: string, core: Core, hubEndpoint: string) {
    super();
    this.#core = core;
    this.name = name;
    this.backend = core.backend() as Granary['backend'];
    this.chunkForm = core.chunkForm() as Granary['chunkForm'];
    this.files = new Files(core);
    const hub = hubChunk.facade(core, ({ Hub }) => new Hub(core), hubMethods);
    this.hub = Object.assign(hub, { endpoint: hubEndpoint });
    this.models = modelsChunk.facade(core, ({ Models }) => new Models(core), modelMethods);
    this.vectors = vectorsChunk.facade(core, ({ Vectors }) => new Vectors(core), vectorMethods);
    this.documents = new Documents(core);
    // A property of its own, for a getter of the class would not work on a Proxy.
    Object.defineProperty(this, 'engine', { get: () => engineOf(core), enumerable: true });
    bindMethods(this);
  }

  /**
   * Reads stored chunks again, and checks the CRC of every block and the SHA-256 of every chunk. Without `repair`
   * nothing changes. After this call has found a damaged chunk, storing the same bytes again repairs that chunk, too.
   */
  async verify(options: VerifyOptions = {}): Promise<VerifyReport> {
    checkOptions(options, verifyOptions);
    const { key = null, repair = false } = options;
    const upkeep = await upkeepChunk.of(this.#core, options.signal);
    return runTask(options, (task) => upkeep.verify(key, repair, task));
  }

  /**
   * Says what is stored. With `items: true` the result lists every item with its use, and suggests what to do; the code
   * of that loads at the first such call.
   */
  async stats(options: StatsOptions = {}): Promise<Stats> {
    checkOptions(options, { items: flag, signal });
    return unlessAborted(options.signal, async () => {
      const counting = options.items ? await upkeepChunk.of(this.#core) : this.#core;
      return counting.stats() as Promise<Stats>;
    });
  }

  /**
   * Asks the browser not to delete this origin's data by itself. Resolves to true when the browser has promised that.
   * Only a window can ask; elsewhere the answer is the earlier promise. With `backend: 'memory'` the answer is always
   * false.
   */
  async persist(options?: CallOptions): Promise<boolean> {
    return call(options, () => this.#core.persist());
  }

  /**
   * Evicts unpinned files and models that were not used for a time, or the least recently used until the rest fits,
   * and sweeps all garbage. Without options it evicts nothing. Incomplete downloads are not garbage.
   */
  async clean(options?: CleanOptions): Promise<CleanReport> {
    return clean(this.#core, options);
  }

  /** Deletes everything in this database. Open files stay readable when chunks are stored as Blobs. */
  async clear(options?: CallOptions): Promise<void> {
    return call(options, () => this.#core.clear());
  }

  /** Closes this granary. Every later call, also of its files, rejects with `CLOSED`. A second close does nothing. */
  async close(options?: CallOptions): Promise<void> {
    return call(options, () => (this.#closing ??= this.#core.close()));
  }
}

if (Symbol.asyncDispose) {
  Object.defineProperty(Granary.prototype, Symbol.asyncDispose, {
    value(this: Granary) {
      return this.close();
    },
  });
}
