import { bindMethods } from './bind-methods.js';
import { call, type CallOptions } from './call.js';
import { modelsChunk } from './chunks.js';
import type { Core, CoreFile } from './core.js';
import { GranaryError, invalid } from './errors.js';
import { fileInfo, type FileInfo } from './file-info.js';
import { checkOptions, refusal, signal, wholeNumber } from './options.js';
import { nextOf, pieceStream } from './piece-stream.js';
import { tensorInfo, type TensorInfo } from './tensor-info.js';

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
  readonly #store: Core;

  /** @internal */
  constructor(core: CoreFile, store: Core) {
    this.#core = core;
    this.#store = store;
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

  /**
   * Lists the tensors of a safetensors, GGUF or ONNX file. Reads only headers, however large the file is. Files of the
   * same folder belong to it: the data files of an ONNX file, the files that a `.safetensors.index.json` names, and the
   * splits after the first of a GGUF model (`-00001-of-00003.gguf`). The list has the tensors of all of them, and the
   * call rejects with `NOT_FOUND` when one is not stored (`details.key`).
   *
   * Rejects with `INVALID` when the file is none of these, or when its header is bad: `details.field` and
   * `details.offset` say where. The code loads at the first call. A service worker cannot load code later: there, write
   * `import 'granary/models'`.
   */
  async tensors(options?: CallOptions): Promise<TensorInfo[]> {
    return call(options, async () => {
      const models = await modelsChunk.of(this.#store);
      return (await models.tensors(this.#core, this.key, this.sha256, this.size)).map(tensorInfo);
    });
  }

  /**
   * Gives the metadata that the header of a safetensors, GGUF or ONNX file has, under the names that the format gives
   * them. docs/formats.md lists them. Rejects as `tensors` does.
   */
  async header(options?: CallOptions): Promise<Record<string, unknown>> {
    return call(options, async () =>
      JSON.parse(
        await (await modelsChunk.of(this.#store)).header(this.#core, this.key, this.sha256, this.size),
      ),
    );
  }

  #range(start: unknown = 0, end: unknown = this.size): [number, number] {
    wholeNumber(0, this.size)(start, 'start');
    wholeNumber(start as number, this.size)(end, 'end');
    return [start as number, end as number];
  }
}
