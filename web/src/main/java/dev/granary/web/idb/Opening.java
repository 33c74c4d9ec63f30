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

/** Opens a database, or says why that cannot be done. */
final class Opening {
  /** How long other pages may take to make way, in milliseconds. */
  private static final int PATIENCE = 10_000;

  private Opening() {}

  static Database open(String name) {
    DatabaseFactory databases = Platform.databases();
    if (databases == null) {
      throw new GranaryException(
          Code.UNSUPPORTED,
          "There is no IndexedDB here, or it may not be used. Open with backend 'memory' to keep"
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
    // A deletion that others block holds the opening up without a word.
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
                    "Another page keeps the database from being opened: close or reload it.")),
        milliseconds);
  }

  /** The database of a newer Granary is looked at, and left as it is. */
  private static GranaryException newer(DatabaseFactory databases, String name, JsFailure failure) {
    GranaryException newer =
        new GranaryException(
                Code.VERSION,
                "The database was made by a newer version of Granary; it was left untouched.",
                failure)
            .with("supported", Schema.VERSION);
    try {
      Database found = opened(() -> databases.open(name));
      newer.with("found", (long) found.getVersion());
      found.close();
    } catch (RuntimeException unknown) {
      // Then which version it is stays unsaid.
    }
    return newer;
  }

  private static GranaryException refused(JsFailure failure) {
    String why = failure.name() + ": " + failure.getMessage();
    if (why.contains("denied")) {
      // Chromium where all cookies are blocked, by an UnknownError.
      return forbidden(why, failure);
    }
    return switch (failure.name()) {
      case "QuotaExceededError" ->
          new GranaryException(Code.QUOTA, "There is no room to open the database.", failure);
      case "UnknownError", "AbortError", "TimeoutError" ->
          new GranaryException(
              Code.FAILED, "The browser failed to open the database (" + why + ").", failure);
      default -> forbidden(why, failure);
    };
  }

  private static GranaryException forbidden(String why, JsFailure failure) {
    return new GranaryException(
        Code.UNSUPPORTED,
        "IndexedDB may not be used here ("
            + why
            + "). Open with backend 'memory' to keep files as long as this context lives.",
        failure);
  }
}
