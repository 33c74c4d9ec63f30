package dev.granary.web.idb;

import dev.granary.store.ChunkRow;
import dev.granary.web.bridge.Bytes;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.Int32Array;

/**
 * Maps a chunk row to its record in the object store, under the chunk's id. A damaged record reads
 * as a chunk without bytes, so that the damage stays with this one chunk.
 */
interface ChunkRecord extends JSObject {
  @JSProperty
  double getPhysicalId();

  @JSProperty
  int getSize();

  @JSProperty
  int getStored();

  @JSProperty
  String getEncoding();

  @JSProperty
  Int32Array getCrcs();

  @JSProperty
  double getCondemnedAt();

  static JSObject of(ChunkRow chunk) {
    int[] crcs = new int[chunk.blocks()];
    for (int i = 0; i < crcs.length; i++) {
      crcs[i] = chunk.crc(i);
    }
    return Shape.chunk(
        chunk.physicalId(),
        chunk.size(),
        chunk.storedSize(),
        chunk.encoding(),
        Bytes.ints(crcs),
        chunk.condemnedAt());
  }

  static ChunkRow row(String id, JSObject found) {
    if (!Shape.isSound(found)) {
      return ChunkRow.unreadable(id);
    }
    ChunkRecord record = (ChunkRecord) found;
    return new ChunkRow(
        id,
        (long) record.getPhysicalId(),
        record.getSize(),
        record.getStored(),
        record.getEncoding(),
        Bytes.ints(record.getCrcs()),
        (long) record.getCondemnedAt());
  }

  /** Builds and checks the records. */
  final class Shape {
    private Shape() {}

    @JSBody(
        params = "found",
        script =
            "return !!found && found.physicalId > 0 && found.size > 0 && found.stored > 0"
                + " && typeof found.encoding === 'string' && found.condemnedAt >= 0"
                + " && Object.prototype.toString.call(found.crcs) === '[object Int32Array]'"
                + " && found.crcs.length === Math.ceil(found.size / 65536);")
    private static native boolean isSound(JSObject found);

    @JSBody(
        params = {"physicalId", "size", "stored", "encoding", "crcs", "condemnedAt"},
        script =
            "return { physicalId: physicalId, size: size, stored: stored, encoding: encoding,"
                + " crcs: crcs, condemnedAt: condemnedAt };")
    private static native JSObject chunk(
        double physicalId,
        int size,
        int stored,
        String encoding,
        Int32Array crcs,
        double condemnedAt);
  }
}
