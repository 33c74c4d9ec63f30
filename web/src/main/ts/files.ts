import { call, translated, type CallOptions } from './call.js';
import { type Core, task } from './core.js';
import { fileInfo, type FileInfo } from './file-info.js';
import { toJson } from './json.js';
import {
  callback,
  checkOptions,
  flag,
  key,
  mediaType,
  prefix,
  refusal,
  sha256,
  signal,
  wholeNumber,
  type Check,
} from './options.js';
import { listener, type OnProgress } from './progress.js';
import { StoredFile } from './stored-file.js';

/** Anything that bytes come from. A stream, a Response or an iterable is used up by it. */
export type FileSource =
  Blob | BufferSource | ReadableStream<Uint8Array> | Response | AsyncIterable<Uint8Array>;

export interface PutOptions {
  /** How the bytes are kept: as they are. */
  encoding?: 'identity' | undefined;
  /** The media type. Default: that of the source, where it has one. */
  type?: string | undefined;
  /** The promised size in bytes: anything else is INTEGRITY. */
  size?: number | undefined;
  /** The promised SHA-256 in hexadecimal: anything else is INTEGRITY. */
  sha256?: string | undefined;
  /** A pinned file is never evicted. */
  pinned?: boolean | undefined;
  /** Kept beside the file and given back with it; whatever JSON can hold. */
  metadata?: Record<string, unknown> | undefined;
  /** Stops it and leaves nothing behind; the call rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

const encoding: Check = (value, option) => {
  if (value === 'auto')
    throw refusal(option, value, '"identity" in this release: compression is not built yet');
  if (value !== 'identity') throw refusal(option, value, '"identity"');
};

const metadata: Check = (value, option) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refusal(option, value, 'an object');
};

const putOptions = {
  encoding,
  type: mediaType,
  size: wholeNumber(0),
  sha256,
  pinned: flag,
  metadata,
  signal,
  onProgress: callback,
};

/** Files: any bytes under a key. */
export class Files {
  readonly #core: Core;

  /** @internal */
  constructor(core: Core) {
    this.#core = core;
  }

  /**
   * Stores a file, chunk by chunk, whatever its size. It exists under its key once this resolves, and not a moment earlier:
   * a first put that fails, is aborted or dies with its tab leaves nothing under the key, an overwrite leaves the old file.
   *
   * Puts of one key go one after the other, in whichever tab: the last to come stays. Where there are no Web Locks one
   * waits for another tab's at most a minute after that tab's last sign of life. A put that is overtaken all the same, or
   * whose store is cleared meanwhile, is CONFLICT.
   */
  async put(name: string, source: FileSource, options: PutOptions = {}): Promise<StoredFile> {
    key(name, 'key');
    checkOptions(options, putOptions);
    const { signal } = options;
    const spec = {
      type: options.type ?? '',
      size: options.size ?? -1,
      sha256: options.sha256 ?? null,
      pinned: options.pinned ?? false,
      metadata: options.metadata === undefined ? null : toJson(options.metadata, 'metadata'),
    };
    return translated(signal, async () => {
      const work = task(listener(options.onProgress));
      const abort = () => work.abort(signal?.reason);
      signal?.addEventListener('abort', abort);
      // The core is called all the same: it lets the source know.
      if (signal?.aborted) abort();
      try {
        // Not raced against the abort: when this rejects, nothing is left behind.
        return new StoredFile(await this.#core.put(name, source, spec, work));
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    });
  }

  /** The file under this key, or undefined. */
  async get(name: string, options?: CallOptions): Promise<StoredFile | undefined> {
    key(name, 'key');
    const file = await call(options, () => this.#core.get(name));
    return file ? new StoredFile(file) : undefined;
  }

  async has(name: string, options?: CallOptions): Promise<boolean> {
    key(name, 'key');
    return call(options, () => this.#core.has(name));
  }

  /** Every file whose key begins with the prefix, in the order of their keys. */
  async list(from = '', options?: CallOptions): Promise<FileInfo[]> {
    prefix(from, 'prefix');
    return (await call(options, () => this.#core.list(from))).map(fileInfo);
  }

  /** Whether there was one. Handles that are open stay readable. */
  async delete(name: string, options?: CallOptions): Promise<boolean> {
    key(name, 'key');
    return call(options, () => this.#core.delete(name));
  }

  /** Keeps a file from being evicted, or no longer. */
  async pin(name: string, pinned = true, options?: CallOptions): Promise<void> {
    key(name, 'key');
    flag(pinned, 'pinned');
    return call(options, () => this.#core.pin(name, pinned));
  }
}
