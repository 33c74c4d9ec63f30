package dev.granary.web.source;

import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.ReadResult;
import dev.granary.web.dom.StreamReader;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSObjects;
import org.teavm.jso.core.JSUndefined;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Uint8Array;

/**
 * Reads a byte stream, which fills memory that the source hands over to it. The stream returns
 * another array over the same memory; after a cancel or a failure it returns nothing.
 *
 * <p>Each read asks for as many bytes as are likely to arrive within a moment. Without such a
 * minimum a stream needs thousands of reads instead of a few. With a minimum that is too large the
 * source could not tell a slow stream from a stalled one.
 */
final class ByteStreamSource implements ByteSource {
  /** The length of a moment in milliseconds. */
  private static final double MOMENT = 250;

  private final StreamReader reader;
  private final SourceWait wait;

  /** The number of bytes that are likely to arrive within a moment. */
  private double likely = 1;

  private boolean ended;

  ByteStreamSource(StreamReader reader, SourceWait wait) {
    this.reader = reader;
    this.wait = wait;
  }

  @Override
  public void whileWaiting(ChunkSource.Beat beat) {
    wait.whileWaiting(beat);
  }

  @Override
  public int read(ChunkBuffer into, int offset, int length) {
    Uint8Array view = Bytes.view(into.memory(), offset, length);
    double asked = Platform.elapsed();
    ReadResult result =
        (ReadResult) wait.await(reader.read(view, atLeast((int) Math.min(length, likely))));
    double took = Platform.elapsed() - asked;
    JSObject value = result.getValue();
    if (!JSObjects.isUndefined(value)) {
      into.replace(Bytes.of(bufferOf(value)));
    }
    // A stream that ends within the minimum first returns its last bytes, and reports its end at
    // the next read.
    int read = JSObjects.isUndefined(value) ? 0 : byteLength(value);
    // Bytes that lay ready say little about the speed of the stream, so the minimum grows step by
    // step.
    likely =
        took > MOMENT
            ? Math.max(1, read * MOMENT / took)
            : Math.min(into.capacity(), 2 * Math.max(likely, read));
    if (result.isDone() && read == 0) {
      ended = true;
      return -1;
    }
    return read;
  }

  @Override
  public void close() {
    if (ended) {
      reader.releaseLock();
    } else {
      Promises.ignore(reader.cancel(JSUndefined.instance()));
    }
  }

  @JSBody(params = "length", script = "return { min: length };")
  private static native JSObject atLeast(int length);

  @JSBody(params = "view", script = "return view.buffer;")
  private static native ArrayBuffer bufferOf(JSObject view);

  @JSBody(params = "view", script = "return view.byteLength;")
  private static native int byteLength(JSObject view);
}
