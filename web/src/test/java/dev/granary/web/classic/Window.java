package dev.granary.web.classic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.htmlunit.ScriptException;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlPage;

/** A window that has loaded the classic script and the suite of tests. */
final class Window implements AutoCloseable {
  private static final Path SOURCES = Path.of("src", "test", "htmlunit");
  private static final Path LOWERED = Path.of("target", "htmlunit");
  private static final long PATIENCE = 60_000;

  private final WebClient browser = new WebClient();
  private final HtmlPage page;

  Window(Build build) throws IOException {
    // HtmlUnit runs no timers in a page that was not loaded from an address.
    page = browser.getPage("about:blank");
    load(SOURCES.resolve("shim.js"));
    load(LOWERED.resolve("indexeddb.js"));
    load(LOWERED.resolve(build.file()));
    load(LOWERED.resolve("suite.js"));
  }

  List<String> tests() {
    return evaluate("suite.names").lines().toList();
  }

  /** Runs one test of the suite. Returns "passed", or a description of the failure. */
  String run(String test, String backend) {
    evaluate("suite.begin('" + test + "', '" + backend + "')");
    long deadline = System.currentTimeMillis() + PATIENCE;
    String outcome = "";
    while (outcome.isEmpty()) {
      if (System.currentTimeMillis() > deadline) {
        return "The test has not ended after " + PATIENCE + " ms.";
      }
      // Does not wait for all jobs: the store's own timers run as long as the store is open.
      browser.waitForBackgroundJavaScriptStartingBefore(20, 1000);
      outcome = evaluate("suite.outcome");
    }
    return outcome;
  }

  private void load(Path script) throws IOException {
    evaluate(Files.readString(script));
  }

  private String evaluate(String script) {
    try {
      return String.valueOf(page.executeJavaScript(script).getJavaScriptResult());
    } catch (ScriptException e) {
      // Without the cause, which needs HtmlUnit's context to be printed: Surefire would fail to
      // report the test, count no test, and let the build pass.
      throw new AssertionError(e.getMessage());
    }
  }

  @Override
  public void close() {
    browser.close();
  }
}
