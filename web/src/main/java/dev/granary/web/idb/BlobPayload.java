package dev.granary.web.idb;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.store.Payload;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Blob;
import org.teavm.jso.typedarrays.ArrayBuffer;

/** Holds a chunk as a Blob. The bytes stay on disk until a reader asks for them. */
public final class BlobPayload implements Payload {
  private final Blob blob;

  BlobPayload(Blob blob) {
    this.blob = blob;
  }

  public Blob blob() {
    return blob;
  }

  @Override
  public int size() {
    return (int) blob.getSize();
  }

  @Override
  public Pending<byte[]> begin(int offset, int length) {
    Awaited reading = Promises.of(blob.slice(offset, offset + length).arrayBuffer());
    return () -> {
      try {
        return Bytes.of((ArrayBuffer) reading.join());
      } catch (JsFailure failure) {
        throw new GranaryException(
            Code.CORRUPT,
            "The browser cannot read a chunk that it stored before: the chunk is damaged.",
            failure);
      }
    };
  }
}
