// The bytes of a download while they arrive, for an engine that counts its progress by what it reads.
import { GranaryError } from '../public.js';
import type { StoredFile } from '../stored-file.js';

/**
 * How many of the last bytes to remember. A download that breaks off sends at most one chunk again, and the largest
 * chunk has 64 MiB.
 */
const REMEMBERED = 64 * 1024 * 1024;

/**
 * A stream of a file's bytes: as they arrive from the server, in order, and then, where some came out of order or were
 * stored before, from the stored file. The stream ends only after the whole file has been verified and stored. Bytes
 * that are sent again must be the same as before; else the stream fails, for the engine has the wrong ones already.
 */
export class LiveBytes {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #remembered: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #given = 0;
  #isLive = true;
  #differs = false;

  /**
   * @param stored resolves when the file is stored
   * @param cancel is called when the reader wants no more
   */
  constructor(stored: Promise<StoredFile>, cancel: (reason: unknown) => void) {
    const rest = stored.then((file) => this.#restOf(file));
    rest.catch(() => {}); // The stream reports the failure, when it is read.
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        async pull(controller) {
          const { done, value } = await (await rest).read();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: (reason) => {
          this.#isLive = false;
          cancel(reason);
        },
      },
      { highWaterMark: 0, size: (piece) => piece.byteLength },
    );
  }

  /** Gives an answer of the server whose bytes also go to this stream. */
  through(answer: Response): Response {
    if (!answer.ok || !answer.body) return answer;
    let at = Number(/^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '')?.[1] ?? 0);
    const watch = new TransformStream<Uint8Array, Uint8Array>({
      transform: (piece, controller) => {
        this.#take(at, piece);
        at += piece.byteLength;
        controller.enqueue(piece);
      },
    });
    const { status, headers } = answer;
    return new Response(answer.body.pipeThrough(watch), { status, headers });
  }

  #take(at: number, piece: Uint8Array): void {
    // A gap: these bytes continue a download of earlier days. All that follows comes from the stored file.
    if (at > this.#given) this.#isLive = false;
    if (!this.#isLive) return;
    const again = Math.min(this.#given - at, piece.byteLength);
    if (again > 0 && !this.#isSame(at, piece.subarray(0, again))) {
      this.#differs = true;
      this.#isLive = false;
      return;
    }
    // A copy, because the core takes the memory of the piece.
    const bytes = piece.slice(again);
    if (bytes.byteLength === 0) return;
    this.#remembered.push({ at: this.#given, bytes });
    this.#given += bytes.byteLength;
    while (this.#given - this.#remembered[0]!.at - this.#remembered[0]!.bytes.byteLength >= REMEMBERED)
      this.#remembered.shift();
    this.#controller.enqueue(bytes);
    // The engine reads more slowly than the server sends: the rest waits in the store, not in memory.
    if (this.#controller.desiredSize! < -REMEMBERED) this.#isLive = false;
  }

  #isSame(at: number, bytes: Uint8Array): boolean {
    if (at < (this.#remembered[0]?.at ?? 0)) return false;
    for (const known of this.#remembered) {
      const from = Math.max(at, known.at);
      const to = Math.min(at + bytes.byteLength, known.at + known.bytes.byteLength);
      for (let place = from; place < to; place++)
        if (bytes[place - at] !== known.bytes[place - known.at]) return false;
    }
    return true;
  }

  #restOf(file: StoredFile): ReadableStreamDefaultReader<Uint8Array> {
    this.#isLive = false;
    if (!this.#differs && this.#given <= file.size) return file.stream(this.#given).getReader();
    const message = `The server sent other bytes of ${file.key} the second time. The right ones are stored now.`;
    throw new GranaryError(message, { code: 'INTEGRITY', details: { key: file.key } });
  }
}
