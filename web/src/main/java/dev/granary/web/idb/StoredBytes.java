package dev.granary.web.idb;

import dev.granary.store.ChunkForm;
import dev.granary.store.NewChunk;
import dev.granary.store.Payload;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.dom.Blob;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Uint8Array;

/** How the bytes of a chunk become a value in the database, and back. */
final class StoredBytes {
  /** Measured, 4 KiB: a Blob takes 781 µs to write and an ArrayBuffer 69; at 64 KiB it turns. */
  private static final int INLINE = 64 * 1024;

  /** How many bytes of Blobs go by between two nudges. */
  private static final int NUDGE_EVERY = 10 * 1024 * 1024;

  private static final int NUDGE = 32 * 1024 * 1024;

  private final ChunkForm form;
  private int sinceNudge;

  StoredBytes(ChunkForm form) {
    this.form = form;
  }

  ChunkForm form() {
    return form;
  }

  JSObject toStore(NewChunk chunk) {
    if (form == ChunkForm.BUFFER || chunk.size() < INLINE) {
      ArrayBuffer buffer = Bytes.buffer(chunk.bytes());
      return buffer.getByteLength() == chunk.size() ? buffer : buffer.slice(0, chunk.size());
    }
    nudge(chunk.size());
    return blob(Bytes.view(chunk.bytes(), 0, chunk.size()));
  }

  /**
   * Makes the engine let go of Blobs that are stored already. In Chromium a Blob's handle keeps its
   * bytes in memory until garbage is collected, and the pump's two buffers, used again and again,
   * give it no reason to: 1 GB stored was 1 GB in memory. An untouched array that is dropped costs
   * nothing and counts as one (measured: 607 MiB became 80).
   */
  private void nudge(int size) {
    sinceNudge += size;
    if (sinceNudge >= NUDGE_EVERY) {
      nudge();
    }
  }

  void nudge() {
    sinceNudge = 0;
    drop(new Uint8Array(NUDGE));
  }

  @JSBody(params = "array", script = "")
  private static native void drop(Uint8Array array);

  static Payload payload(JSObject stored) {
    return isBlob(stored)
        ? new BlobPayload((Blob) stored)
        : new BufferPayload((ArrayBuffer) stored);
  }

  @JSBody(params = "value", script = "return typeof Blob !== 'undefined' && value instanceof Blob;")
  static native boolean isBlob(JSObject value);

  @JSBody(params = "view", script = "return new Blob([view]);")
  static native Blob blob(Uint8Array view);
}
