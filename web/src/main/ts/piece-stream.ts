import type { CoreReader } from './core.js';
import { asGranaryError } from './errors.js';

/** Makes a stream that reads only when its consumer asks, and stops when it is cancelled or aborted. */
export function pieceStream(
  open: () => CoreReader,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let reader: CoreReader | undefined;
  let ended = false;

  const end = () => {
    ended = true;
    signal?.removeEventListener('abort', abort);
  };
  let abort = () => {};

  const source = {
    start(controller: ReadableStreamController<Uint8Array<ArrayBuffer>>) {
      abort = () => {
        end();
        reader?.cancel();
        controller.error(signal?.reason);
      };
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
    },
    async pull(controller: ReadableStreamController<Uint8Array<ArrayBuffer>>) {
      try {
        reader ??= open();
        const piece = await nextOf(reader);
        if (ended) return;
        if (piece) {
          controller.enqueue(piece);
        } else {
          end();
          controller.close();
          // A reader that brought its own buffer waits for an answer even at the end.
          if ('byobRequest' in controller) controller.byobRequest?.respond(0);
        }
      } catch (failure) {
        if (ended) return;
        end();
        throw asGranaryError(failure);
      }
    },
    cancel() {
      end();
      reader?.cancel();
    },
  };

  return hasByteStreams()
    ? new ReadableStream({ ...source, type: 'bytes' } as UnderlyingByteSource)
    : new ReadableStream(source as UnderlyingDefaultSource, { highWaterMark: 0 });
}

/** Gives the next piece that is not empty, because a byte stream refuses empty pieces. */
export async function nextOf(reader: CoreReader): Promise<Uint8Array<ArrayBuffer> | null> {
  for (;;) {
    const piece = await reader.next();
    if (piece === null || piece.byteLength > 0) return piece;
  }
}

let byteStreams: boolean | undefined;

function hasByteStreams(): boolean {
  if (byteStreams === undefined) {
    try {
      new ReadableStream({ type: 'bytes' });
      byteStreams = true;
    } catch {
      byteStreams = false;
    }
  }
  return byteStreams;
}
