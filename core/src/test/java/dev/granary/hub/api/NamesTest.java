package dev.granary.hub.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a hub or a caller says becomes a part of a URL or a key unless it is a name. */
final class NamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "owner/name", "Xenova/all-MiniLM-L6-v2", "a/b.c_d-e", "_/_"})
  void repositories(String name) {
    assertEquals(name, Names.repo(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "a/", "/a", "a/b/c", "-a", "a-", "a/.b", "a/b.", "a..b", "a/b--c", "a b", "a?b",
        "a/b#c", "a%2fb", "../b", "ä/b", "a/b\n", "a@b", "a\\b"
      })
  void noRepositories(String name) {
    GranaryException failure = assertThrows(GranaryException.class, () -> Names.repo(name));
    assertEquals(Code.INVALID, failure.code());
    assertEquals(name, failure.details().get("repo"));
  }

  @Test
  void namesAreNotLongerThanTheHubTakes() {
    assertEquals(98, Names.repo("a/" + "b".repeat(96)).length());
    assertThrows(GranaryException.class, () -> Names.repo("a/" + "b".repeat(97)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "onnx/model_q4.onnx", "a b/c", "ä/\ud83d\ude00", "..a", "a..", "#?%"})
  void paths(String path) {
    assertTrue(Names.isPath(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/passwd",
        "a/",
        "a//b",
        ".",
        "..",
        "a/..",
        "../a",
        "a/./b",
        "a/../../b",
        "a\\..\\b",
        "a\nb",
        "a\u0000",
        "\u007f",
        "\ud83d",
        "a\ude00b",
        "\ude00\ud83d"
      })
  void noPaths(String path) {
    assertFalse(Names.isPath(path));
  }

  @Test
  void aPathLeavesRoomForItsRepositoryInAKey() {
    assertTrue(Names.isPath("a".repeat(780)));
    assertFalse(Names.isPath("a".repeat(781)));
  }

  @Test
  void commitsAreTold() {
    assertTrue(Names.isCommit("0123456789abcdef0123456789abcdef01234567"));
    assertFalse(Names.isCommit("0123456789ABCDEF0123456789abcdef01234567"));
    assertFalse(Names.isCommit("main"));
    assertFalse(Names.isCommit(null));
  }

  @Test
  void namesInUrls() {
    assertEquals("refs%2Fpr%2F1", Names.inUrl("refs/pr/1", false));
    assertEquals("a%20b/%C3%A4%23%3F%25.onnx", Names.inUrl("a b/ä#?%.onnx", true));
  }

  /** The first and the last character of each length in UTF-8, and some beside those. */
  private static final int[] EDGES = {
    ' ', '/', '0', '9', ':', '@', 'A', 'Z', '[', '`', 'a', 'z', '{', '~', 0x80, 0x7ff, 0x800,
    0xd7ff, 0xe000, 0xffff, 0x10000, 0x1f600, 0x10fc00, 0x10ffff
  };

  @Test
  void theEdgesOfUtf8AreWritten() {
    for (int edge : EDGES) {
      everyNameIsEncodedAsUtf8("a" + Character.toString(edge) + "b");
    }
  }

  @Test
  void aRevisionHasAtMost255Characters() {
    assertEquals(255, Names.revision("a".repeat(255)).length());
    assertThrows(GranaryException.class, () -> Names.revision("a".repeat(256)));
  }

  /** The platform's own encoder is the oracle, but for the space and what it is shy about. */
  @Property
  void everyNameIsEncodedAsUtf8(@ForAll @StringLength(max = 20) String name) {
    if (Names.isPath(name)) {
      String expected =
          URLEncoder.encode(name, StandardCharsets.UTF_8)
              .replace("+", "%20")
              .replace("*", "%2A")
              .replace("%7E", "~");
      assertEquals(expected, Names.inUrl(name, false));
    }
  }
}
