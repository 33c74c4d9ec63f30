package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSObject;

/** An open file, as JavaScript sees it. */
public interface CoreFile extends JSObject {
  JSObject info();

  Promise blob(double start, double end);

  Promise bytes(double start, double end);

  CoreReader reader(double start, double end);

  JSObject answer(String method, String range, String ifRange, String ifNoneMatch);
}
