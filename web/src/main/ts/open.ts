import { unlessAborted } from './call.js';
import { modelsChunk } from './chunks.js';
import { open as openCore, probe as probeCore } from './core.js';
import { unusable } from './engine.js';
import { Granary } from './granary.js';
import { hub as hubOptions, hubSettings, type HubOptions } from './hub-options.js';
import { checkKey, checkOptions, oneOf, signal, wholeNumber } from './options.js';
import { ownFileOptions, ownFiles, type OwnFileOptions } from './own-files.js';

export interface OpenOptions extends OwnFileOptions {
  /** The name of the database. Default: 'granary'. */
  name?: string | undefined;
  /**
   * Default: 'auto', which is IndexedDB. Where there is no IndexedDB, `open` rejects with `UNSUPPORTED`. 'memory' keeps
   * nothing after the page ends.
   */
  backend?: 'auto' | 'indexeddb' | 'memory' | undefined;
  /** The size of a chunk in bytes, from 64 KiB to 64 MiB. Default: 10 MiB. Stored files keep their chunk size. */
  chunkSize?: number | undefined;
  /** The bytes that this database may hold. Default: the origin's quota. */
  budget?: number | undefined;
  /** When a read checks stored bytes. Default: 'first-read', which checks each block once in a session. */
  verify?: 'first-read' | 'always' | 'never' | undefined;
  /** The bytes of decoded tensors that stay in memory, each of at most a quarter of them. Default: 64 MiB. */
  memoryCache?: number | undefined;
  /** The hub that `granary.hub` asks, and its token. Default: https://huggingface.co without a token. */
  hub?: HubOptions | undefined;
  /** Ends the opening; the call rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** What this environment offers. */
export interface Capabilities {
  indexedDB: boolean;
  blobsInIndexedDB: boolean;
  opfs: boolean;
  locks: boolean;
  persisted: boolean;
  /** WebAssembly with SIMD. */
  simd: boolean;
  webnn: { available: boolean; reason?: string };
  quota?: number;
  usage?: number;
}

const openOptions = {
  name: checkKey,
  backend: oneOf('auto', 'indexeddb', 'memory'),
  chunkSize: wholeNumber(64 * 1024, 64 * 1024 * 1024),
  budget: wholeNumber(0),
  verify: oneOf('first-read', 'always', 'never'),
  memoryCache: wholeNumber(0),
  hub: hubOptions,
  ...ownFileOptions,
  signal,
};

/**
 * Opens a granary, and creates its database when there is none. Stored files survive reloads, crashes and updates of
 * the browser. A put that was not complete when the page ended leaves nothing.
 */
export async function open(options: OpenOptions = {}): Promise<Granary> {
  checkOptions(options, openOptions);
  const files = ownFiles(options);
  const { name = 'granary', backend = 'auto', verify = 'first-read', signal } = options;
  const hub = hubSettings(options.hub);
  let granary: Granary | undefined;
  return unlessAborted(signal, async () => {
    const core = await openCore({
      name,
      inMemory: backend === 'memory',
      chunkSize: options.chunkSize ?? 10 * 1024 * 1024,
      budget: options.budget ?? Infinity,
      verify,
      memoryCache: options.memoryCache ?? 64 * 1024 * 1024,
      hub,
      loadModels: () => modelsChunk.of(core),
      ...files,
      unusable,
      emit: (type, detail) => granary?.dispatchEvent(new CustomEvent(type, { detail })),
    });
    if (signal?.aborted) await core.close();
    granary = new Granary(name, core, hub.endpoint);
    return granary;
  });
}

/** Says what this environment offers, without opening a database. Never throws. */
export async function probe(): Promise<Capabilities> {
  return probeCore();
}
