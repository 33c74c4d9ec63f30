package dev.granary.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the page as far as possible without a browser; other tests run it in real ones. */
final class PageTest {
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]*)\"");
  private static final Pattern IMPORT = Pattern.compile("from '([^']*)'");
  private static final Pattern INLINE =
      Pattern.compile("<style|\\sstyle=|\\son[a-z]+=|<script(?![^>]*\\ssrc=)|javascript:");
  private static final Pattern LABELLED = Pattern.compile("<label for=\"([^\"]*)\"");

  @TempDir private Path packageFolder;
  private Site site;

  @BeforeEach
  void open() throws IOException {
    site = new Site(packageFolder);
  }

  @Test
  void nothingIsInlineAsThePolicyDemands() throws IOException {
    assertFalse(INLINE.matcher(text("/index.html")).find());
  }

  @Test
  void everyReferencedFileIsServed() throws IOException {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>();
    for (MatchResult reference : REFERENCE.matcher(text("/index.html")).results().toList()) {
      open.add("/" + reference.group(1));
    }
    while (!open.isEmpty()) {
      String path = open.remove();
      if (!seen.add(path) || path.startsWith("/package/")) {
        continue;
      }
      assertTrue(site.find(path).isPresent(), path);
      for (MatchResult imported : IMPORT.matcher(text(path)).results().toList()) {
        open.add(imported.group(1).replaceFirst("^\\./", "/"));
      }
    }
    assertTrue(seen.contains("/generator.js"), "the search did not follow the imports: " + seen);
    assertTrue(seen.contains("/package/index.js"), "the page does not use the package");
  }

  @Test
  void everyLabelHasItsField() throws IOException {
    String page = text("/index.html");
    long labels =
        LABELLED
            .matcher(page)
            .results()
            .filter(label -> page.contains("id=\"" + label.group(1) + "\""))
            .count();
    assertEquals(2, labels);
  }

  private String text(String path) throws IOException {
    return new String(site.find(path).orElseThrow().bytes(), UTF_8);
  }
}
