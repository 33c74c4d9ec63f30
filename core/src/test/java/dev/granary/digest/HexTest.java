package dev.granary.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import java.util.HexFormat;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HexTest {
  @Property
  void equalsThePlatformsTextAndDecodesBack(@ForAll byte[] bytes) {
    String text = Hex.encode(bytes);
    assertEquals(HexFormat.of().formatHex(bytes), text);
    assertArrayEquals(bytes, Hex.decode(text));
    assertArrayEquals(bytes, Hex.decode(text.toUpperCase(Locale.ROOT)));
  }

  @Test
  void everyByte() {
    for (int i = 0; i < 256; i++) {
      byte[] one = {(byte) i};
      assertEquals(HexFormat.of().toHexDigits((byte) i), Hex.encode(one));
      assertArrayEquals(one, Hex.decode(Hex.encode(one)));
    }
  }

  /** The neighbours of the digits in ASCII, a fullwidth digit and an Arabic-Indic digit. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0", "abc", "0g", "g0", "0/", "0:", "0@", "0G", "0`", " 0", "0x", "-1", "０１", "٠١"
      })
  void refusesAnythingElse(String text) {
    GranaryException e = assertThrows(GranaryException.class, () -> Hex.decode(text));
    assertEquals(GranaryException.Code.INVALID, e.code());
  }
}
