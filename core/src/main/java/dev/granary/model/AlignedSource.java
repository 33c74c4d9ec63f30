package dev.granary.model;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.format.Formats;
import dev.granary.session.Session;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the chunks of a model file where its large tensors begin and end, while the bytes stream in.
 * So files and models that have the same tensor share its chunks. A file whose header cannot be
 * read gets full chunks.
 *
 * <p>The header alone decides where chunks end. A writer that resumes reads the header from the
 * stored chunks, and continues with the same cuts.
 */
final class AlignedSource implements ChunkSource {
  private final Journal begun;
  private final IncomingBytes incoming;
  private final IncomingHeader header;

  /** The large tensors in the order of their bytes; null until the header was read. */
  private List<TensorEntry> tensors;

  /** The first tensor that does not end before the next chunk. */
  private int tensor;

  /** The offset of the next chunk. */
  private long at;

  AlignedSource(Session session, Journal begun, ChunkSource source) {
    this.begun = begun;
    incoming = new IncomingBytes(source, session.buffers(), begun.chunkSize());
    header = new IncomingHeader(session, begun, incoming);
    at = begun.watermark();
  }

  @Override
  public boolean endsWithShortChunk() {
    return false;
  }

  @Override
  public int chunk(int index, ChunkBuffer into) {
    if (tensors == null) {
      tensors = largeTensors();
    }
    int length = (int) Math.min(into.capacity(), end() - at);
    int filled = 0;
    while (filled < length && (incoming.ready() > 0 || incoming.pull())) {
      filled += incoming.take(into.memory(), filled, length - filled);
    }
    at += filled;
    return filled;
  }

  /** Returns the first offset behind the beginning of the next chunk at which a chunk must end. */
  private long end() {
    while (tensor < tensors.size()) {
      TensorEntry next = tensors.get(tensor);
      if (next.at() > at) {
        return next.at();
      }
      if (next.at() + next.size() > at) {
        return next.at() + next.size();
      }
      tensor++;
    }
    return Long.MAX_VALUE;
  }

  private List<TensorEntry> largeTensors() {
    List<TensorEntry> large = new ArrayList<>();
    try {
      for (TensorEntry entry : Formats.read(header, begun.key()).tensors()) {
        if (entry.part() == 0 && entry.size() >= TensorCutter.large(begun.chunkSize())) {
          large.add(entry);
        }
      }
    } catch (GranaryException failure) {
      boolean unreadable = failure.code() == Code.INVALID || failure.code() == Code.CORRUPT;
      if (!unreadable || failure == incoming.failure()) {
        throw failure;
      }
    }
    large.sort((one, other) -> Long.compare(one.at(), other.at()));
    return large;
  }

  @Override
  public void close() {
    incoming.close();
  }
}
