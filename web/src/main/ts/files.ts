import { call, type CallOptions } from './call.js';
import { upkeepChunk } from './chunks.js';
import type { Core } from './core.js';
import {
  absolute,
  fetchOptions,
  rawRequest,
  resumeOptions,
  unfinished,
  type FetchOptions,
  type ResumeOptions,
  type UnfinishedDownload,
} from './downloads.js';
import { fileInfo, type FileInfo } from './file-info.js';
import { toJson } from './json.js';
import {
  callback,
  checkKey,
  checkOptions,
  checkPrefix,
  flag,
  mediaType,
  oneOf,
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

function rawSpec(options: PutOptions) {
  return {
    type: options.type ?? '',
    size: options.size ?? -1,
    sha256: options.sha256 ?? null,
    pinned: options.pinned === undefined ? -1 : Number(options.pinned),
    metadata: options.metadata === undefined ? null : toJson(options.metadata, 'metadata'),
    encoded: options.encoding === 'auto',
  };
}

/** Tells a source that it will not be read. */
function cancel(source: unknown, reason: unknown): void {
  if (source instanceof ReadableStream && !source.locked) source.cancel(reason).catch(() => {});
}

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
   * Memory that is the source is read until this resolves, and of many puts at once perhaps not before others are stored: do
   * not change it or give it away until then.
   *
   * Puts of one key go one after the other, in whichever tab: the last to come stays. Where there are no Web Locks one
   * waits for another tab's at most a minute after that tab's last sign of life. A put that is overtaken all the same, or
   * whose store is cleared meanwhile, is CONFLICT.
   */
  async put(key: string, source: FileSource, options: PutOptions = {}): Promise<StoredFile> {
    checkKey(key, 'key');
    checkOptions(options, putOptions);
    const spec = rawSpec(options);
    return runTask(options, async (task) => new StoredFile(await this.#core.put(key, source, spec, task)));
  }

  /**
   * Load or fetch. What is stored, and has the `size` and `sha256` if they are given, is given at once, without the network.
   * Else the file is downloaded, chunk by chunk, checked, and stored once all of it is there. Whatever interrupts that, an
   * abort, a lost connection, a closed tab or a killed browser: the next call goes on where it stopped, with a request for the
   * rest. What is stored stays as it was until all of the new is there.
   *
   * Calls for the same key, URL, `size`, `sha256` and `revalidate` share one download. Each has its own progress and signal, and
   * its `pinned` counts; all else is as the first one said: `headers`, `fetch`, `retries`, `type`, `metadata`, `encoding`. A refusal is
   * not shared with who has other headers, nor a lost connection with who has more `retries`. A file that is stored stays as it is, but for `pinned`. Of several tabs one downloads;
   * the others see its progress, get the file when it is there, and take over when that tab dies. A download of the same key from
   * elsewhere, or with another promise, waits for its turn.
   *
   * Rejects with `HTTP` or `GATED` when the server refuses (`details.status`), with `NETWORK` when all retries have failed, with
   * `INTEGRITY` when what comes is not what was promised, or a web page in place of a file, with `QUOTA` when it cannot fit, and with
   * `CONFLICT` when it was stopped in whichever tab: `details.paused` or `details.discarded` is true.
   */
  async fetch(key: string, url: string | URL, options: FetchOptions = {}): Promise<StoredFile> {
    checkKey(key, 'key');
    checkOptions(options, { ...putOptions, ...fetchOptions });
    const from = absolute(url);
    const spec = rawSpec(options);
    const request = rawRequest(options);
    const revalidate = options.revalidate ?? false;
    return runTask(
      options,
      async (task) =>
        new StoredFile(await this.#core.downloads().fetch(key, from, spec, request, revalidate, task)),
    );
  }

  /**
   * Downloads that have not come to their end, and files of bundles whose import has not, whichever tab began them, with what
   * they hold; resumable for a week.
   */
  async unfinished(options?: CallOptions): Promise<UnfinishedDownload[]> {
    return (await call(options, () => this.#core.downloads().unfinished())).map(unfinished);
  }

  /**
   * Goes on with a download from what is stored of it alone: URL, promises and progress. Headers and a `fetch` are never
   * stored, so give them again where the server needs them; what comes from the store's own hub is asked for with that hub's
   * token and `fetch`. One that goes on already is shared, as by `fetch`; what another tab
   * has finished meanwhile is given as it is stored. NOT_FOUND when nothing is unfinished under this key.
   */
  async resume(key: string, options: ResumeOptions = {}): Promise<StoredFile> {
    checkKey(key, 'key');
    checkOptions(options, resumeOptions);
    const request = rawRequest(options);
    return runTask(
      options,
      async (task) => new StoredFile(await this.#core.downloads().resume(key, request, task)),
    );
  }

  /**
   * Stops a download in whichever tab it goes on, and keeps what it holds: whoever waits for it gets `CONFLICT` with
   * `details.paused`. Whether there was one that could be stopped; it has stopped when this resolves.
   */
  async pause(key: string, options?: CallOptions): Promise<boolean> {
    checkKey(key, 'key');
    return call(options, () => this.#core.downloads().stop(key, 'paused'));
  }

  /**
   * Drops what a download holds, and stops it first in whichever tab it goes on: whoever waits for it gets `CONFLICT` with
   * `details.discarded`. What is stored under the key stays. Whether there was one.
   */
  async discard(key: string, options?: CallOptions): Promise<boolean> {
    checkKey(key, 'key');
    return call(options, () => this.#core.downloads().stop(key, 'discarded'));
  }

  /** The file under this key, or undefined. */
  async get(key: string, options?: CallOptions): Promise<StoredFile | undefined> {
    checkKey(key, 'key');
    const file = await call(options, () => this.#core.get(key));
    return file ? new StoredFile(file) : undefined;
  }

  async has(key: string, options?: CallOptions): Promise<boolean> {
    checkKey(key, 'key');
    return call(options, () => this.#core.has(key));
  }

  /** Every file whose key begins with the prefix, in the order of their keys. */
  async list(prefix = '', options?: CallOptions): Promise<FileInfo[]> {
    checkPrefix(prefix, 'prefix');
    return (await call(options, () => this.#core.list(prefix))).map(fileInfo);
  }

  /**
   * Whether there was one. Handles that are open stay readable. With `documents` the file's documents go with it, in one step:
   * the one under the same key, and those whose keys go on with a slash, such as `{key}/config`.
   */
  async delete(
    key: string,
    options: CallOptions & { documents?: boolean | undefined } = {},
  ): Promise<boolean> {
    checkKey(key, 'key');
    checkOptions(options, { documents: flag, signal });
    const { documents = false, ...rest } = options;
    return call(rest, () => this.#core.delete(key, documents));
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
    for (const each of keys as unknown[]) checkKey(each, 'key');
    const chosen = [...keys];
    const reader = await call(options, async () => (await upkeepChunk.of(this.#core)).exportBundle(chosen));
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
    const upkeep = await upkeepChunk.of(this.#core, options.signal).catch((failure: unknown) => {
      if (options.signal?.aborted) cancel(source, options.signal.reason);
      throw failure;
    });
    return (await runTask(options, (task) => upkeep.importBundle(source, task))).map(fileInfo);
  }

  /** Keeps a file from being evicted, or no longer. */
  async pin(key: string, pinned = true, options?: CallOptions): Promise<void> {
    checkKey(key, 'key');
    flag(pinned, 'pinned');
    return call(options, () => this.#core.pin(key, pinned));
  }
}
