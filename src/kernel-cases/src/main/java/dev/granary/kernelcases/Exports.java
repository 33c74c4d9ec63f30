package dev.granary.kernelcases;

import dev.granary.chunk.codec.ByteShuffle;
import dev.granary.digest.Crc32c;
import dev.granary.digest.Sha1;
import dev.granary.digest.Sha256;
import dev.granary.tensor.BFloat16;
import dev.granary.tensor.Conversion;
import dev.granary.tensor.DataType;
import dev.granary.tensor.Float16;
import dev.granary.tensor.Int4;
import dev.granary.vector.ByteDistances;
import dev.granary.vector.FloatDistances;
import dev.granary.vector.HnswSearcher;
import dev.granary.vector.JavaVectorSpace;
import dev.granary.vector.Metric;
import dev.granary.vector.NeighborQueue;
import dev.granary.vector.TopDistances;
import dev.granary.vector.VectorSpace;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.Promise;
import dev.granary.web.kernel.KernelChain;
import dev.granary.web.kernel.KernelLoader;
import dev.granary.web.kernel.KernelMemory;
import dev.granary.web.vector.LinearVectorSpace;
import org.teavm.jso.JSExport;
import org.teavm.jso.core.JSNumber;
import org.teavm.jso.typedarrays.Float32Array;
import org.teavm.jso.typedarrays.Int32Array;
import org.teavm.jso.typedarrays.Int8Array;

/**
 * Exports the plain-Java versions of the kernels, with the arguments that their callers would pass,
 * and the chain.
 */
public final class Exports {
  private Exports() {}

  @JSExport
  public static void crc32c(Int8Array bytes) {
    Crc32c.ofBlocks(bytes.toJavaArray(), 0, bytes.getLength());
  }

  @JSExport
  public static void sha1(Int8Array bytes) {
    Sha1.of(bytes.toJavaArray(), 0, bytes.getLength());
  }

  @JSExport
  public static void sha256(Int8Array bytes) {
    Sha256.of(bytes.toJavaArray(), 0, bytes.getLength());
  }

  /** Scores rows by number; the rows lie one after the other. */
  @JSExport
  public static void dotF32(
      Float32Array query, Float32Array rows, Int32Array ids, Float32Array scores) {
    int dimensions = query.getLength();
    FloatDistances.dot(
        query.toJavaArray(),
        rows.toJavaArray(),
        dimensions,
        ids.toJavaArray(),
        ids.getLength(),
        dimensions,
        -1,
        1,
        scores.toJavaArray());
  }

  /** Does the same with squared distances. */
  @JSExport
  public static void squaredF32(
      Float32Array query, Float32Array rows, Int32Array ids, Float32Array scores) {
    int dimensions = query.getLength();
    FloatDistances.squaredDistance(
        query.toJavaArray(),
        rows.toJavaArray(),
        dimensions,
        ids.toJavaArray(),
        ids.getLength(),
        dimensions,
        scores.toJavaArray());
  }

  /** Scores rows of seven bits, by number. */
  @JSExport
  public static void dotU7(Int8Array query, Int8Array rows, Int32Array ids, Float32Array scores) {
    int dimensions = query.getLength();
    ByteDistances.dot(
        query.toJavaArray(),
        rows.toJavaArray(),
        dimensions,
        ids.toJavaArray(),
        ids.getLength(),
        dimensions,
        -1,
        1,
        scores.toJavaArray());
  }

  /** Scores rows of seven bits, in memory order. */
  @JSExport
  public static void flatDotU7(Int8Array query, Int8Array rows, Float32Array scores) {
    int dimensions = query.getLength();
    ByteDistances.flatDot(
        query.toJavaArray(),
        rows.toJavaArray(),
        dimensions,
        0,
        scores.getLength(),
        dimensions,
        -1,
        1,
        scores.toJavaArray());
  }

  /** Scores rows in memory order. */
  @JSExport
  public static void flatDotF32(Float32Array query, Float32Array rows, Float32Array scores) {
    int dimensions = query.getLength();
    FloatDistances.flatDot(
        query.toJavaArray(),
        rows.toJavaArray(),
        dimensions,
        0,
        scores.getLength(),
        dimensions,
        -1,
        1,
        scores.toJavaArray());
  }

  @JSExport
  public static int prepareU7(Int8Array numbers) {
    int dimensions = numbers.getLength();
    return ByteDistances.prepare(numbers.toJavaArray(), 0, 0, new byte[dimensions], dimensions);
  }

  @JSExport
  public static boolean anyBelowU7(
      Int8Array query, Int8Array rows, Int32Array ids, float threshold) {
    int dimensions = query.getLength();
    return ByteDistances.anyBelow(
        query.toJavaArray(),
        rows.toJavaArray(),
        dimensions,
        ids.toJavaArray(),
        ids.getLength(),
        threshold,
        dimensions,
        -1,
        1);
  }

  /** Makes a graph of rows of seven bits. */
  @JSExport
  public static Graph graph(Int8Array rows, int dimensions, Int32Array links, int linkStride) {
    HnswSearcher beam =
        new HnswSearcher(
            rows.toJavaArray(), dimensions, dimensions, links.toJavaArray(), linkStride);
    NeighborQueue pool = new NeighborQueue();
    return new Graph() {
      @Override
      public int search(Int8Array query, int width) {
        return beam.search(query.toJavaArray(), 0, width, -1, 1, pool);
      }
    };
  }

  @JSExport
  public static int selectBest(Float32Array scores, int best) {
    NeighborQueue pool = new NeighborQueue();
    TopDistances.select(scores.toJavaArray(), scores.getLength(), best, pool);
    return pool.size();
  }

  @JSExport
  public static void f16(Int8Array from, Float32Array to) {
    Float16.toFloats(from.toJavaArray(), 0, to.getLength(), to.toJavaArray(), 0);
  }

  @JSExport
  public static void bf16(Int8Array from, Float32Array to) {
    BFloat16.toFloats(from.toJavaArray(), 0, to.getLength(), to.toJavaArray(), 0);
  }

  @JSExport
  public static void int4ToBytes(Int8Array from, Int8Array to) {
    Int4.toBytes(from.toJavaArray(), 0, to.getLength(), to.toJavaArray(), 0, true);
  }

  @JSExport
  public static void int4(Int8Array from, Float32Array to) {
    Int4.toFloats(from.toJavaArray(), 0, to.getLength(), to.toJavaArray(), 0, true, 0.5f, 0);
  }

  /** Converts elements of a tensor; the types have their names in the public contract. */
  @JSExport
  public static void convert(String from, String to, Int8Array bytes, int count, Int8Array into) {
    new Conversion("any", DataType.of(from), DataType.of(to))
        .convert(bytes.toJavaArray(), 0, 0, count, into.toJavaArray(), 0);
  }

  @JSExport
  public static void shuffle(Int8Array from, int width, Int8Array to) {
    ByteShuffle.shuffle(from.toJavaArray(), 0, from.getLength(), width, to.toJavaArray(), 0);
  }

  @JSExport
  public static void unshuffle(Int8Array from, int width, Int8Array to) {
    ByteShuffle.unshuffle(from.toJavaArray(), 0, from.getLength(), width, to.toJavaArray(), 0);
  }

  /** Walks the chain. The chain skips a file that is null. */
  @JSExport
  public static Promise chain(KernelLoader.Fetch relaxed, KernelLoader.Fetch baseline) {
    return Calls.async(() -> new LoadedChain(KernelChain.load(relaxed, baseline)));
  }

  /** Builds a graph with the kernels that a chain chooses, and promises the graph's digest. */
  @JSExport
  public static Promise graphDigest(
      Float32Array vectors,
      int dimensions,
      String metricLabel,
      boolean coded,
      KernelLoader.Fetch relaxed,
      KernelLoader.Fetch baseline) {
    return Calls.async(
        () -> {
          KernelMemory memory = KernelChain.load(relaxed, baseline).memory();
          Metric metric = Metric.of(metricLabel);
          VectorSpace space =
              memory == null
                  ? new JavaVectorSpace(dimensions, metric)
                  : new LinearVectorSpace(dimensions, metric, memory);
          return JSNumber.valueOf(VectorGraphs.digest(space, vectors.toJavaArray(), coded));
        });
  }

  /** Does nothing: JavaScript calls the exports. */
  public static void main(String[] arguments) {}
}
