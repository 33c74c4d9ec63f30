/// <reference lib="esnext.disposable" preserve="true" />
import { call, type CallOptions } from './call.js';
import { upkeepChunk } from './chunks.js';
import type { Core } from './core.js';
import { Documents } from './documents.js';
import { Files } from './files.js';
import { Hub } from './hub.js';
import { checkOptions } from './options.js';
import type { Progress } from './progress.js';
import { clean, type CleanOptions, type CleanReport } from './space.js';
import { runTask } from './task.js';
import { verifyOptions, type VerifyOptions, type VerifyReport } from './verify.js';

/** What a granary tells of itself. */
export interface GranaryEvents {
  /** Something was stored or deleted, in whichever tab. */
  /** `kind`: 'file', 'document' or 'repo'. */
  change: CustomEvent<{ kind: string; key: string; action: 'put' | 'delete' | 'clear' }>;
  progress: CustomEvent<Progress>;
  /** A file was evicted to make room, or by `clean()`; a `change` tells of it as well. */
  evict: CustomEvent<{ kind: string; key: string; bytes: number }>;
  /** 80 or 95 % are used, of the budget or of what the browser estimates for the origin: in good time, not exactly. */
  quota: CustomEvent<{ usage: number; quota: number }>;
  /** This granary is closed from now on: by `close()`, or because another tab needs the database (`reason`). */
  close: CustomEvent<{ reason: string }>;
}

/** What is stored, and what it takes. */
export interface Stats {
  fileCount: number;
  modelCount: number;
  tensorCount: number;
  collectionCount: number;
  chunkCount: number;
  /** What the files add up to. */
  logicalBytes: number;
  /** What their chunks take: less, where content is shared. */
  storedBytes: number;
  /** What no file needs any more, and a sweep will free. */
  garbageBytes: number;
  /** What unfinished files hold. */
  unfinishedBytes: number;
  cache: { bytes: number; hits: number; misses: number };
  /** Of the origin, as the browser estimates it; absent where it does not tell. */
  quota?: number;
  /** Of the origin, as the browser estimates it; absent where it does not tell. */
  usage?: number;
  /** Whether the browser has promised not to evict this origin by itself. */
  persisted: boolean;
}

/** One open database. Any number may be open at once, in any number of tabs and workers. */
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
  /** How chunks are kept, as probed at the opening. */
  readonly chunkForm: 'blob' | 'buffer' | 'memory';
  readonly files: Files;
  readonly hub: Hub;
  readonly documents: Documents;
  readonly #core: Core;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(name: string, core: Core) {
    super();
    this.#core = core;
    this.name = name;
    this.backend = core.backend() as Granary['backend'];
    this.chunkForm = core.chunkForm() as Granary['chunkForm'];
    this.files = new Files(core);
    this.hub = new Hub(core);
    this.documents = new Documents(core);
  }

  /**
   * Reads stored chunks again and checks all that is known of them: the CRC of every block, and their SHA-256. Nothing is
   * changed by it, unless `repair` asks for that. Once a chunk was found damaged,
   * whatever stores the same bytes again in this granary repairs it, too.
   */
  async verify(options: VerifyOptions = {}): Promise<VerifyReport> {
    checkOptions(options, verifyOptions);
    const { key = null, repair = false } = options;
    const upkeep = await upkeepChunk.of(this.#core, options.signal);
    return runTask(options, (task) => upkeep.verify(key, repair, task));
  }

  async stats(options?: CallOptions): Promise<Stats> {
    return call(options, () => this.#core.stats());
  }

  /**
   * Asks the browser to delete nothing of this origin by itself, and says whether it has promised that. Only a window can
   * ask; elsewhere the answer is what was promised before. What is kept in memory is never safe.
   */
  async persist(options?: CallOptions): Promise<boolean> {
    return call(options, () => this.#core.persist());
  }

  /**
   * Evicts unpinned files that were not used for so long, or the least recently used until the rest fits, and sweeps all
   * garbage. Without options nothing is evicted. Unfinished downloads are not garbage.
   */
  async clean(options?: CleanOptions): Promise<CleanReport> {
    return clean(this.#core, options);
  }

  /** Deletes everything in this database. Files that are open stay readable where chunks are Blobs. */
  async clear(options?: CallOptions): Promise<void> {
    return call(options, () => this.#core.clear());
  }

  /** Ends it: whatever is called afterwards, here or on its files, is CLOSED. Closing twice is once. */
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
