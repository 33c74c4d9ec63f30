package dev.granary.vector.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilterTest {
  private static final String BOOK =
      "{\"lang\":\"en\",\"year\":1999,\"price\":-12.5e0,\"tags\":[\"a\",\"b\",3],"
          + "\"sold\":true,\"none\":null,\"deep\":{\"year\":1}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{} | true",
        "{\"lang\":\"en\"} | true",
        "{\"lang\":\"de\"} | false",
        "{\"year\":1999} | true",
        "{\"year\":1999.0} | true",
        "{\"year\":\"1999\"} | false",
        "{\"price\":-12.5} | true",
        "{\"price\":12.5} | false",
        "{\"sold\":true} | true",
        "{\"sold\":false} | false",
        "{\"sold\":1} | false",
        "{\"none\":null} | true",
        "{\"missing\":null} | true",
        "{\"lang\":null} | false",
        "{\"tags\":\"b\"} | true",
        "{\"tags\":3} | true",
        "{\"tags\":\"c\"} | false",
        "{\"tags\":{\"ne\":\"b\"}} | false",
        "{\"tags\":{\"gt\":2}} | true",
        "{\"deep\":null} | false",
        "{\"year\":{\"gt\":1999}} | false",
        "{\"year\":{\"gte\":1999}} | true",
        "{\"year\":{\"lt\":1999}} | false",
        "{\"year\":{\"lte\":1999}} | true",
        "{\"year\":{\"gt\":1998,\"lt\":2000}} | true",
        "{\"year\":{\"gt\":1998,\"lt\":1999}} | false",
        "{\"lang\":{\"gt\":\"de\"}} | true",
        "{\"lang\":{\"lt\":5}} | false",
        "{\"lang\":{\"gte\":5}} | false",
        "{\"lang\":{\"in\":[\"de\",\"en\"]}} | true",
        "{\"lang\":{\"in\":[]}} | false",
        "{\"lang\":{\"ne\":\"en\"}} | false",
        "{\"missing\":{\"ne\":\"en\"}} | true",
        "{\"lang\":\"en\",\"year\":2000} | false",
        "{\"and\":[{\"lang\":\"en\"},{\"year\":1999}]} | true",
        "{\"and\":[{\"lang\":\"en\"},{\"year\":1}]} | false",
        "{\"and\":[]} | true",
        "{\"or\":[{\"lang\":\"de\"},{\"year\":1999}]} | true",
        "{\"or\":[{\"lang\":\"de\"},{\"year\":1}]} | false",
        "{\"or\":[]} | false",
        "{\"not\":{\"lang\":\"de\"}} | true",
        "{\"not\":{\"not\":{\"or\":[{\"sold\":false},{\"tags\":\"a\"}]}}} | true",
      })
  void accepts(String filter, boolean expected) {
    assertEquals(expected, Filter.parse(filter).accepts(BOOK));
  }

  @Test
  void anItemWithoutFieldsHasNulls() {
    assertTrue(Filter.parse("{\"lang\":null}").accepts(null));
    assertTrue(Filter.parse("{\"lang\":{\"ne\":1}}").accepts("[1,2]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "{",
        "{} {}",
        "{\"a\":[1]}",
        "{\"a\":{}}",
        "{\"a\":{\"like\":1}}",
        "{\"a\":{\"gt\":[1]}}",
        "{\"a\":{\"gt\":{}}}",
        "{\"a\":{\"in\":1}}",
        "{\"and\":{}}",
        "{\"not\":[]}"
      })
  void aBadFilterIsInvalid(String filter) {
    GranaryException e = assertThrows(GranaryException.class, () -> Filter.parse(filter));
    assertEquals(GranaryException.Code.INVALID, e.code());
  }

  @Property
  void decimalsOfDoublesAreNearlyExact(@ForAll double value) {
    double read = Decimal.of(Double.toString(value));
    assertEquals(value, read, 16 * Math.ulp(value));
  }

  @Property
  void wholeNumbersAreExact(@ForAll int value) {
    assertEquals(value, Decimal.of(Integer.toString(value)));
    assertEquals(value / 100.0, Decimal.of(BigDecimal.valueOf(value, 2).toString()));
  }

  @ParameterizedTest
  @CsvSource({"1e400,Infinity", "1e-400,0", "0e99999999999,0", "-0,-0", "1E+2,100", "25e-1,2.5"})
  void extremesAreKept(String text, double expected) {
    assertEquals(expected, Decimal.of(text));
  }
}
