package dev.granary.web.api;

import dev.granary.http.Http;
import dev.granary.web.dom.JsArray;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.core.JSString;

/** How a server is to be asked; every property is present. */
public interface RawRequest extends JSObject {
  /** The caller's own fetch, or null. */
  @JSProperty
  JSObject getFetch();

  /** Name, value, name, value, and so on. */
  @JSProperty
  JsArray getHeaders();

  @JSProperty
  int getRetries();

  /** The same for the core. */
  static SharedDownload.Way way(RawRequest request) {
    JsArray given = request.getHeaders();
    List<Http.Header> headers = new ArrayList<>();
    for (int i = 0; i < given.getLength(); i += 2) {
      headers.add(new Http.Header(text(given, i), text(given, i + 1)));
    }
    return new SharedDownload.Way(request.getFetch(), headers, request.getRetries());
  }

  private static String text(JsArray given, int index) {
    return ((JSString) given.get(index)).stringValue();
  }
}
