package dev.granary.web.api;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Task;
import dev.granary.http.HttpFactory;
import dev.granary.hub.HubPlatform;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.http.WebHttp;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSString;

/**
 * Asks a hub through the caller's own fetch, if there is one, and asks the caller for the token.
 */
final class BrowserHubPlatform implements HubPlatform {
  private final HubSettings settings;

  BrowserHubPlatform(HubSettings settings) {
    this.settings = settings;
  }

  @Override
  public HttpFactory clients() {
    JSObject fetch = settings.getFetch();
    return task -> WebHttp.of(task, fetch);
  }

  @Override
  public String token(Task asking) {
    Awaited token = Promises.of(settings.getToken().get());
    try {
      asking.await(token);
      return ((JSString) token.join()).stringValue();
    } catch (JsFailure failure) {
      throw new GranaryException(Code.INVALID, "hub.token failed: " + failure.getMessage(), failure)
          .with("option", "token");
    }
  }

  @Override
  public boolean isOffline() {
    return WebHttp.isOffline();
  }
}
