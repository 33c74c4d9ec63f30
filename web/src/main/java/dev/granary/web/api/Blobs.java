package dev.granary.web.api;

import dev.granary.file.OpenContent;
import dev.granary.store.Payload;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.dom.Blob;
import dev.granary.web.dom.JsArray;
import dev.granary.web.idb.BlobPayload;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Composes Blobs of stored content: of the stored Blobs where chunks are stored unchanged. Other
 * chunks are loaded and decoded.
 */
final class Blobs {
  private Blobs() {}

  /** Composes a range, which must lie inside the content. */
  static JSObject compose(OpenContent content, long start, long end, String type) {
    // Throws INVALID for a range that is out of bounds.
    content.read(start, end).close();
    JsArray parts = JsArray.Maker.empty();
    long offset = 0;
    for (int i = 0; i < content.chunks().size() && offset < end; i++) {
      int size = content.chunks().get(i).size();
      long from = Math.max(0, start - offset);
      long to = Math.min(size, end - offset);
      if (from < to) {
        parts.push(part(content, i, offset, from, to, size));
      }
      offset += size;
    }
    return compose(parts, type);
  }

  private static JSObject part(
      OpenContent content, int index, long offset, long from, long to, int size) {
    Payload held = content.heldAsItIs(index);
    if (held instanceof BlobPayload stored) {
      Blob blob = stored.blob();
      return from == 0 && to == size ? blob : blob.slice(from, to);
    }
    byte[] bytes = content.bytes(offset + from, offset + to);
    // A Blob of its own, so that the engine may put it on disk before the next one is loaded.
    return compose(JsArray.Maker.of(Bytes.view(bytes, 0, bytes.length)), "");
  }

  @JSBody(
      params = {"parts", "type"},
      script = "return new Blob(parts, { type: type });")
  private static native JSObject compose(JsArray parts, String type);
}
