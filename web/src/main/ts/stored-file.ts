import { call, type CallOptions } from './call.js';
import type { CoreFile } from './core.js';
import { GranaryError, invalid } from './errors.js';
import { fileInfo, type FileInfo } from './file-info.js';
import { checkOptions, refusal, signal, wholeNumber } from './options.js';
import { nextOf, pieceStream } from './piece-stream.js';

/** A part of a file: from `start` up to, not including, `end`. */
export interface ByteRange {
  /** Default: 0. */
  start?: number | undefined;
  /** Default: the size of the file. */
  end?: number | undefined;
}

/**
 * A file as it was when it was opened; what is written or deleted later does not change it. (On WebKit, where chunks are
 * kept as buffers, reading one that has gone since is NOT_FOUND with `details.replaced`.)
 *
 * A range must lie inside the file: unlike `Blob.slice`, nothing is clipped, and anything else is INVALID. Damaged bytes
 * are never given out by what is called verified here: that is CORRUPT.
 */
export interface StoredFile extends FileInfo {}
export class StoredFile {
  readonly #core: CoreFile;

  /** @internal */
  constructor(core: CoreFile) {
    this.#core = core;
    Object.assign(this, fileInfo(core.info()));
  }

  /**
   * A lazy Blob: composed of the stored chunks, it reads none of them, and what is read from it is not verified. Chunks that
   * are encoded (`put` with `encoding: 'auto'`) no Blob can decode: those that the range touches are read, verified and
   * decoded now, one after the other, and their content is in the Blob; so are all chunks where the engine keeps buffers.
   */
  async blob(start?: number, end?: number, options?: CallOptions): Promise<Blob> {
    const range = this.#range(start, end);
    return call(options, () => this.#core.blob(...range));
  }

  /** A URL of the blob for elements and libraries that take one. Revoke it when it is no longer needed. */
  async objectURL(options?: CallOptions): Promise<{ readonly url: string; revoke(): void }> {
    if (typeof URL.createObjectURL !== 'function') {
      const message = 'There are no object URLs in a service worker. Use blob() or response().';
      throw new GranaryError(message, { code: 'UNSUPPORTED', details: { key: this.key } });
    }
    const url = URL.createObjectURL(await this.blob(0, this.size, options));
    return { url, revoke: () => URL.revokeObjectURL(url) };
  }

  /** Verified bytes in pieces; reads a little ahead at most. Byte readers (`mode: 'byob'`) work where the platform has them. */
  stream(range?: ByteRange & CallOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
    const any = wholeNumber(0);
    checkOptions(range, { start: any, end: any, signal });
    const [start, end] = this.#range(range?.start, range?.end);
    return pieceStream(() => this.#core.reader(start, end), range?.signal);
  }

  /** Verified bytes; reads only the 64 KiB blocks that the range touches. At most 2 GiB at once. */
  async bytes(start?: number, end?: number, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>> {
    const range = this.#range(start, end);
    return call(options, () => this.#core.bytes(...range));
  }

  /** The whole file, verified, in one buffer. */
  async arrayBuffer(options?: CallOptions): Promise<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = await this.bytes(0, this.size, options);
    return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
  }

  /** The whole file, verified, read as UTF-8. */
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

  /** The whole file, verified, read as JSON; INVALID where it is none. */
  async json<T = unknown>(options?: CallOptions): Promise<T> {
    const text = await this.text(options);
    try {
      return JSON.parse(text) as T;
    } catch (failure) {
      throw invalid(`The file ${JSON.stringify(this.key)} is not JSON.`, { key: this.key }, failure);
    }
  }

  /**
   * An answer to a request for this file, as a server would give it: 200, 206 for a range, 304 for what the client already
   * has, 416 and 405; HEAD gets no body. The ETag is the SHA-256. Its body is that of `blob()`.
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
