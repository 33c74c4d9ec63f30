package dev.granary.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataTypeTest {
  @Test
  void theSizeIsThatOfWholeBlocks() {
    assertEquals(24, DataType.FLOAT32.byteSize("w", List.of(2L, 3L)));
    assertEquals(8, DataType.INT64.byteSize("w", List.of()));
    assertEquals(0, DataType.INT64.byteSize("w", List.of(0L, 1L << 50, 1L << 50)));
    assertEquals(3, DataType.INT4.byteSize("w", List.of(5L)));
    assertEquals(3 * 2 * 144, DataType.Q4_K.byteSize("w", List.of(3L, 512L)));
  }

  @Test
  void aRowOfBrokenBlocksIsInvalid() {
    GranaryException failure =
        assertThrows(GranaryException.class, () -> DataType.Q8_0.byteSize("w", List.of(32L, 16L)));
    assertEquals(
        "The tensor \"w\" is not valid: its last dimension is 16, which is no multiple of 32 (q8_0).",
        failure.getMessage());
  }

  @Test
  void aShapeThatOverflowsIsInvalid() {
    for (List<Long> shape :
        List.of(
            List.of(-1L),
            List.of(0L, -1L),
            List.of(1L << 32, 1L << 32),
            List.of(1L << 53),
            List.of(Long.MAX_VALUE, Long.MAX_VALUE))) {
      assertThrows(
          GranaryException.class, () -> DataType.FLOAT64.byteSize("w", shape), shape.toString());
    }
  }

  @Test
  void aTypeIsFoundByItsLabel() {
    for (DataType type : DataType.values()) {
      assertEquals(type, DataType.of(type.label()));
    }
    assertNull(DataType.of("Float32"));
  }
}
