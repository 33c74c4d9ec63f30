package dev.granary.model;

import dev.granary.Cancel;
import dev.granary.catalog.ChunkRef;
import dev.granary.tensor.Conversion;
import dev.granary.tensor.DataType;
import dev.granary.tensor.FloatWriter;
import dev.granary.tensor.TensorCache;
import dev.granary.tensor.TensorEntry;
import java.util.Arrays;

/**
 * Reads tensors of open models, and converts them when the caller wants another type. Results stay
 * in memory within the budget of a cache, so a second read of the same content needs no storage.
 */
public final class TensorReading {
  /** The elements that are converted between two pauses: whole blocks of every type. */
  private static final int SLICE = 64 * 1024;

  /**
   * The share of the cache that one tensor may take. A copy of a larger one would take longer than
   * a frame, and would push most of the others out.
   */
  private static final int LARGEST_SHARE = 4;

  private final TensorCache cache;
  private final FloatWriter toFloat32;
  private final Pause pause;

  /** Gives other work on this thread its turn, between two slices of long work. */
  public interface Pause {
    /** Never pauses. */
    Pause NEVER = () -> {};

    /** Pauses if the work has run long enough. May suspend. */
    void pauseIfLong();
  }

  /**
   * @param toFloat32 the platform's own way to write floats
   */
  public TensorReading(TensorCache cache, FloatWriter toFloat32, Pause pause) {
    this.cache = cache;
    this.toFloat32 = toFloat32;
    this.pause = pause;
  }

  /**
   * Reads the verified elements of a tensor that is smaller than 2 GiB. An evicted tensor is stored
   * again first. UNSUPPORTED when there is no such conversion.
   *
   * @param as the type to convert to, or null for the tensor's own
   * @return the caller's own copy
   */
  public byte[] read(OpenModel model, String name, DataType as, Cancel cancel) {
    OpenTensor tensor = model.tensor(name, cancel);
    TensorEntry entry = tensor.entry();
    DataType to = as == null ? entry.type() : as;
    // Before any byte is read.
    Conversion conversion =
        to == entry.type() ? null : new Conversion(name, entry.type(), to, toFloat32);
    boolean small = entry.size() <= cache.budget() / LARGEST_SHARE;
    String key = small ? key(tensor, to) : null;
    byte[] kept = small ? cache.get(key) : null;
    if (kept != null) {
      return Arrays.copyOf(kept, kept.length);
    }
    byte[] stored = model.bytes(tensor, cancel);
    byte[] result = conversion == null ? stored : converted(conversion, entry, to, stored);
    if (small && result.length <= cache.budget() / LARGEST_SHARE) {
      cache.put(key, Arrays.copyOf(result, result.length));
    }
    return result;
  }

  /**
   * Names content and target: the chunks of the tensor, where it begins in them, how many elements
   * it has, and both types. Three and four elements of int4 have the same bytes.
   */
  private static String key(OpenTensor tensor, DataType to) {
    TensorEntry entry = tensor.entry();
    StringBuilder key = new StringBuilder(entry.type().label());
    key.append('>').append(to.label()).append(':').append(entry.size());
    key.append(':').append(DataType.elements(entry.name(), entry.shape()));
    long start = 0;
    for (ChunkRef chunk : tensor.content().chunks()) {
      long end = start + chunk.size();
      if (end > tensor.start() && start < tensor.end()) {
        key.append('/').append(Math.max(0, tensor.start() - start)).append('+').append(chunk.id());
      }
      start = end;
    }
    return key.toString();
  }

  private byte[] converted(Conversion conversion, TensorEntry entry, DataType to, byte[] stored) {
    long elements = DataType.elements(entry.name(), entry.shape());
    byte[] result = new byte[conversion.targetSize(elements)];
    for (long first = 0; first < elements; first += SLICE) {
      int count = (int) Math.min(SLICE, elements - first);
      int at = (int) (first / entry.type().block() * entry.type().blockBytes());
      int into = (int) (first / to.block() * to.blockBytes());
      conversion.convert(stored, at, first, count, result, into);
      pause.pauseIfLong();
    }
    return result;
  }
}
