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

  /** As large as it takes for the engine to collect young objects when another one comes. */
  private static final int NUDGE = 32 * 1024 * 1024;

  /** How many collections of young objects an array lives through until it counts as old. */
  private static final int TO_BE_OLD = 5;

  private final ChunkForm form;

  /** Fields, so that no compiler finds out that nobody reads them. */
  private Uint8Array old;

  private Uint8Array young;

  StoredBytes(ChunkForm form) {
    this.form = form;
  }

  ChunkForm form() {
    return form;
  }

  JSObject toStore(NewChunk chunk) {
    if (form == ChunkForm.BUFFER || chunk.storedSize() < INLINE) {
      ArrayBuffer buffer = Bytes.buffer(chunk.bytes());
      return buffer.getByteLength() == chunk.storedSize()
          ? buffer
          : buffer.slice(0, chunk.storedSize());
    }
    nudge();
    return blob(Bytes.view(chunk.bytes(), 0, chunk.storedSize()));
  }

  /**
   * Makes the engine let go of Blobs that are stored already: decision 8. In Chromium a Blob's
   * handle keeps its bytes in memory until old objects are collected, and the pump's two buffers,
   * used again and again, give it no reason to.
   */
  void nudge() {
    // 1. An array, untouched, so that it takes no memory but counts as some...
    old = new Uint8Array(NUDGE);
    // 2. ...grows old: each of these makes the engine collect young objects, and it is still held.
    for (int i = 0; i < TO_BE_OLD; i++) {
      young = new Uint8Array(NUDGE);
    }
    // 3. Dropped now, it makes the engine collect old objects soon. One that is dropped while it is
    // young does not.
    young = null;
    old = null;
  }

  /** Null when it is neither of the forms that are ever stored. */
  static Payload payload(JSObject stored) {
    if (isBlob(stored)) {
      return new BlobPayload((Blob) stored);
    }
    return isBuffer(stored) ? new BufferPayload((ArrayBuffer) stored) : null;
  }

  @JSBody(
      params = "value",
      script = "return Object.prototype.toString.call(value) === '[object ArrayBuffer]';")
  private static native boolean isBuffer(JSObject value);

  @JSBody(params = "value", script = "return typeof Blob !== 'undefined' && value instanceof Blob;")
  static native boolean isBlob(JSObject value);

  @JSBody(params = "view", script = "return new Blob([view]);")
  static native Blob blob(Uint8Array view);
}
