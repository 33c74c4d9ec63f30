package dev.granary.web.api;

import dev.granary.download.ServerAccess;
import dev.granary.http.Http;
import dev.granary.web.dom.JsArray;
import dev.granary.web.http.WebHttp;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.core.JSString;

/** Says how to ask a server. Every property is present. */
public interface RawRequest extends JSObject {
  /** Returns the caller's own fetch, or null. */
  @JSProperty
  @Ts("typeof fetch | null")
  JSObject getFetch();

  /** Returns the headers as a flat list: name, value, name, value, and so on. */
  @JSProperty
  @Ts("string[]")
  JsArray getHeaders();

  @JSProperty
  int getRetries();

  /** Converts a request for the core. */
  static ServerAccess access(RawRequest request) {
    JsArray given = request.getHeaders();
    List<Http.Header> headers = new ArrayList<>();
    for (int i = 0; i < given.getLength(); i += 2) {
      headers.add(new Http.Header(text(given, i), text(given, i + 1)));
    }
    JSObject fetch = request.getFetch();
    return new ServerAccess(
        task -> WebHttp.of(task, fetch), fetch != null, headers, request.getRetries());
  }

  private static String text(JsArray given, int index) {
    return ((JSString) given.get(index)).stringValue();
  }
}
