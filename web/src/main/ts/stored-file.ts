import { bindMethods } from './bind-methods.js';
import { call, type CallOptions } from './call.js';
import type { CoreFile } from './core.js';
import { GranaryError, invalid } from './errors.js';
import { fileInfo, type FileInfo } from './file-info.js';
import { checkOptions, refusal, signal, wholeNumber } from './options.js';
import { nextOf, pieceStream } from './piece-stream.js';

/** A part of a file: from `start` to `end`, without the byte at `end`. */
export interface ByteRange {
  /** Default: 0. */
  start?: number | undefined;
  /** Default: the size of the file. */
  end?: number | undefined;
}

/**
 * A file as it was when it was opened. Later writes and deletions do not change it. (WebKit stores chunks as buffers.
 * There, a read of a chunk that was deleted later rejects with `NOT_FOUND` and `details.replaced`.)
 *
 * A range must lie inside the file; otherwise the call rejects with `INVALID`. Unlike `Blob.slice`, no method shortens
 * a range. A verified read never returns damaged bytes: it rejects with `CORRUPT`.
 */
export interface StoredFile extends FileInfo {}
export class StoredFile {
  readonly #core: CoreFile;

  /** @internal */
  constructor(core: CoreFile) {
    this.#core = core;
    Object.assign(this, fileInfo(core.info()));
    bindMethods(this);
  }

  /**
   * Gives a lazy Blob. It consists of the stored chunks and reads none of them now. Reads from the Blob are not
   * verified. A Blob cannot decode chunks that are compressed (`put` with `encoding: 'auto'`): this call reads,
   * verifies and decodes the compressed chunks of the range one by one, and puts their content into the Blob. It does
   * the same with all chunks where the browser stores them as buffers.
   */
  async blob(start?: number, end?: number, options?: CallOptions): Promise<Blob> {
    const range = this.#range(start, end);
    return call(options, () => this.#core.blob(...range));
  }

  /**
   * Gives a URL of the Blob, for elements and libraries that take a URL. Call `revoke()` when you no longer need it.
   */
  async objectURL(options?: CallOptions): Promise<{ readonly url: string; revoke(): void }> {
    if (typeof URL.createObjectURL !== 'function') {
      const message = 'There are no object URLs in a service worker. Use blob() or response().';
      throw new GranaryError(message, { code: 'UNSUPPORTED', details: { key: this.key } });
    }
    const url = URL.createObjectURL(await this.blob(0, this.size, options));
    return { url, revoke: () => URL.revokeObjectURL(url) };
  }

  /**
   * Gives verified bytes as a stream. It reads at most one piece ahead. `mode: 'byob'` works where the platform has
   * it. The range is an object, or two numbers as in `bytes(start, end)`.
   */
  stream(start: number, end?: number, options?: CallOptions): ReadableStream<Uint8Array<ArrayBuffer>>;
  stream(range?: ByteRange & CallOptions): ReadableStream<Uint8Array<ArrayBuffer>>;
  stream(
    given?: (ByteRange & CallOptions) | number,
    to?: number,
    options?: CallOptions,
  ): ReadableStream<Uint8Array<ArrayBuffer>> {
    const any = wholeNumber(0);
    const numbers = typeof given === 'number' || to !== undefined;
    const range = numbers ? { ...options, start: given as number, end: to } : given;
    checkOptions(range, { start: any, end: any, signal });
    const [start, end] = this.#range(range?.start, range?.end);
    return pieceStream(() => this.#core.reader(start, end), range?.signal);
  }

  /** Gives verified bytes, at most 2 GiB. It reads only the 64 KiB blocks that the range touches. */
  async bytes(start?: number, end?: number, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>> {
    const range = this.#range(start, end);
    return call(options, () => this.#core.bytes(...range));
  }

  /** Gives the whole file, verified, in one buffer. */
  async arrayBuffer(options?: CallOptions): Promise<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = await this.bytes(0, this.size, options);
    return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
  }

  /** Gives the whole file, verified, as UTF-8 text. */
  async text(options?: CallOptions): Promise<string> {
    return call(options, async () => {
      const decoder = new TextDecoder();
      const reader = this.#core.reader(0, this.size);
      let text = '';
      try {
        for (let piece = await nextOf(reader); piece; piece = await nextOf(reader)) {
          options?.signal?.throwIfAborted();
          text += decoder.decode(piece, { stream: true });
        }
      } finally {
        reader.cancel();
      }
      return text + decoder.decode();
    });
  }

  /** Gives the value of the JSON in the file, verified. Rejects with `INVALID` when the file is not JSON. */
  async json<T = unknown>(options?: CallOptions): Promise<T> {
    const text = await this.text(options);
    try {
      return JSON.parse(text) as T;
    } catch (failure) {
      throw invalid(`The file ${JSON.stringify(this.key)} is not JSON.`, { key: this.key }, failure);
    }
  }

  /**
   * Answers a request for this file as a server does: 200, 206 for a range, 304 when the client already has the file,
   * 416 for a range outside the file, and 405 for any method but GET and HEAD. The answer to HEAD has no body. The ETag
   * is the SHA-256. The body is the Blob of `blob()`.
   */
  async response(request?: Request, options?: CallOptions): Promise<Response> {
    if (
      request !== undefined &&
      (typeof request?.method !== 'string' || typeof request.headers?.get !== 'function')
    ) {
      throw refusal('request', request, 'a Request');
    }
    return call(options, async () => {
      const header = (name: string) => request?.headers.get(name) ?? null;
      const answer = this.#core.answer(
        request?.method ?? 'GET',
        header('range'),
        header('if-range'),
        header('if-none-match'),
      );
      const body = answer.hasBody ? await this.#core.blob(answer.start, answer.end) : null;
      return new Response(body, { status: answer.status, headers: answer.headers });
    });
  }

  #range(start: unknown = 0, end: unknown = this.size): [number, number] {
    wholeNumber(0, this.size)(start, 'start');
    wholeNumber(start as number, this.size)(end, 'end');
    return [start as number, end as number];
  }
}
