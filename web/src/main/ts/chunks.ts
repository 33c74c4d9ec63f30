import { unlessAborted, type CallOptions } from './call.js';
import type { Webnn } from './chunk-webnn.js';
import { base } from './core.js';
import type { Core, CoreHub, CoreModels, CoreUpkeep, CoreVectors } from './core.js';
import { GranaryError } from './errors.js';
import { shared } from './shared.js';

/** A chunk with its base. Its one function gives what the chunk does for the open store with a number. */
type Linked<Name extends string, T> = Record<Name, (id: number) => Promise<T>>;

/**
 * The module of a chunk: compiled code, and classes of the facade. It imports nothing: it takes the names of the base
 * when it is linked. Before that, it has no classes.
 */
interface ChunkModule<Name extends string, T> {
  link(base: object, shared: object): Linked<Name, T>;
}

/** The names of an object's methods. */
type MethodsOf<T> = {
  [Name in keyof T]: T[Name] extends (...given: never[]) => unknown ? Name : never;
}[keyof T];

/** Copies an array or options, because the caller may change its own while the chunk loads. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...value];
  if (!value || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const [name, each] of Object.entries(copy)) if (Array.isArray(each)) copy[name] = [...each];
  return copy;
}

/** A part of the program that loads when it is first used. */
class Chunk<Name extends string, T, Module extends ChunkModule<Name, T>> {
  readonly #name: Name;
  readonly #feature: string;
  readonly #entry: string;
  readonly #attached = new WeakMap<Core, Promise<T>>();
  #load: (() => Promise<Module>) | undefined;
  #loading: Promise<Linked<Name, T>> | undefined;
  #linked: Linked<Name, T> | undefined;
  #module: Module | undefined;
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
  loadBy(load: () => Promise<Module>): void {
    this.#load = load;
    this.#loading = undefined;
  }

  /** Takes a chunk that an entry has imported already. */
  use(module: Module): void {
    this.loadBy(async () => module);
  }

  /** Takes such a chunk, and links it at once. */
  take(module: Module): Module {
    this.use(module);
    this.#link(module);
    return module;
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

  /**
   * Gives an object with the methods of the chunk's facade. Each method loads the chunk first.
   *
   * @param make makes the object that has the methods
   * @param methods has the name of every method
   */
  facade<Handle extends object>(
    core: Core,
    make: (module: Module) => Handle,
    methods: Record<MethodsOf<Handle>, true>,
  ): Handle {
    let handle: Handle | undefined;
    const method =
      (name: keyof Handle) =>
      async (...given: unknown[]): Promise<unknown> => {
        const taken = given.map(copyOf);
        const { signal } = Object(given.at(-1)) as CallOptions;
        await this.of(core, signal instanceof AbortSignal ? signal : undefined);
        handle ??= make(this.#module!);
        return (handle[name] as (...given: unknown[]) => unknown)(...taken);
      };
    const names = Object.keys(methods);
    return Object.fromEntries(names.map((name) => [name, method(name as keyof Handle)])) as Handle;
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
      return this.#link(module);
    } catch (cause) {
      this.#loading = undefined;
      this.#failures++;
      throw this.#failure(cause);
    }
  }

  #link(module: Module): Linked<Name, T> {
    // Once in a program: a second link would make all classes of the chunk again.
    if (!this.#linked) {
      this.#linked = module.link(base, shared());
      this.#module = module;
    }
    return this.#linked;
  }

  /**
   * Firefox remembers an import that has failed: every later import of the same address fails at once. An address with
   * another fragment is another one for that memory, and the same for the server.
   */
  #loadAgain(failure: unknown): Promise<Module> {
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
export const hubChunk = new Chunk<'hub', CoreHub, typeof import('./chunk-hub.js')>(
  'hub',
  'granary.hub',
  'granary/hub',
);

/** The part that has models, and reads model files. */
export const modelsChunk = new Chunk<'models', CoreModels, typeof import('./chunk-models.js')>(
  'models',
  'granary.models',
  'granary/models',
);

/** The part that exports and imports bundles, verifies, and lists the use of items. */
export const upkeepChunk = new Chunk<'upkeep', CoreUpkeep, typeof import('./chunk-upkeep.js')>(
  'upkeep',
  'bundles, verify and usage',
  'granary/all',
);

/** The part that stores collections of vectors. */
export const vectorsChunk = new Chunk<'vectors', CoreVectors, typeof import('./chunk-vectors.js')>(
  'vectors',
  'granary.vectors',
  'granary/all',
);

/** The part that works with WebNN. */
export const webnnChunk = new Chunk<'webnn', Webnn, typeof import('./chunk-webnn.js')>(
  'webnn',
  'constants',
  'granary/webnn',
);
