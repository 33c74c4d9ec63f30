package dev.granary.chunk.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.chunk.codec.ChunkCodec.Encoded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkCodecTest {
  private static final int SIZE = 200_000;

  private final ChunkCodec codec = new ChunkCodec(new ZipDeflate());

  @Test
  void floatsAreShuffledByFour() {
    byte[] weights = floats(SIZE / 4);
    Encoded encoded = codec.encode(weights, weights.length);
    assertEquals("shuffle4+deflate", encoded.encoding());
    assertTrue(encoded.bytes().length < 0.9 * weights.length, encoded.bytes().length + " bytes");
    assertArrayEquals(weights, codec.decode(encoded.encoding(), encoded.bytes(), weights.length));
  }

  /** Halves are the upper halves of floats: bfloat16. */
  @Test
  void halvesAreShuffledByTwo() {
    byte[] weights = floats(SIZE / 2);
    byte[] halves = new byte[weights.length / 2];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = weights[i / 2 * 4 + 2 + i % 2];
    }
    Encoded encoded = codec.encode(halves, halves.length);
    assertEquals("shuffle2+deflate", encoded.encoding());
    assertArrayEquals(halves, codec.decode(encoded.encoding(), encoded.bytes(), halves.length));
  }

  @Test
  void textIsOnlyCompressed() {
    byte[] text = "a tensor, another tensor, and a third one. ".repeat(5000).getBytes(US_ASCII);
    assertEquals("deflate", codec.encode(text, text.length).encoding());
  }

  @Test
  void aChunkThatSavesLessThanATwentiethStaysAsItIs() {
    byte[] noise = new byte[SIZE];
    new Random(1).nextBytes(noise);
    assertNull(codec.encode(noise, noise.length));

    // A few zeros put the saving near one twentieth, once on either side.
    Arrays.fill(noise, 0, SIZE / 25, (byte) 0);
    assertNull(codec.encode(noise, SIZE));
    Arrays.fill(noise, 0, SIZE / 15, (byte) 0);
    assertNotNull(codec.encode(noise, SIZE));
  }

  @Test
  void anEmptyChunkIsNotEncoded() {
    assertNull(codec.encode(new byte[0], 0));
    assertNull(codec.encode(new byte[] {1}, 1));
  }

  /** The form is stored in databases. Each mebibyte is shuffled separately, the rest as well. */
  @Test
  void eachMebibyteIsShuffledByItself() {
    int block = 1024 * 1024;
    byte[] weights = floats((block + 40_000) / 4);
    byte[] shuffled = new byte[weights.length];
    ByteShuffle.shuffle(weights, 0, block, 4, shuffled, 0);
    ByteShuffle.shuffle(weights, block, weights.length - block, 4, shuffled, block);
    Encoded encoded = codec.encode(weights, weights.length);
    assertArrayEquals(shuffled, new ZipDeflate().expand(encoded.bytes(), weights.length).join());
    assertArrayEquals(weights, codec.decode(encoded.encoding(), encoded.bytes(), weights.length));
  }

  /** Only the first bytes of the buffer belong to the chunk. */
  @Property(tries = 60)
  void decodesToTheSameBytes(
      @ForAll @IntRange(max = 70_000) int length,
      @ForAll @IntRange(min = 1, max = 40) int kinds,
      @ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[length + 10];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(kinds);
    }
    byte[] before = bytes.clone();
    Encoded encoded = codec.encode(bytes, length);
    assertArrayEquals(before, bytes);
    if (encoded != null) {
      assertTrue(encoded.bytes().length <= 0.95 * length);
      byte[] logical = Arrays.copyOf(bytes, length);
      assertArrayEquals(logical, codec.decode(encoded.encoding(), encoded.bytes(), length));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deflate", "shuffle2+deflate", "shuffle4+deflate"})
  void damageIsNoticed(String encoding) {
    byte[] stored = new ZipDeflate().compress(new byte[1000], 1000, 1000).join();
    assertArrayEquals(new byte[1000], codec.decode(encoding, stored, 1000));
    assertNull(codec.decode(encoding, stored, 999));
    assertNull(codec.decode(encoding, stored, 1001));
    assertNull(codec.decode(encoding, Arrays.copyOf(stored, stored.length - 1), 1000));
    assertNull(codec.decode(encoding, new byte[0], 1000));
    byte[] wrong = stored.clone();
    wrong[0] = 7;
    assertNull(codec.decode(encoding, wrong, 1000));
  }

  @Test
  void knowsItsEncodings() {
    assertTrue(ChunkCodec.knows("deflate"));
    assertTrue(ChunkCodec.knows("shuffle2+deflate"));
    assertFalse(ChunkCodec.knows("identity"));
    assertFalse(ChunkCodec.knows("shuffle8+deflate"));
  }

  /** Makes numbers around 0, like weights. */
  private static byte[] floats(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(count);
    for (int i = 0; i < count; i++) {
      bytes.putFloat((float) (0.02 * random.nextGaussian()));
    }
    return bytes.array();
  }
}
