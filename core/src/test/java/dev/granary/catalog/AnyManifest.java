package dev.granary.catalog;

import dev.granary.json.JsonWriter;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generates manifests and journals that contain everything text can get wrong. */
final class AnyManifest {
  private static final long MAX_WHOLE = 1L << 53;

  private AnyManifest() {}

  static Arbitrary<FileManifest> files() {
    Arbitrary<Parts> parts =
        Combinators.combine(strings(), origins(), metadata(), digests()).as(Parts::new);
    Arbitrary<Boolean> pinned = Arbitraries.of(true, false);
    return Combinators.combine(strings(), times(), times(), chunks(), parts, pinned)
        .as(
            (key, stamp, createdAt, chunks, some, isPinned) ->
                new FileManifest(
                    key,
                    stamp,
                    sum(chunks),
                    some.type(),
                    some.sha256(),
                    chunks,
                    some.origin(),
                    createdAt,
                    isPinned,
                    some.metadata()));
  }

  static Arbitrary<Journal> journals() {
    Arbitrary<Parts> parts =
        Combinators.combine(strings(), origins(), metadata(), digests()).as(Parts::new);
    Arbitrary<Boolean> resumable = Arbitraries.of(true, false);
    Arbitrary<Integer> chunkSizes = Arbitraries.integers().between(1, Integer.MAX_VALUE);
    return Combinators.combine(
            strings(), times(), times(), specs(), chunks(), parts, resumable, chunkSizes)
        .as(
            (key, epoch, time, spec, chunks, some, isResumable, chunkSize) ->
                new Journal(
                    key,
                    epoch,
                    some.type(),
                    time,
                    epoch,
                    isResumable,
                    some.origin(),
                    spec,
                    chunkSize,
                    chunks,
                    some.sha256()));
  }

  private record Parts(String type, Origin origin, String metadata, String sha256) {}

  private static Arbitrary<FileSpec> specs() {
    Arbitrary<Long> sizes = times().injectNull(0.3);
    Arbitrary<Boolean> either = Arbitraries.of(true, false);
    return Combinators.combine(
            strings(), sizes, digests().injectNull(0.3), either, metadata(), either)
        .as(
            (type, size, sha256, isPinned, metadata, encoded) ->
                new FileSpec(
                    type,
                    size == null ? FileSpec.UNKNOWN : size,
                    sha256,
                    isPinned,
                    metadata,
                    encoded));
  }

  private static Arbitrary<Origin> origins() {
    return Combinators.combine(strings(), strings().injectNull(0.3))
        .as(Origin::new)
        .injectNull(0.3);
  }

  /** Generates any JSON of a caller, which is kept unchanged, spaces included. */
  private static Arbitrary<String> metadata() {
    return strings()
        .map(
            text ->
                "{ \"a\" : [ 1e400, null ,"
                    + new JsonWriter().value(text).text()
                    + "],\n\"v\":7, \"chunks\":{} }")
        .injectNull(0.3);
  }

  private static Arbitrary<List<ChunkRef>> chunks() {
    return Combinators.combine(digests(), Arbitraries.integers().between(1, Integer.MAX_VALUE))
        .as(ChunkRef::new)
        .list()
        .ofMaxSize(4);
  }

  private static Arbitrary<String> digests() {
    return Arbitraries.strings().withChars("0123456789abcdef").ofLength(64);
  }

  private static Arbitrary<Long> times() {
    return Arbitraries.longs().between(0, MAX_WHOLE);
  }

  private static Arbitrary<String> strings() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withCharRange('\0', '\uffff').ofMaxLength(12),
        Arbitraries.of("", "\"", "\\", "\u2028", "\ud800", "\udc00\ud800", "a/../b", "\0", "}"));
  }

  private static long sum(List<ChunkRef> chunks) {
    return chunks.stream().mapToLong(ChunkRef::size).sum();
  }
}
