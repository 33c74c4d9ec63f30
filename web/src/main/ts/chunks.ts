import { unlessAborted } from './call.js';
import { base } from './core.js';
import type { Core, CoreHub, CoreModels, CoreUpkeep } from './core.js';
import { GranaryError } from './errors.js';

/** A chunk with its base. Its one function gives what the chunk does for the open store with a number. */
type Linked<Name extends string, T> = Record<Name, (id: number) => Promise<T>>;

/** The module of a chunk. It imports nothing: it takes the names of the base when it is linked. */
interface ChunkModule<Name extends string, T> {
  link(base: object): Linked<Name, T>;
}

/** A part of the compiled program that loads when it is first used. */
class Chunk<Name extends string, T> {
  readonly #name: Name;
  readonly #feature: string;
  readonly #entry: string;
  readonly #attached = new WeakMap<Core, Promise<T>>();
  #load: (() => Promise<ChunkModule<Name, T>>) | undefined;
  #loading: Promise<Linked<Name, T>> | undefined;
  #linked: Linked<Name, T> | undefined;
  #failures = 0;

  /**
   * @param name the name of the module's export
   * @param feature what a user calls the chunk, for messages
   * @param entry the entry of the package that has the chunk from the start
   */
  constructor(name: Name, feature: string, entry: string) {
    this.#name = name;
    this.#feature = feature;
    this.#entry = entry;
  }

  /** Says how the chunk loads. */
  loadBy(load: () => Promise<ChunkModule<Name, T>>): void {
    this.#load = load;
    this.#loading = undefined;
  }

  /** Takes a chunk that an entry has imported already. */
  use(module: ChunkModule<Name, T>): void {
    this.loadBy(async () => module);
  }

  /**
   * What the chunk does for this store. Calls at the same time share one load; after a failure the next call loads
   * again.
   */
  of(core: Core, signal?: AbortSignal): Promise<T> {
    return unlessAborted(signal, () => {
      const known = this.#attached.get(core);
      if (known) return known;
      const attached = this.#attach(core);
      this.#attached.set(core, attached);
      attached.catch(() => this.#attached.delete(core));
      return attached;
    });
  }

  async #attach(core: Core): Promise<T> {
    // First, because a closed store needs no code.
    const id = await core.id();
    this.#loading ??= this.#loaded();
    return (await this.#loading)[this.#name](id);
  }

  async #loaded(): Promise<Linked<Name, T>> {
    try {
      const module = await this.#load!().catch((failure: unknown) => this.#loadAgain(failure));
      // Once in a program: a second link would make all classes of the chunk again.
      this.#linked ??= module.link(base);
      return this.#linked;
    } catch (cause) {
      this.#loading = undefined;
      this.#failures++;
      throw this.#failure(cause);
    }
  }

  /**
   * Firefox remembers an import that has failed: every later import of the same address fails at once. An address with
   * another fragment is another one for that memory, and the same for the server.
   */
  #loadAgain(failure: unknown): Promise<ChunkModule<Name, T>> {
    const address = /^error loading dynamically imported module: (\S+)$/.exec(
      (failure as Error)?.message,
    )?.[1];
    if (!address || this.#failures === 0) throw failure;
    return import(`${address}#${this.#failures}`);
  }

  #failure(cause: unknown): GranaryError {
    const details = { feature: this.#feature };
    if ('ServiceWorkerGlobalScope' in globalThis) {
      const message =
        `${this.#feature} loads its code at its first use, and a service worker cannot do that: ` +
        `import '${this.#entry}' in the service worker.`;
      return new GranaryError(message, { code: 'UNSUPPORTED', details, cause });
    }
    const offline = globalThis.navigator?.onLine === false && { offline: true };
    const message = `The code of ${this.#feature} could not be loaded; see the cause.`;
    return new GranaryError(message, { code: 'NETWORK', details: { ...details, ...offline }, cause });
  }
}

/** The hub's part. */
export const hubChunk = new Chunk<'hub', CoreHub>('hub', 'granary.hub', 'granary/hub');

/** The part that reads model files. */
export const modelsChunk = new Chunk<'models', CoreModels>('models', 'granary.models', 'granary/models');

/** The part that exports and imports bundles, and verifies. */
export const upkeepChunk = new Chunk<'upkeep', CoreUpkeep>(
  'upkeep',
  'exportBundle, importBundle and verify',
  'granary/all',
);
