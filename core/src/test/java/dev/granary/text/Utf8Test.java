package dev.granary.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.granary.digest.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the decoder against the platform's. */
final class Utf8Test {
  /** The first and the last character of each length in UTF-8, and some beside those. */
  private static final int[] EDGES = {
    ' ', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x1f600, 0x10fc00, 0x10ffff
  };

  @Test
  void theEdgesAreRead() {
    for (int edge : EDGES) {
      utf8IsReadAsThePlatformReadsIt("a" + Character.toString(edge) + "b");
    }
    utf8IsReadAsThePlatformReadsIt("\u0000\u007f");
  }

  @Test
  void onlyTheRangeIsRead() {
    byte[] bytes = "aäb".getBytes(StandardCharsets.UTF_8);
    assertEquals("ä", Utf8.decode(bytes, 1, 3));
    assertNull(Utf8.decode(bytes, 1, 2));
    assertEquals("", Utf8.decode(bytes, 2, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "bf",
        "c080",
        "c1bf",
        "c2",
        "c27f",
        "c2c0",
        "df",
        "e08080",
        "e09fbf",
        "e0a0",
        "e1807f",
        "eda080",
        "edbfbf",
        "f0808080",
        "f08fbfbf",
        "f09080",
        "f0908041",
        "f4908080",
        "f5808080",
        "f7bfbfbf",
        "ff"
      })
  void damagedUtf8IsNoText(String hex) {
    byte[] bytes = Hex.decode("61" + hex);
    assertNull(Utf8.decode(bytes, 0, bytes.length));
    byte[] amid = Hex.decode("61" + hex + "6161");
    assertNull(Utf8.decode(amid, 0, amid.length));
  }

  @Property
  void utf8IsReadAsThePlatformReadsIt(@ForAll @StringLength(max = 20) String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertEquals(new String(bytes, StandardCharsets.UTF_8), Utf8.decode(bytes, 0, bytes.length));
  }

  /** Either exactly what it must be, or nothing. */
  @Property
  void whatIsNoUtf8IsNoText(@ForAll byte[] bytes) {
    String text = Utf8.decode(bytes, 0, bytes.length);
    String lenient = new String(bytes, StandardCharsets.UTF_8);
    boolean valid = Arrays.equals(bytes, lenient.getBytes(StandardCharsets.UTF_8));
    assertEquals(valid ? lenient : null, text);
  }
}
