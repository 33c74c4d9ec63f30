package dev.granary.chunk;

import dev.granary.Cancel;
import dev.granary.Pending;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkPump.Pumped;
import dev.granary.chunk.ChunkPump.Start;
import dev.granary.digest.Digests;
import dev.granary.digest.Digests.RunningDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Runs a pump with doubles that count what it does and fail on request. The doubles do their work
 * at the join, as late as possible, so that the tests notice bytes that are changed too early.
 */
final class PumpRig {
  /** Names every point at which something around a pump can fail. */
  enum Point {
    CANCEL,
    SOURCE,
    SHA_BEGIN,
    SHA_JOIN,
    CRC_BEGIN,
    CRC_JOIN,
    UPDATE_BEGIN,
    UPDATE_JOIN,
    DIGEST_BEGIN,
    DIGEST_JOIN,
    SINK_BEGIN,
    SINK_JOIN
  }

  final OwnedBuffers owned = new OwnedBuffers();

  /** The arrays that the source and the sink have seen, compared by identity. */
  final Set<byte[]> memories = Collections.newSetFromMap(new IdentityHashMap<>());

  final List<String> events = new ArrayList<>();

  /** The order in which chunks were read and the whole-file digest took them in. */
  final List<String> digesting = new ArrayList<>();

  final List<HashedChunk> begun = new ArrayList<>();
  long hashedBytes;
  int mostInFlight;
  boolean touchedInFlight;

  private final int chunkSize;
  private final boolean resumable;
  private final List<Tracked<?>> pendings = new ArrayList<>();
  private final Map<Point, Integer> visits = new EnumMap<>(Point.class);
  private final Map<Point, Integer> failAt = new EnumMap<>(Point.class);
  private final Map<Point, Throwable> failures = new EnumMap<>(Point.class);
  private int inFlight;

  PumpRig(int chunkSize) {
    this(chunkSize, true);
  }

  PumpRig(int chunkSize, boolean resumable) {
    this.chunkSize = chunkSize;
    this.resumable = resumable;
  }

  /** Fails at the n-th visit of a point and at every later visit. */
  PumpRig failing(Point point, int nth, Throwable failure) {
    failAt.put(point, nth);
    failures.put(point, failure);
    return this;
  }

  Pumped run(ChunkSource source, long promisedSize) {
    Cancel cancel = () -> reach(Point.CANCEL);
    ChunkPump pump =
        new ChunkPump(chunkSize, new LateDigests(), owned, cancel, Start.FIRST, resumable, null);
    FileSpec promised = new FileSpec("", promisedSize, null, null, null);
    return pump.run(watched(source), this::store, "k", promised);
  }

  int visits(Point point) {
    return visits.getOrDefault(point, 0);
  }

  /** Lists the pendings that were not joined exactly once. */
  List<String> misjoined() {
    return pendings.stream().filter(each -> each.joins != 1).map(Tracked::toString).toList();
  }

  private void reach(Point point) {
    int visit = visits.merge(point, 1, Integer::sum);
    if (visit < failAt.getOrDefault(point, Integer.MAX_VALUE)) {
      return;
    }
    Throwable failure = failures.get(point);
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private ChunkSource watched(ChunkSource source) {
    return (index, into) -> {
      memories.add(into.memory());
      events.add("read " + index);
      digesting.add("read " + index);
      reach(Point.SOURCE);
      int length = source.chunk(index, into);
      memories.add(into.memory());
      return length;
    };
  }

  private Pending<Void> store(HashedChunk chunk) {
    byte[] bytes = chunk.chunk().bytes();
    int size = chunk.chunk().size();
    int index = begun.size();
    memories.add(bytes);
    events.add("begin " + index);
    reach(Point.SINK_BEGIN);
    begun.add(chunk);
    inFlight++;
    mostInFlight = Math.max(mostInFlight, inFlight);
    long before = crc(bytes, size);
    return tracked(
        Point.SINK_JOIN,
        () -> {
          inFlight--;
          events.add("join " + index);
          touchedInFlight |= crc(bytes, size) != before;
          return null;
        });
  }

  private static long crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  private <T> Pending<T> tracked(Point joinPoint, Supplier<T> work) {
    Tracked<T> pending = new Tracked<>(joinPoint, work);
    pendings.add(pending);
    return pending;
  }

  private final class Tracked<T> implements Pending<T> {
    private final Point point;
    private final Supplier<T> work;
    private int joins;

    Tracked(Point point, Supplier<T> work) {
      this.point = point;
      this.work = work;
    }

    @Override
    public T join() {
      joins++;
      T result = work.get();
      reach(point);
      return result;
    }

    @Override
    public String toString() {
      return point + " joined " + joins + " times";
    }
  }

  private final class LateDigests implements Digests {
    @Override
    public Pending<byte[]> sha256(byte[] bytes, int length) {
      reach(Point.SHA_BEGIN);
      hashedBytes += length;
      return tracked(Point.SHA_JOIN, () -> JAVA.sha256(bytes, length).join());
    }

    @Override
    public Pending<int[]> blockCrcs(byte[] bytes, int length) {
      reach(Point.CRC_BEGIN);
      return tracked(Point.CRC_JOIN, () -> JAVA.blockCrcs(bytes, length).join());
    }

    @Override
    public RunningDigest begin() {
      return new LateRunning(JAVA.begin());
    }

    @Override
    public RunningDigest resume(byte[] state) {
      return new LateRunning(JAVA.resume(state));
    }
  }

  private final class LateRunning implements RunningDigest {
    private final RunningDigest real;
    private int updates;

    LateRunning(RunningDigest real) {
      this.real = real;
    }

    @Override
    public Pending<byte[]> update(byte[] bytes, int length) {
      reach(Point.UPDATE_BEGIN);
      hashedBytes += length;
      int index = updates++;
      return tracked(
          Point.UPDATE_JOIN,
          () -> {
            digesting.add("digested " + index);
            return real.update(bytes, length).join();
          });
    }

    @Override
    public Pending<byte[]> digest() {
      reach(Point.DIGEST_BEGIN);
      return tracked(Point.DIGEST_JOIN, () -> real.digest().join());
    }
  }
}
