package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSObject;

/** A pass over a range of a file, as JavaScript sees it. */
public interface CoreReader extends JSObject {
  Promise next();

  void cancel();
}
