package dev.granary.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a source supplies all chunks in order, through one buffer that is released. */
final class ChunkSourceTest {
  private final OwnedBuffers owned = new OwnedBuffers();
  private int closed;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 16, 17, 100})
  void everyChunkIsVisitedInOrder(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    for (ChunkSource source :
        List.of(ChunkSource.of(content), ChunkSource.of(new PieceSource(content, List.of(3, 1))))) {
      ByteArrayOutputStream seen = new ByteArrayOutputStream();
      List<Integer> indices = new ArrayList<>();
      source.forEach(
          8,
          owned,
          (index, memory, length) -> {
            indices.add(index);
            assertEquals(1, owned.count());
            assertEquals(Math.min(8, size - index * 8), length);
            seen.write(memory, 0, length);
          });
      assertArrayEquals(content, seen.toByteArray());
      assertEquals((size + 7) / 8, indices.size());
      assertEquals(0, owned.count());
    }
  }

  @Test
  void theSourceIsClosedOnceAtTheEndAndAfterAFailure() {
    closing(new byte[20]).forEach(8, owned, (index, memory, length) -> {});
    assertEquals(1, closed);
    IllegalStateException failure = new IllegalStateException("planned");
    ChunkSource source = closing(new byte[20]);
    Throwable told =
        assertThrows(
            IllegalStateException.class,
            () ->
                source.forEach(
                    8,
                    owned,
                    (index, memory, length) -> {
                      throw failure;
                    }));
    assertSame(failure, told);
    assertEquals(2, closed);
    assertEquals(0, owned.count());
  }

  @Test
  void theSourceIsClosedEvenWhenMemoryRunsOut() {
    ChunkSource source = closing(new byte[20]);
    assertThrows(
        OutOfMemoryError.class,
        () -> source.forEach(Integer.MAX_VALUE, owned, (index, memory, length) -> {}));
    assertEquals(1, closed);
  }

  /** A later writer may ask a stream first for the chunk at which an earlier writer stopped. */
  @Test
  void aStreamBeginsAtTheFirstChunkThatIsAskedFor() {
    ChunkSource source = ChunkSource.of(new PieceSource(new byte[] {1, 2, 3}, List.of()));
    ChunkBuffer buffer = owned.take(2);
    assertEquals(2, source.chunk(7, buffer));
    assertArrayEquals(new byte[] {1, 2}, buffer.memory());
    assertEquals(1, source.chunk(8, buffer));
    assertEquals(0, source.chunk(9, buffer));
  }

  private ChunkSource closing(byte[] content) {
    ChunkSource source = ChunkSource.of(content);
    return new ChunkSource() {
      @Override
      public int chunk(int index, ChunkBuffer into) {
        return source.chunk(index, into);
      }

      @Override
      public void close() {
        closed++;
      }
    };
  }
}
