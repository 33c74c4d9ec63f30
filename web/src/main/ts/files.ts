import { call, type CallOptions } from './call.js';
import type { Core } from './core.js';
import { fileInfo, type FileInfo } from './file-info.js';
import { toJson } from './json.js';
import {
  callback,
  checkOptions,
  flag,
  key,
  mediaType,
  oneOf,
  prefix,
  refusal,
  sha256,
  signal,
  wholeNumber,
  type Check,
} from './options.js';
import { pieceStream } from './piece-stream.js';
import type { OnProgress } from './progress.js';
import { StoredFile } from './stored-file.js';
import { runTask } from './task.js';

/** Anything that bytes come from. A stream, a Response or an iterable is used up by it. */
export type FileSource =
  Blob | BufferSource | ReadableStream<Uint8Array> | Response | AsyncIterable<Uint8Array>;

export interface PutOptions {
  /**
   * How the bytes are kept: as they are, or `'auto'`, each chunk shuffled and compressed by the platform where a sample says
   * that it saves 5 % or more. Everything reads the same; a read of any part decodes all of its chunk. What is in the store
   * already stays as it is. Where the platform does not compress ('deflate-raw'), the bytes are kept as they are, and those
   * compressed elsewhere are UNSUPPORTED. What it saves and costs is told in docs/encodings.md. Default: `'identity'`.
   */
  encoding?: 'identity' | 'auto' | undefined;
  /** The media type. Default: that of the source, where it has one. */
  type?: string | undefined;
  /** The promised size in bytes: anything else is INTEGRITY. */
  size?: number | undefined;
  /** The promised SHA-256 in hexadecimal: anything else is INTEGRITY. */
  sha256?: string | undefined;
  /** A pinned file is never evicted. Default: an overwritten file keeps its pin, a new one has none. */
  pinned?: boolean | undefined;
  /** Kept beside the file and given back with it; whatever JSON can hold. */
  metadata?: Record<string, unknown> | undefined;
  /** Stops it and leaves nothing behind; the call rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

const metadata: Check = (value, option) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refusal(option, value, 'an object');
};

const putOptions = {
  encoding: oneOf('identity', 'auto'),
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
    const spec = {
      type: options.type ?? '',
      size: options.size ?? -1,
      sha256: options.sha256 ?? null,
      pinned: options.pinned === undefined ? -1 : Number(options.pinned),
      metadata: options.metadata === undefined ? null : toJson(options.metadata, 'metadata'),
      encoded: options.encoding === 'auto',
    };
    return runTask(options, async (task) => new StoredFile(await this.#core.put(name, source, spec, task)));
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

  /**
   * Some files as one stream that can be kept, sent, and imported into another store: docs/bundle-format.md. It reads chunk
   * by chunk, and a chunk that several of the files share is in it once. NOT_FOUND when one of them is not there.
   */
  async exportBundle(
    keys: string[],
    options?: CallOptions,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    if (!Array.isArray(keys)) throw refusal('keys', keys, 'an array of keys');
    for (const each of keys as unknown[]) key(each, 'key');
    const reader = await call(options, () => this.#core.exportBundle([...keys]));
    return pieceStream(() => reader, options?.signal);
  }

  /**
   * Stores the files of a bundle, each in place of what its key had, once all of it is there and fits its digest. Nothing a
   * bundle says is believed: what does not fit is INTEGRITY, what cannot be is INVALID, and the files before that stay.
   * What was stored when it failed or was aborted is kept as an unfinished file: import the bundle again to go on there.
   */
  async importBundle(
    source: Blob | ReadableStream<Uint8Array>,
    options: CallOptions & { onProgress?: OnProgress | undefined } = {},
  ): Promise<FileInfo[]> {
    checkOptions(options, { signal, onProgress: callback });
    return (await runTask(options, (task) => this.#core.importBundle(source, task))).map(fileInfo);
  }

  /** Keeps a file from being evicted, or no longer. */
  async pin(name: string, pinned = true, options?: CallOptions): Promise<void> {
    key(name, 'key');
    flag(pinned, 'pinned');
    return call(options, () => this.#core.pin(name, pinned));
  }
}
