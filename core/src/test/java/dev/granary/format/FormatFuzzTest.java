package dev.granary.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.json.JsonReader;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads damaged files. Each is INVALID or read as what it says; no reader fails otherwise, hangs,
 * reads outside the file or allocates more than 64 MiB.
 *
 * <p>{@code -Dgranary.fuzz.inputs=100000} reads more files, {@code -Dgranary.fuzz.seed=7} others.
 */
final class FormatFuzzTest {
  private static final int INPUTS = Integer.getInteger("granary.fuzz.inputs", 5000);
  private static final long SEED = Long.getLong("granary.fuzz.seed", 1);
  private static final long MOST_ALLOCATED = 64L << 20;
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private int read;
  private int refused;

  @ParameterizedTest
  @ValueSource(strings = {"safetensors", "gguf", "onnx"})
  void aDamagedFileIsInvalidOrReadRight(String format) {
    for (int i = 0; i < INPUTS; i++) {
      long seed = SEED * 1_000_000_007L + i;
      try {
        assertTimeoutPreemptively(LONGEST, () -> one(format, seed));
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(format + " of seed " + seed + ": " + failure, failure);
      }
    }
    assertTrue(refused > INPUTS / 3, refused + " refused");
    assertTrue(read > INPUTS / 500, read + " read");
  }

  private void one(String format, long seed) {
    Random random = new Random(seed);
    byte[] right = random(format, random);
    byte[] bytes = Mutator.mutated(right, random);
    // The file may go on for long, so that large lengths lie inside it.
    long size = random.nextInt(3) == 0 ? 1L << (20 + random.nextInt(25)) : 0;
    MeasuredAccess file = new MeasuredAccess(bytes, Math.max(size, bytes.length));
    String name = random.nextBoolean() ? "" : "model." + format;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Header header = null;
    GranaryException failure = null;
    try {
      header = Formats.read(file, name);
    } catch (GranaryException refusal) {
      failure = refusal;
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated <= MOST_ALLOCATED, "It allocates " + allocated);
    assertTrue(file.largest <= (2 << 20) + (4 << 20), "It reads at once " + file.largest);
    if (header == null) {
      refused++;
      assertEquals(Code.INVALID, failure.code(), failure.getMessage());
      assertNotNull(failure.details().get("field"), failure.getMessage());
      long offset = ((Number) failure.details().get("offset")).longValue();
      assertTrue(offset >= 0, failure.getMessage());
    } else {
      read++;
      expectRight(header, file.size());
    }
  }

  private static byte[] random(String format, Random random) {
    return switch (format) {
      case "safetensors" -> {
        List<DataType> types = new ArrayList<>(SafetensorsWriter.TYPES.keySet());
        Map<String, String> metadata = Map.of("format", "pt");
        yield SafetensorsWriter.write(Sample.random(random, types), metadata, random).bytes();
      }
      case "gguf" -> GgufWriter.random(random).bytes();
      default -> OnnxWriter.random(random).bytes();
    };
  }

  private static void expectRight(Header header, long size) {
    Set<String> names = new HashSet<>();
    for (TensorEntry entry : header.tensors()) {
      assertTrue(names.add(entry.name()), "twice " + entry.name());
      assertEquals(entry.type().byteSize(entry.name(), entry.shape()), entry.size());
      assertTrue(entry.at() >= 0 && entry.part() <= header.others().size(), entry.toString());
      boolean inside = entry.part() > 0 || entry.at() <= size - entry.size();
      assertTrue(inside, entry + " of " + size);
    }
    JsonReader json = new JsonReader(header.metadata());
    json.skip();
    json.end();
  }
}
