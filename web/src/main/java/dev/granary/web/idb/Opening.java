package dev.granary.web.idb;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.dom.Database;
import dev.granary.web.dom.DatabaseFactory;
import dev.granary.web.dom.OpenRequest;
import dev.granary.web.dom.Platform;
import org.teavm.jso.JSObject;

/** Opens a database, or throws an error that says why the browser refuses. */
final class Opening {
  /** How long other pages may take to close their connections, in milliseconds. */
  private static final int PATIENCE = 10_000;

  private Opening() {}

  static Database open(String name) {
    DatabaseFactory databases = Platform.databases();
    if (databases == null) {
      throw new GranaryException(
          Code.UNSUPPORTED,
          "IndexedDB is missing or forbidden here. Open the store with backend: 'memory' to keep"
              + " files as long as this context lives.");
    }
    try {
      return opened(() -> databases.open(name, Schema.VERSION));
    } catch (JsFailure failure) {
      throw failure.name().equals("VersionError")
          ? newer(databases, name, failure)
          : refused(failure);
    }
  }

  private interface Open {
    OpenRequest request();
  }

  private static Database opened(Open open) {
    Awaited opening = new Awaited();
    OpenRequest request;
    try {
      request = open.request();
    } catch (RuntimeException refused) {
      throw JsFailure.of(refused);
    }
    request.setOnupgradeneeded(
        event -> Schema.upgrade(request.getResult(), (int) event.getOldVersion()));
    request.setOnerror(() -> opening.fail(new JsFailure(request.getError())));
    request.setOnsuccess(
        () -> {
          if (opening.settled()) {
            request.getResult().close();
          } else {
            opening.complete(request.getResult());
          }
        });
    // A deletion that other pages block delays the opening without any event.
    JSObject late = giveUpAfter(3 * PATIENCE, opening);
    JSObject[] blocked = {late};
    request.setOnblocked(() -> blocked[0] = giveUpAfter(PATIENCE, opening));
    try {
      return (Database) opening.join();
    } finally {
      Platform.forget(late);
      Platform.forget(blocked[0]);
    }
  }

  private static JSObject giveUpAfter(int milliseconds, Awaited opening) {
    return Platform.sometime(
        () ->
            opening.fail(
                new GranaryException(
                    Code.BLOCKED,
                    "Another tab keeps the database from being opened. Close or reload the other"
                        + " tabs of this site.")),
        milliseconds);
  }

  /**
   * Makes the error for a database of a newer Granary. The database is only opened to read its
   * version, and is not changed.
   */
  private static GranaryException newer(DatabaseFactory databases, String name, JsFailure failure) {
    GranaryException newer =
        new GranaryException(
                Code.VERSION,
                "A newer version of Granary created the database. Nothing was changed; reload the"
                    + " page or use that version.",
                failure)
            .with("supported", Schema.VERSION);
    try {
      Database found = opened(() -> databases.open(name));
      newer.with("found", (long) found.getVersion());
      found.close();
    } catch (RuntimeException unknown) {
      // The error then does not say which version the database has.
    }
    return newer;
  }

  private static GranaryException refused(JsFailure failure) {
    String why = failure.name() + ": " + failure.getMessage();
    if (why.contains("denied")) {
      // Chromium throws an UnknownError where all cookies are blocked.
      return forbidden(why, failure);
    }
    return switch (failure.name()) {
      case "QuotaExceededError" ->
          new GranaryException(
              Code.QUOTA,
              "The disk or the browser's quota is too full to open the database.",
              failure);
      case "UnknownError", "AbortError", "TimeoutError" ->
          new GranaryException(
              Code.FAILED, "The browser failed to open the database (" + why + ").", failure);
      default -> forbidden(why, failure);
    };
  }

  private static GranaryException forbidden(String why, JsFailure failure) {
    return new GranaryException(
        Code.UNSUPPORTED,
        "IndexedDB is forbidden here ("
            + why
            + "). Open the store with backend: 'memory' to keep files as long as this context"
            + " lives.",
        failure);
  }
}
