package dev.granary.model;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.http.PartFetch;
import java.util.ArrayList;
import java.util.List;

/**
 * Supplies chunks of a part from where its tensors came from. A part that was imported as it is has
 * the same offsets as the file at its origin. In a part that was cut at tensors, each tensor says
 * where it lies at the origin, and a chunk is put together from tensors.
 */
final class OriginChunks implements ChunkSource {
  private final PartFetch fetch;
  private final ModelPart part;
  private final List<StoredTensor> tensors = new ArrayList<>();
  private final String name;

  /** The chunks to supply, by their places in the part, and the index of the first one. */
  private final List<Integer> wanted;

  private final int first;
  private final long[] offsets;
  private final boolean same;

  /** A range of bytes at the origin. */
  private record Range(long from, int length) {}

  /**
   * @param tensor the tensor that comes back
   * @param wanted the places of the chunks in the part
   * @param first the index with which the pump asks for the first of them
   */
  OriginChunks(
      PartFetch fetch, TensorIndex index, StoredTensor tensor, List<Integer> wanted, int first) {
    this.fetch = fetch;
    this.part = index.part(tensor);
    this.name = tensor.name();
    this.wanted = wanted;
    this.first = first;
    this.offsets = TensorIndex.offsets(part);
    boolean unmoved = true;
    for (StoredTensor each : index.tensors()) {
      if (each.entry().part() == tensor.entry().part() && each.entry().size() > 0) {
        tensors.add(each);
        unmoved &= each.from() == each.entry().at();
      }
    }
    same = unmoved;
    tensors.sort((one, other) -> Long.compare(one.entry().at(), other.entry().at()));
  }

  @Override
  public boolean endsWithShortChunk() {
    return false;
  }

  @Override
  public int chunk(int index, ChunkBuffer into) {
    if (index - first == wanted.size()) {
      return 0;
    }
    int place = wanted.get(index - first);
    int size = part.chunks().get(place).size();
    int filled = 0;
    for (Range range : ranges(offsets[place], size)) {
      String refused =
          fetch.read(
              part.origin().url(),
              part.origin().validator(),
              range.from(),
              range.length(),
              into,
              filled);
      if (refused != null) {
        throw failed(Code.NETWORK, refused);
      }
      filled += range.length();
    }
    return size;
  }

  /** Lists where the bytes of a chunk lie at the origin, in order. */
  private List<Range> ranges(long start, int size) {
    if (same) {
      return List.of(new Range(start, size));
    }
    List<Range> ranges = new ArrayList<>();
    long at = start;
    for (StoredTensor tensor : tensors) {
      if (tensor.entry().at() <= at && at < tensor.end() && at < start + size) {
        long from = tensor.from() + (at - tensor.entry().at());
        int length = (int) (Math.min(tensor.end(), start + size) - at);
        at += length;
        Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (last != null && last.from() + last.length() == from) {
          ranges.set(ranges.size() - 1, new Range(last.from(), last.length() + length));
        } else {
          ranges.add(new Range(from, length));
        }
      }
    }
    if (at < start + size) {
      throw failed(Code.NOT_FOUND, "a tensor that shares its chunk was deleted.");
    }
    return ranges;
  }

  private GranaryException failed(Code code, String why) {
    return new GranaryException(
            code, "The tensor \"" + name + "\" could not be fetched again: " + why)
        .with("url", part.origin().url());
  }
}
