package dev.granary.compiled;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.htmlunit.ScriptException;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs the checks in a second engine, in a window instead of a module. It proves nothing about real
 * browsers.
 */
final class HtmlUnitSmokeTest {
  @ParameterizedTest
  @EnumSource
  void printsWhatTheJvmPrints(Build build) throws IOException {
    String script = Files.readString(build.file());
    List<String> lines;
    try (WebClient browser = new WebClient()) {
      // A page that was not loaded from an address would never run a timer.
      HtmlPage page = browser.getPage("about:blank");
      page.executeJavaScript("var lines = []; console.info = line => lines.push(line);");
      page.executeJavaScript(script);
      page.executeJavaScript("main([])");
      browser.waitForBackgroundJavaScript(60_000);
      Object text = page.executeJavaScript("lines.join('\\n')").getJavaScriptResult();
      lines = text.toString().lines().toList();
    } catch (ScriptException e) {
      // Without its cause, which needs HtmlUnit's context to be printed. With the cause, Surefire
      // would fail to report the test, count none and let the build pass.
      throw new AssertionError(e.getMessage());
    }
    assertFalse(lines.isEmpty());
    assertIterableEquals(SelfCheck.run(), lines);
  }
}
