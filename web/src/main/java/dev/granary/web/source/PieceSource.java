package dev.granary.web.source;

import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Promises;
import dev.granary.web.bridge.Yielding;
import dev.granary.web.dom.ReadResult;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Reads pieces of any size and copies them into the store's memory. */
final class PieceSource implements ByteSource {
  private final Reads reads;
  private final SourceWait wait;

  /** Pauses between pieces: a stream of the page's own code supplies all of them in one task. */
  private final Yielding yielding = new Yielding();

  private JSObject piece;
  private int taken;
  private int size;
  private boolean ended;

  PieceSource(Reads reads, SourceWait wait) {
    this.reads = reads;
    this.wait = wait;
  }

  @Override
  public void whileWaiting(ChunkSource.Beat beat) {
    wait.whileWaiting(beat);
  }

  @Override
  public int read(ChunkBuffer into, int offset, int length) {
    while (taken == size) {
      ReadResult result = (ReadResult) wait.await(reads.next());
      yielding.take();
      if (result.isDone()) {
        ended = true;
        return -1;
      }
      piece = result.getValue();
      taken = 0;
      size = byteLength(piece);
      if (size == 0 && Sources.lengthOf(piece) < 0) {
        throw Sources.detached();
      }
      if (size < 0) {
        throw Sources.invalid(
            "A stream or iterable that you pass as a source must supply its bytes as Uint8Arrays.");
      }
    }
    int read = Math.min(length, size - taken);
    Bytes.copyView(piece, taken, into.memory(), offset, read);
    taken += read;
    if (taken == size) {
      piece = null;
    }
    return read;
  }

  @JSBody(params = "piece", script = "return ArrayBuffer.isView(piece) ? piece.byteLength : -1;")
  private static native int byteLength(JSObject piece);

  @Override
  public void close() {
    piece = null;
    if (ended) {
      reads.release();
    } else {
      Promises.ignore(reads.cancel());
    }
  }
}
