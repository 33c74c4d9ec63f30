package dev.granary.bundle;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource.Beat;
import dev.granary.chunk.OwnedBuffers;
import dev.granary.digest.Digests;
import dev.granary.digest.Hex;

/** A bundle on its way in: heads and bodies, however the stream's pieces fall. */
final class BundleStream {
  private final ByteSource source;
  private final OwnedBuffers owned;
  private final Digests digests;
  private final Cancel cancel;
  private final ChunkBuffer head;
  private Beat beat = () -> {};

  BundleStream(ByteSource source, OwnedBuffers owned, Digests digests, Cancel cancel) {
    this.source = source;
    this.owned = owned;
    this.digests = digests;
    this.cancel = cancel;
    this.head = new ChunkBuffer(BundleRecord.HEAD);
  }

  /** Says what to do now and then while bytes are waited for. */
  void whileWaiting(Beat given) {
    beat = given;
    source.whileWaiting(given);
  }

  /** Reads what a bundle begins with; INVALID when it is none, VERSION when it is a newer one. */
  void expectStart() {
    boolean right = read(head, BundleRecord.START) == BundleRecord.START;
    for (int i = 0; i < BundleRecord.MAGIC.length && right; i++) {
      right = head.memory()[i] == BundleRecord.MAGIC[i];
    }
    if (!right) {
      throw new GranaryException(Code.INVALID, "This is no bundle.");
    }
    int version = BundleRecord.number(head.memory(), BundleRecord.MAGIC.length);
    if (version != BundleRecord.VERSION) {
      throw new GranaryException(
              Code.VERSION, "The bundle's version is " + version + ", and this Granary reads 1.")
          .with("found", version)
          .with("supported", BundleRecord.VERSION);
    }
  }

  /** The next record's head. */
  BundleRecord head() {
    fill(head, BundleRecord.HEAD);
    BundleRecord record = BundleRecord.decode(head.memory());
    if (record.type() == null) {
      throw new GranaryException(Code.INVALID, "The bundle has a record of no known type.");
    }
    return record;
  }

  /** The body of a record that is text, verified. */
  String text(BundleRecord record) {
    if (record.length() > BundledFile.LARGEST) {
      throw new GranaryException(
              Code.INVALID, "The bundle has a record that is larger than any may be.")
          .with("size", record.length());
    }
    int length = (int) record.length();
    ChunkBuffer buffer = owned.take(length);
    try {
      fill(buffer, length);
      String sha256 = Hex.encode(digests.sha256(buffer.memory(), length).join());
      if (!sha256.equals(record.sha256())) {
        throw new GranaryException(Code.INTEGRITY, "A record of the bundle has changed on its way.")
            .with("expected", record.sha256())
            .with("actual", sha256);
      }
      return BundledFile.text(buffer.memory(), length);
    } finally {
      owned.release(1);
    }
  }

  /** Reads so many bytes to a buffer's start. */
  void fill(ChunkBuffer into, int length) {
    if (read(into, length) < length) {
      throw new GranaryException(Code.INTEGRITY, "The bundle ends before its end.");
    }
  }

  /** Whether nothing follows. */
  boolean ended() {
    return read(head, 1) == 0;
  }

  private int read(ChunkBuffer into, int length) {
    int filled = 0;
    while (filled < length) {
      cancel.check();
      int read = source.read(into, filled, length - filled);
      if (read < 0) {
        // An aborted stream looks as if it had ended.
        cancel.check();
        break;
      }
      filled += read;
      beat.beat();
    }
    return filled;
  }

  static GranaryException misplaced(BundleRecord.Type type) {
    return new GranaryException(
        Code.INVALID, "The bundle has a record where none of its type can be: " + type + ".");
  }
}
