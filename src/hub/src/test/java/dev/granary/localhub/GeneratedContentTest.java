package dev.granary.localhub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GeneratedContentTest {
  private static final int LENGTH = 3 << 20;

  private final Content content = new GeneratedContent(5, LENGTH);

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "3, 2",
    "7, 2",
    "4095, 2",
    "4094, 8200",
    "1048570, 20",
    "3145727, 1",
    "100, 1000000",
  })
  void aPartEqualsTheSameRangeOfTheWhole(int position, int length) {
    byte[] part = new byte[length + 5];
    content.read(position, part, length);
    assertArrayEquals(
        Arrays.copyOfRange(whole(content), position, position + length),
        Arrays.copyOf(part, length));
  }

  @Test
  void allPagesDiffer() {
    Set<ByteBuffer> pages = new HashSet<>();
    for (Content each : new Content[] {content, new GeneratedContent(6, LENGTH)}) {
      byte[] bytes = whole(each);
      for (int start = 0; start < LENGTH; start += 4096) {
        pages.add(ByteBuffer.wrap(bytes, start, 4096));
      }
    }
    assertEquals(2 * LENGTH / 4096, pages.size());
  }

  @Test
  void deflateDoesNotCompressTheContent() {
    Deflater deflater = new Deflater();
    deflater.setInput(whole(content));
    deflater.finish();
    byte[] out = new byte[2 * LENGTH];
    assertTrue(deflater.deflate(out) >= LENGTH);
    deflater.end();
  }

  /** Other tests may name this digest, and a store may hold this content from an earlier run. */
  @Test
  void theContentNeverChanges() {
    assertEquals(
        "a44378106ba6fcabb0f695ae8fc319f2ccaaebd893b405235cc121a1e2e68a3c",
        new GeneratedContent(1016, 16 << 20).digest("SHA-256", ""));
  }

  @Test
  void joinedContentReadsAcrossTheBoundary() {
    byte[] head = {1, 2, 3};
    Content joined = new JoinedContent(head, new GeneratedContent(5, 10));
    byte[] expected =
        ByteBuffer.allocate(13).put(head).put(whole(new GeneratedContent(5, 10))).array();
    for (int position = 0; position < 13; position++) {
      for (int length = 0; length <= 13 - position; length++) {
        byte[] part = new byte[length];
        joined.read(position, part, length);
        assertArrayEquals(Arrays.copyOfRange(expected, position, position + length), part);
      }
    }
  }

  private static byte[] whole(Content content) {
    byte[] bytes = new byte[(int) content.length()];
    content.read(0, bytes, bytes.length);
    return bytes;
  }
}
