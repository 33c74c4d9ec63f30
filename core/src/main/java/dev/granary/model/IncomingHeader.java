package dev.granary.model;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.RandomAccess;
import dev.granary.file.OpenContent;
import dev.granary.session.Session;
import dev.granary.store.RowKey;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;

/**
 * Reads the beginning of a file that is being written: first the chunks that its journal names,
 * then the bytes that come.
 */
final class IncomingHeader implements RandomAccess {
  /** How far a header may reach. Its bytes wait in memory until the first chunk is cut. */
  private static final int LONGEST = 16 << 20;

  private final RandomAccess stored;
  private final IncomingBytes incoming;
  private final long size;

  IncomingHeader(Session session, Journal begun, IncomingBytes incoming) {
    RowKey row = new RowKey(Table.JOURNALS, begun.key());
    stored = new OpenContent(session, row, begun.chunks(), new Snapshot()).randomAccess();
    this.incoming = incoming;
    // The size that a server states may be that of compressed bytes.
    size = begun.spec().size() == FileSpec.UNKNOWN ? UNKNOWN_SIZE : begun.spec().size();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public byte[] read(long at, int length) {
    return readSome(at, length, length);
  }

  @Override
  public byte[] readSome(long at, int least, int most) {
    boolean complete = at <= LONGEST - least;
    while (complete && there() - at < least) {
      complete = incoming.pull();
    }
    if (!complete) {
      throw new GranaryException(Code.INVALID, "The header is too long, or not complete.");
    }
    int length = (int) Math.min(most, Math.min(there(), LONGEST) - at);
    byte[] bytes = new byte[length];
    int old = (int) Math.max(0, Math.min(length, stored.size() - at));
    if (old > 0) {
      System.arraycopy(stored.read(at, old), 0, bytes, 0, old);
    }
    incoming.copy(at + old - stored.size(), bytes, old, length - old);
    return bytes;
  }

  private long there() {
    return stored.size() + incoming.ready();
  }
}
