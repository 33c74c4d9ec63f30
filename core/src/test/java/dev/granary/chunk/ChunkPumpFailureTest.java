package dev.granary.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.catalog.FileSpec;
import dev.granary.chunk.PumpRig.Point;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests a pump that fails at any point. It reports the first error, leaves no work under way and
 * owns no buffer.
 */
final class ChunkPumpFailureTest {
  private static final int CHUNK = 16;
  private static final byte[] FOUR_CHUNKS = new byte[3 * CHUNK + 5];

  static Stream<Arguments> everyVisitOfEveryPoint() {
    return Stream.of(true, false).flatMap(ChunkPumpFailureTest::everyVisitOfEveryPoint);
  }

  private static Stream<Arguments> everyVisitOfEveryPoint(boolean resumable) {
    PumpRig undisturbed = new PumpRig(CHUNK, resumable);
    undisturbed.run(ChunkSource.of(FOUR_CHUNKS), FileSpec.UNKNOWN);
    return Stream.of(Point.values())
        .flatMap(
            point ->
                Stream.iterate(1, n -> n <= undisturbed.visits(point), n -> n + 1)
                    .flatMap(
                        nth ->
                            Stream.of(new IllegalStateException("planned"), new Error("planned"))
                                .map(failure -> Arguments.of(point, nth, failure, resumable))));
  }

  @ParameterizedTest
  @EnumSource(Point.class)
  void theRigVisitsEveryPoint(Point point) {
    assertTrue(everyVisitOfEveryPoint().anyMatch(each -> each.get()[0] == point));
  }

  @ParameterizedTest
  @MethodSource("everyVisitOfEveryPoint")
  void everyPendingIsJoinedOnceAndEveryBufferReleased(
      Point point, int nth, Throwable planned, boolean resumable) {
    PumpRig rig = new PumpRig(CHUNK, resumable).failing(point, nth, planned);
    ChunkSource source = ChunkSource.of(FOUR_CHUNKS);
    Throwable told = assertThrows(planned.getClass(), () -> rig.run(source, FileSpec.UNKNOWN));
    assertSame(planned, told);
    assertEquals(List.of(), rig.misjoined());
    assertEquals(0, rig.owned.count());
    assertTrue(rig.mostInFlight <= 1, () -> "in flight: " + rig.mostInFlight);
    assertFalse(rig.touchedInFlight);
  }

  @Test
  void reportsTheFirstFailureWhenStoringFailsToo() {
    firstIsTold(new IllegalStateException("first"), new IllegalStateException("second"));
  }

  @Test
  void reportsTheFirstFailureWhenStoringEndsInAnErrorToo() {
    firstIsTold(new IllegalStateException("first"), new Error("second"));
  }

  private static void firstIsTold(RuntimeException first, Throwable second) {
    PumpRig rig =
        new PumpRig(CHUNK).failing(Point.SOURCE, 2, first).failing(Point.SINK_JOIN, 1, second);
    ChunkSource source = ChunkSource.of(FOUR_CHUNKS);
    Throwable told = assertThrows(Throwable.class, () -> rig.run(source, FileSpec.UNKNOWN));
    assertSame(first, told);
    assertEquals(List.of(), rig.misjoined());
    assertEquals(0, rig.owned.count());
  }

  @Test
  void reportsTheFailureOfTheIdWhenTheRunningDigestFailsToo() {
    IllegalStateException first = new IllegalStateException("id");
    PumpRig rig =
        new PumpRig(CHUNK)
            .failing(Point.SHA_JOIN, 2, first)
            .failing(Point.UPDATE_JOIN, 2, new IllegalStateException("running"));
    ChunkSource source = ChunkSource.of(FOUR_CHUNKS);
    Throwable told =
        assertThrows(IllegalStateException.class, () -> rig.run(source, FileSpec.UNKNOWN));
    assertSame(first, told);
    assertEquals(List.of(), rig.misjoined());
  }

  /** An aborted stream looks as if it had ended, within a chunk or at its start. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 3})
  void aStreamThatEndsByAnAbortIsNotTheEndOfTheFile(int delivered) {
    IllegalStateException reason = new IllegalStateException("aborted");
    PumpRig rig = new PumpRig(CHUNK);
    ByteSource all = new PieceSource(new byte[delivered], List.of());
    ByteSource aborted =
        (into, offset, length) -> {
          int read = all.read(into, offset, length);
          if (read < 0) {
            rig.failing(Point.CANCEL, 1, reason);
          }
          return read;
        };
    ChunkSource source = ChunkSource.of(aborted);
    Throwable told =
        assertThrows(IllegalStateException.class, () -> rig.run(source, FileSpec.UNKNOWN));
    assertSame(reason, told);
    assertEquals(delivered / CHUNK, rig.begun.size());
    assertEquals(List.of(), rig.misjoined());
    assertEquals(0, rig.owned.count());
  }
}
