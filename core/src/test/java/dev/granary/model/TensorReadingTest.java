package dev.granary.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.Granary;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.tensor.DataType;
import dev.granary.tensor.FloatWriter;
import dev.granary.tensor.TensorCache;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TensorReadingTest {
  private final Granary store = Granary.inMemory();
  private int pauses;

  @AfterEach
  void close() {
    store.close();
  }

  private OpenModel model(DataType type, long count, byte[] bytes) {
    TensorSpec spec = new TensorSpec("w", type, List.of(count), null);
    return store
        .models()
        .put(ModelSpec.of("net", "1"), TensorSource.of(List.of(spec), List.of(bytes)));
  }

  private TensorReading reading(TensorCache cache) {
    return new TensorReading(cache, FloatWriter.of(DataType.FLOAT32), () -> pauses++);
  }

  private static byte[] floats(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(i);
    }
    return bytes.array();
  }

  @Test
  void aSecondReadComesFromMemoryAndIsTheCallersOwn() {
    TensorCache cache = new TensorCache(1000);
    OpenModel model = model(DataType.FLOAT32, 10, floats(10));
    byte[] first = reading(cache).read(model, "w", null, Cancel.NEVER);
    first[0] = 7;
    byte[] second = reading(cache).read(model, "w", null, Cancel.NEVER);
    second[0] = 7;
    assertArrayEquals(floats(10), reading(cache).read(model, "w", null, Cancel.NEVER));
    assertEquals(2, cache.hits());
    assertEquals(1, cache.misses());
    assertEquals(40, cache.bytes());
  }

  @Test
  void replacedContentIsNotTakenFromMemory() {
    TensorCache cache = new TensorCache(1000);
    reading(cache).read(model(DataType.FLOAT32, 10, floats(10)), "w", null, Cancel.NEVER);
    byte[] other = new byte[40];
    OpenModel replaced = model(DataType.FLOAT32, 10, other);
    assertArrayEquals(other, reading(cache).read(replaced, "w", null, Cancel.NEVER));
  }

  @Test
  void theTargetTypeIsAPartOfTheKey() {
    TensorCache cache = new TensorCache(1000);
    OpenModel model = model(DataType.FLOAT32, 10, floats(10));
    assertEquals(40, reading(cache).read(model, "w", null, Cancel.NEVER).length);
    assertEquals(10, reading(cache).read(model, "w", DataType.INT8, Cancel.NEVER).length);
    assertEquals(20, reading(cache).read(model, "w", DataType.FLOAT16, Cancel.NEVER).length);
  }

  /** Two elements of int4 share a byte, so the bytes do not tell how many elements there are. */
  @Test
  void theNumberOfElementsIsAPartOfTheKey() {
    TensorCache cache = new TensorCache(1000);
    byte[] bytes = {0x21, 0x03};
    OpenModel three = model(DataType.INT4, 3, bytes);
    assertEquals(12, reading(cache).read(three, "w", DataType.FLOAT32, Cancel.NEVER).length);
    OpenModel four = model(DataType.INT4, 4, bytes);
    assertEquals(16, reading(cache).read(four, "w", DataType.FLOAT32, Cancel.NEVER).length);
  }

  @Test
  void aTensorBeyondItsShareIsNotKept() {
    TensorCache cache = new TensorCache(159);
    OpenModel model = model(DataType.FLOAT32, 10, floats(10));
    reading(cache).read(model, "w", null, Cancel.NEVER);
    assertEquals(0, cache.bytes());
    assertEquals(10, reading(cache).read(model, "w", DataType.INT8, Cancel.NEVER).length);
  }

  @Test
  void aLongConversionPausesBetweenSlices() {
    int count = 200_000;
    OpenModel model = model(DataType.FLOAT32, count, floats(count));
    byte[] whole = reading(new TensorCache(0)).read(model, "w", DataType.INT32, Cancel.NEVER);
    assertTrue(pauses >= 3, pauses + " pauses");
    ByteBuffer numbers = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      assertEquals(i, numbers.getInt());
    }
  }

  @Test
  void aConversionThatDoesNotExistIsUnsupported() {
    OpenModel model = model(DataType.FLOAT8_E5M2, 4, new byte[4]);
    GranaryException failure =
        assertThrows(
            GranaryException.class,
            () -> reading(new TensorCache(0)).read(model, "w", DataType.FLOAT32, Cancel.NEVER));
    assertEquals(Code.UNSUPPORTED, failure.code());
  }
}
