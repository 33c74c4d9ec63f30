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

/** Reads the heads and bodies of a bundle from a stream of pieces of any size. */
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

  /** Sets what the stream calls regularly while it waits for bytes. */
  void whileWaiting(Beat given) {
    beat = given;
    source.whileWaiting(given);
  }

  /**
   * Reads the beginning of a bundle. INVALID when the bytes are not a bundle, VERSION when it is a
   * newer one.
   */
  void expectStart() {
    boolean right = read(head, BundleRecord.START) == BundleRecord.START;
    for (int i = 0; i < BundleRecord.MAGIC.length && right; i++) {
      right = head.memory()[i] == BundleRecord.MAGIC[i];
    }
    if (!right) {
      throw new GranaryException(Code.INVALID, "This is not a Granary bundle.");
    }
    int version = BundleRecord.number(head.memory(), BundleRecord.MAGIC.length);
    if (version != BundleRecord.VERSION) {
      throw new GranaryException(
              Code.VERSION, "The bundle has version " + version + "; this Granary reads version 1.")
          .with("found", version)
          .with("supported", BundleRecord.VERSION);
    }
  }

  /** Reads the next record's head. */
  BundleRecord head() {
    fill(head, BundleRecord.HEAD);
    BundleRecord record = BundleRecord.decode(head.memory());
    if (record.type() == null) {
      throw new GranaryException(Code.INVALID, "The bundle has a record of an unknown type.");
    }
    return record;
  }

  /** Reads and verifies the body of a text record. */
  String text(BundleRecord record) {
    if (record.length() > BundledFile.LARGEST) {
      throw new GranaryException(Code.INVALID, "The bundle has a record that is too large.")
          .with("size", record.length());
    }
    int length = (int) record.length();
    ChunkBuffer buffer = owned.take(length);
    try {
      fill(buffer, length);
      String sha256 = Hex.encode(digests.sha256(buffer.memory(), length).join());
      if (!sha256.equals(record.sha256())) {
        throw new GranaryException(Code.INTEGRITY, "The bundle was damaged: a record has changed.")
            .with("expected", record.sha256())
            .with("actual", sha256);
      }
      return BundledFile.text(buffer.memory(), length);
    } finally {
      owned.release(1);
    }
  }

  /** Reads {@code length} bytes to the start of a buffer. */
  void fill(ChunkBuffer into, int length) {
    if (read(into, length) < length) {
      throw new GranaryException(Code.INTEGRITY, "The bundle is incomplete: it ends too early.");
    }
  }

  /** Returns whether no byte follows. */
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
        Code.INVALID, "The bundle has a record in a wrong place: " + type + ".");
  }
}
