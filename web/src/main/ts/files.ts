import { bindMethods } from './bind-methods.js';
import { call, unlessAborted, type CallOptions } from './call.js';
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
  listOf,
  mediaType,
  metadata,
  oneOf,
  sha256,
  shown,
  signal,
  wholeNumber,
} from './options.js';
import { pieceStream } from './piece-stream.js';
import type { OnProgress } from './progress.js';
import { StoredFile } from './stored-file.js';
import { runTask } from './task.js';

/** A source of bytes. A stream, a Response or an iterable can be used only once. */
export type FileSource =
  Blob | BufferSource | ReadableStream<Uint8Array> | Response | AsyncIterable<Uint8Array>;

export interface PutOptions {
  /**
   * Cuts the chunks of a model file where its tensors of 64 KiB or more begin and end, while the bytes come in. Files
   * and models that have the same tensor then store it once. The formats are safetensors and GGUF, with a header of at
   * most 16 MiB, and ONNX when the whole file has at most so many. Other files are stored as without this option. A
   * file that is stored already stays as it is. The first call loads the code of `granary.models`. Default: false.
   */
  align?: boolean | undefined;
  /**
   * How to store the bytes. `'identity'` stores them unchanged. `'auto'` shuffles and compresses a chunk when a
   * sample shows that this saves 5 % or more. Every read returns the same bytes, but a read of a small part decodes the
   * whole chunk. Chunks that are already stored stay as they are. Where the platform cannot compress ('deflate-raw'),
   * chunks are stored unchanged, and a read of compressed chunks rejects with `UNSUPPORTED`. docs/encodings.md says
   * what this saves and costs. Default: `'identity'`.
   */
  encoding?: 'identity' | 'auto' | undefined;
  /** The media type. Default: the media type of the source, if it has one. */
  type?: string | undefined;
  /** The size in bytes that you promise. The call rejects with `INTEGRITY` when the source has another size. */
  size?: number | undefined;
  /** The SHA-256 that you promise, in hexadecimal. The call rejects with `INTEGRITY` when the digest differs. */
  sha256?: string | undefined;
  /** Granary never evicts a pinned file. Default: an overwritten file keeps its pin, a new file has none. */
  pinned?: boolean | undefined;
  /** Your own data about the file, stored with the file. JSON must be able to hold these data. */
  metadata?: Record<string, unknown> | undefined;
  /** Stops the call and leaves nothing behind. The call rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

const putOptions = {
  align: flag,
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
    aligned: options.align ?? false,
  };
}

/** Tells a source that it will not be read. */
function cancel(source: unknown, reason: unknown): void {
  if (source instanceof ReadableStream && !source.locked) source.cancel(reason).catch(() => {});
}

/** Files are any bytes under a key. Methods also work when they are taken from the object, or called on a Proxy. */
export class Files {
  readonly #core: Core;

  /** @internal */
  constructor(core: Core) {
    this.#core = core;
    bindMethods(this);
  }

  /**
   * Stores a file of any size, chunk by chunk. The file exists under its key when the promise resolves, not earlier.
   * When a put fails, is aborted or ends with its tab, the key keeps what it had before: nothing, or the old file.
   *
   * Granary reads a buffer or a view until the promise resolves. Do not change or transfer the memory before that.
   *
   * Puts of the same key run one after the other, also in several tabs; the file of the last put stays. Without Web
   * Locks, a put waits for the put of another tab until that tab has shown no activity for a minute. Rejects with
   * `CONFLICT` when another writer takes over the key, or when the store is cleared.
   */
  async put(key: string, source: FileSource, options: PutOptions = {}): Promise<StoredFile> {
    checkKey(key, 'key');
    checkOptions(options, putOptions);
    const spec = rawSpec(options);
    return runTask(
      options,
      async (task) => new StoredFile(await this.#core.put(key, source, spec, task), this.#core),
    );
  }

  /**
   * Loads or downloads a file. The URL is one of http(s), `blob:` or `data:`, or relative to the page; anything else is
   * `INVALID`. A stored file that matches the given `size` and `sha256` is returned at once, without
   * the network. Otherwise the file is downloaded chunk by chunk, checked, and stored under its key when it is
   * complete. After an abort, a lost connection, a closed tab or a killed browser the next call continues with a
   * request for the missing bytes. The old file under the key stays until the new file is complete.
   *
   * Calls with the same key, URL, `size`, `sha256` and `revalidate` share one download. Each call has its own
   * progress, signal and `pinned`. The first call decides `headers`, `fetch`, `retries`, `type`, `metadata`, `encoding`
   * and `align`. When the server refuses the first call, a call with other headers asks the server itself. When all
   * retries of the first call have failed, a call with more `retries` downloads itself. When the file is already
   * stored, only `pinned` has an effect.
   *
   * When several tabs want the file, one tab downloads it. The other tabs see its progress, get the file when it is
   * complete, and take over when that tab ends. A download of the same key from another URL, or with another `size` or
   * `sha256`, waits until this download has ended.
   *
   * Rejects with `HTTP` or `GATED` when the server refuses (`details.status`), with `NETWORK` when all retries
   * failed, with `INTEGRITY` when the bytes are not the promised ones or are a web page in place of a file, with
   * `QUOTA` when there is no room, and with `CONFLICT` when any tab stopped the download (`details.paused` or
   * `details.discarded`).
   */
  async fetch(key: string, url: string | URL, options: FetchOptions = {}): Promise<StoredFile> {
    checkKey(key, 'key');
    checkOptions(options, { ...putOptions, ...fetchOptions });
    const from = absolute(url, `The url of ${shown(key)}`, { option: 'url', key });
    const spec = rawSpec(options);
    const request = rawRequest(options);
    const revalidate = options.revalidate ?? false;
    return runTask(
      options,
      async (task) =>
        new StoredFile(
          await this.#core.downloads().fetch(key, from, spec, request, revalidate, task),
          this.#core,
        ),
    );
  }

  /**
   * Lists incomplete downloads and incomplete imports of bundles, from all tabs, with the bytes that they hold. They
   * can be resumed for a week.
   */
  async unfinished(options?: CallOptions): Promise<UnfinishedDownload[]> {
    return (await call(options, () => this.#core.downloads().unfinished())).map(unfinished);
  }

  /**
   * Continues a download. Granary has stored its URL, `size`, `sha256` and progress, but no headers and no `fetch`:
   * give these again when the server needs them. For files of the store's own hub Granary uses that hub's token and
   * `fetch`. When the download already runs, this call shares it, as `fetch` does. When another tab has finished it,
   * this call returns the stored file. Rejects with `NOT_FOUND` when there is no incomplete download under this key.
   */
  async resume(key: string, options: ResumeOptions = {}): Promise<StoredFile> {
    checkKey(key, 'key');
    checkOptions(options, resumeOptions);
    const request = rawRequest(options);
    return runTask(
      options,
      async (task) => new StoredFile(await this.#core.downloads().resume(key, request, task), this.#core),
    );
  }

  /**
   * Stops a download in any tab, and keeps the bytes that it holds. Its callers get `CONFLICT` with `details.paused`.
   * The download has stopped when the promise resolves. Resolves to false when no download was running.
   */
  async pause(key: string, options?: CallOptions): Promise<boolean> {
    checkKey(key, 'key');
    return call(options, () => this.#core.downloads().stop(key, 'paused'));
  }

  /**
   * Stops a download in any tab, and deletes the bytes that it holds. Its callers get `CONFLICT` with
   * `details.discarded`. A file that is stored under the key stays. Resolves to false when there was no download.
   */
  async discard(key: string, options?: CallOptions): Promise<boolean> {
    checkKey(key, 'key');
    return call(options, () => this.#core.downloads().stop(key, 'discarded'));
  }

  /** Gives the file under this key, or undefined. */
  async get(key: string, options?: CallOptions): Promise<StoredFile | undefined> {
    checkKey(key, 'key');
    const file = await call(options, () => this.#core.get(key));
    return file ? new StoredFile(file, this.#core) : undefined;
  }

  /** Says whether there is a file under this key. */
  async has(key: string, options?: CallOptions): Promise<boolean> {
    checkKey(key, 'key');
    return call(options, () => this.#core.has(key));
  }

  /** Lists every file whose key begins with the prefix, in the order of the keys. */
  async list(prefix = '', options?: CallOptions): Promise<FileInfo[]> {
    checkPrefix(prefix, 'prefix');
    return (await call(options, () => this.#core.list(prefix))).map(fileInfo);
  }

  /**
   * Deletes a file. Resolves to false when there was none. Open files stay readable. With `documents: true` the same
   * step also deletes the document under this key, and all documents whose keys begin with the key and a slash, such
   * as `{key}/config`.
   */
  async delete(
    key: string,
    options: CallOptions & { documents?: boolean | undefined } = {},
  ): Promise<boolean> {
    checkKey(key, 'key');
    checkOptions(options, { documents: flag, signal });
    return unlessAborted(options.signal, () => this.#core.delete(key, options.documents ?? false));
  }

  /**
   * Writes files into one stream that can be kept, sent, and imported into another store (docs/bundle-format.md). The
   * stream reads one chunk at a time. A chunk that several files share is in the bundle once. Rejects with `NOT_FOUND`
   * when a file is missing.
   */
  async exportBundle(
    keys: string[],
    options?: CallOptions,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    listOf(checkKey)(keys, 'keys');
    const chosen = [...keys];
    const reader = await call(options, async () => (await upkeepChunk.of(this.#core)).exportBundle(chosen));
    return pieceStream(() => reader, options?.signal);
  }

  /**
   * Stores the files of a bundle. Each file replaces the file under its key when it is complete and matches its
   * digest. Granary trusts nothing in a bundle. Rejects with `INTEGRITY` when content is wrong, and with `INVALID` when
   * the format is wrong; the files before that place stay stored. After a failure or an abort, import the same bundle
   * again: the import continues where it stopped.
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

  /** Pins a file, so that Granary never evicts it; or with `false` removes the pin. */
  async pin(key: string, pinned = true, options?: CallOptions): Promise<void> {
    checkKey(key, 'key');
    flag(pinned, 'pinned');
    return call(options, () => this.#core.pin(key, pinned));
  }
}
