package dev.granary.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.util.Map;

/** Expects that a file is refused, and that the failure names the field and the offset. */
final class Refusals {
  private Refusals() {}

  static void refuses(byte[] file, String name, String field) {
    refuses(new MeasuredAccess(file), name, field);
  }

  static void refuses(MeasuredAccess file, String name, String field) {
    GranaryException failure = assertThrows(GranaryException.class, () -> Formats.read(file, name));
    assertEquals(Code.INVALID, failure.code(), failure.getMessage());
    Map<String, Object> details = failure.details();
    assertEquals(field, details.get("field"), failure.getMessage());
    long offset = ((Number) details.get("offset")).longValue();
    assertTrue(offset >= 0 && offset <= file.size(), failure.getMessage());
    assertTrue(failure.getMessage().contains(field), failure.getMessage());
  }
}
