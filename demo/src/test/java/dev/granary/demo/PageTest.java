package dev.granary.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the page as far as possible without a browser; other tests run it in real ones. */
final class PageTest {
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"#]+)\"");
  private static final Pattern IMPORT = Pattern.compile("from '([^']*)'");
  private static final Pattern INLINE =
      Pattern.compile("<style|\\sstyle=|\\son[a-z]+=|<script(?![^>]*\\ssrc=)|javascript:");
  private static final Pattern FIELD =
      Pattern.compile("<(?:select|input(?![^>]*\\shidden)[^>]*?)\\s+id=\"([^\"]*)\"");
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
    Set<String> labelled = new LinkedHashSet<>();
    for (MatchResult label : LABELLED.matcher(page).results().toList()) {
      assertTrue(page.contains("id=\"" + label.group(1) + "\""), label.group());
      labelled.add(label.group(1));
    }
    for (MatchResult field : FIELD.matcher(page).results().toList()) {
      assertTrue(labelled.contains(field.group(1)), field.group(1) + " has no label");
    }
  }

  /** What the page keeps for a visit without its server is what it can load, and is served. */
  @Test
  void theListOfFilesHasEverythingThatThePageLoads() throws IOException {
    Files.writeString(packageFolder.resolve("index.js"), "");
    Files.writeString(packageFolder.resolve("index.debug.js"), "");
    Files.writeString(packageFolder.resolve("granary.min.js"), "");
    Files.writeString(packageFolder.resolve("core-hub-abc.js"), "");
    Files.writeString(packageFolder.resolve("kernels.wasm"), "wasm");
    List<String> paths = site.paths();
    for (String path : paths) {
      assertTrue(site.find(path).isPresent(), path);
    }
    assertTrue(paths.containsAll(List.of("/", "/app.js", "/style.css", "/service-worker.js")));
    assertEquals(
        List.of("/package/core-hub-abc.js", "/package/index.js", "/package/kernels.wasm"),
        paths.stream().filter(path -> path.startsWith("/package/")).toList());
  }

  private String text(String path) throws IOException {
    return new String(site.find(path).orElseThrow().bytes(), UTF_8);
  }
}
