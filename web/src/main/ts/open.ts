import { unlessAborted } from './call.js';
import { open as openCore, probe as probeCore } from './core.js';
import { Granary } from './granary.js';
import { hub, hubSettings, type HubOptions } from './hub.js';
import { checkKey, checkOptions, oneOf, signal, wholeNumber } from './options.js';
import { ownFiles } from './own-files.js';

export interface OpenOptions {
  /** The name of the database; default 'granary'. */
  name?: string | undefined;
  /** Default 'auto': persistent, or UNSUPPORTED. In memory only when asked for; then nothing outlives the page. */
  backend?: 'auto' | 'indexeddb' | 'memory' | undefined;
  /** Bytes, 64 KiB to 64 MiB; default 10 MiB. What is stored already keeps its own. */
  chunkSize?: number | undefined;
  /** Bytes this database may hold; default: as many as the origin's quota allows. */
  budget?: number | undefined;
  /** When stored bytes are checked on reading; default 'first-read': once per block and session. */
  verify?: 'first-read' | 'always' | 'never' | undefined;
  /** Which hub `granary.hub` asks, and with what token; default: https://huggingface.co without one. */
  hub?: HubOptions | undefined;
  /** Gives up the opening. */
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
  hub,
  signal,
};

/**
 * Opens a granary, creating it where there is none. What was stored survives reloads, crashes and updates of the browser;
 * what was being stored when the page died is as if it had never begun.
 */
export async function open(options: OpenOptions = {}): Promise<Granary> {
  checkOptions(options, openOptions);
  const { name = 'granary', backend = 'auto', verify = 'first-read', signal } = options;
  let granary: Granary | undefined;
  return unlessAborted(signal, async () => {
    const core = await openCore({
      name,
      inMemory: backend === 'memory',
      chunkSize: options.chunkSize ?? 10 * 1024 * 1024,
      budget: options.budget ?? Infinity,
      verify,
      hub: hubSettings(options.hub),
      ...ownFiles,
      emit: (type, detail) => granary?.dispatchEvent(new CustomEvent(type, { detail })),
    });
    if (signal?.aborted) await core.close();
    granary = new Granary(name, core);
    return granary;
  });
}

/** What this environment offers, without opening anything. Never throws. */
export async function probe(): Promise<Capabilities> {
  return probeCore();
}
