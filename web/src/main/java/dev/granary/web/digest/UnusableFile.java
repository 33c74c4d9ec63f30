package dev.granary.web.digest;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Receives the name of a file of the package that this context cannot use, and why. */
@JSFunctor
public interface UnusableFile extends JSObject {
  void unusable(String file, JSObject cause);
}
