package dev.granary.model;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Cuts tensors into chunks. A large tensor begins a chunk of its own and ends one, so that two
 * models which have the tensor share its chunks. Small tensors are packed together. A cutter is
 * used once.
 */
final class TensorCutter implements ChunkSource {
  /** Tensors of this size and more are large. */
  private static final int LARGE = 64 * 1024;

  /** The most bytes of small tensors that wait beside the buffer while a large tensor passes. */
  private static final int ASIDE = 1024 * 1024;

  private final TensorSource source;
  private final Set<String> names = new HashSet<>();

  /** The tensors in the order of the source, and the parts in which they lie. */
  private final List<Placed> placed = new ArrayList<>();

  private final List<Origin> origins = new ArrayList<>();

  /** The index of the first chunk of each part. */
  private final List<Integer> firstChunks = new ArrayList<>();

  /** The tensors of the pack that no chunk has yet, and how many bytes they have. */
  private final List<Placed> pack = new ArrayList<>();

  private int packed;

  /** The bytes of the pack while they wait beside the buffer; null while they are in it. */
  private byte[] aside = new byte[0];

  /** The tensor that comes next, when it is known and not begun. */
  private Placed pending;

  private Placed current;
  private ByteSource data;

  /** How many bytes of the current large tensor are still to come. */
  private long rest;

  private boolean over;
  private int chunks;

  /** The offset of the next chunk in its part. */
  private long offset;

  private Beat beat = () -> {};

  /** A tensor, and where it lies as soon as that is known. */
  private static final class Placed {
    final TensorSpec spec;
    final long size;
    final Origin origin;
    final long from;
    int part;
    long at;

    Placed(TensorSpec spec, Origin origin, long from) {
      this.spec = spec;
      this.size = spec.checkedSize();
      this.origin = origin;
      this.from = from;
    }
  }

  TensorCutter(TensorSource source) {
    this.source = source;
  }

  /** Returns the size from which on a tensor has chunks of its own. */
  static int large(int chunkSize) {
    return Math.min(LARGE, chunkSize);
  }

  @Override
  public void whileWaiting(Beat given) {
    beat = given;
  }

  @Override
  public boolean endsWithShortChunk() {
    return false;
  }

  @Override
  public int chunk(int index, ChunkBuffer into) {
    int length = fill(into);
    chunks += length > 0 ? 1 : 0;
    offset += length;
    return length;
  }

  private int fill(ChunkBuffer into) {
    if (rest > 0) {
      return fillLarge(into);
    }
    while (peek()) {
      boolean newPart =
          origins.isEmpty() || !Objects.equals(origins.get(origins.size() - 1), pending.origin);
      boolean large = pending.size >= large(into.capacity());
      boolean full = !large && packed + pending.size > into.capacity();
      if ((newPart || full || (large && packed > ASIDE)) && packed > 0) {
        return takePack(into);
      }
      if (newPart) {
        takePack(into);
        beginPart();
      }
      begin();
      if (large) {
        putAside(into);
        current.at = offset;
        rest = current.size;
        return fillLarge(into);
      }
      addToPack(into);
    }
    return takePack(into);
  }

  /** Returns whether another tensor comes, and makes it pending. */
  private boolean peek() {
    if (pending == null && !over) {
      TensorSpec spec = source.next();
      beat.beat();
      over = spec == null;
      if (!over) {
        pending = new Placed(spec, source.origin(), source.from());
        if (!names.add(spec.name())) {
          throw invalid(spec.name(), "another tensor has the same name");
        }
      }
    }
    return pending != null;
  }

  private void beginPart() {
    origins.add(pending.origin);
    firstChunks.add(chunks);
    offset = 0;
  }

  private void begin() {
    current = pending;
    pending = null;
    current.part = origins.size() - 1;
    placed.add(current);
    data = source.data();
    data.whileWaiting(beat);
  }

  private int fillLarge(ChunkBuffer into) {
    int length = (int) Math.min(into.capacity(), rest);
    read(into, 0, length);
    rest -= length;
    if (rest == 0) {
      end();
    }
    return length;
  }

  private void addToPack(ChunkBuffer into) {
    if (aside != null) {
      System.arraycopy(aside, 0, into.memory(), 0, packed);
      aside = null;
    }
    current.at = packed;
    pack.add(current);
    read(into, packed, (int) current.size);
    packed += (int) current.size;
    end();
  }

  /** Copies the pack out of the buffer, which a large tensor needs. */
  private void putAside(ChunkBuffer into) {
    if (aside == null) {
      aside = Arrays.copyOf(into.memory(), packed);
    }
  }

  /** Ends the pack with the chunk that begins at the present offset. */
  private int takePack(ChunkBuffer into) {
    if (aside != null) {
      System.arraycopy(aside, 0, into.memory(), 0, packed);
    }
    for (Placed tensor : pack) {
      tensor.at += offset;
    }
    pack.clear();
    int length = packed;
    packed = 0;
    aside = new byte[0];
    return length;
  }

  private void read(ChunkBuffer into, int at, int length) {
    for (int filled = 0; filled < length; ) {
      int read = data.read(into, at + filled, length - filled);
      if (read < 0) {
        long had = rest > 0 ? current.size - rest + filled : filled;
        throw invalid(
            current.spec.name(), "its data ended after " + had + " of " + current.size + " bytes");
      }
      filled += read;
      beat.beat();
    }
  }

  /** Checks that the tensor's data has no further byte, and closes the data. */
  private void end() {
    if (data.read(new ChunkBuffer(1), 0, 1) > 0) {
      throw invalid(
          current.spec.name(),
          "its data is longer than the " + current.size + " bytes of its type");
    }
    ByteSource ended = data;
    data = null;
    ended.close();
  }

  private static GranaryException invalid(String name, String why) {
    return new GranaryException(
            Code.INVALID, "The tensor \"" + name + "\" is not valid: " + why + ".")
        .with("tensor", name);
  }

  /** Closes the data of the current tensor, and the source. */
  @Override
  public void close() {
    try {
      if (data != null) {
        data.close();
      }
    } finally {
      source.close();
    }
  }

  /** Returns the parts when everything is cut into these chunks. */
  List<ModelPart> parts(List<ChunkRef> stored, long now) {
    List<ModelPart> parts = new ArrayList<>();
    for (int i = 0; i < origins.size(); i++) {
      int end = i + 1 < origins.size() ? firstChunks.get(i + 1) : stored.size();
      parts.add(new ModelPart(stored.subList(firstChunks.get(i), end), origins.get(i), now));
    }
    return parts;
  }

  /** Returns the tensors when everything is cut. */
  List<StoredTensor> tensors() {
    List<StoredTensor> tensors = new ArrayList<>();
    for (Placed each : placed) {
      TensorSpec spec = each.spec;
      TensorEntry entry =
          new TensorEntry(spec.name(), spec.type(), spec.shape(), each.part, each.at, each.size);
      long from = each.origin == null ? each.at : each.from;
      tensors.add(new StoredTensor(entry, from, spec.metadata(), false));
    }
    return tensors;
  }
}
