package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** Says from which version a database is brought up. */
public interface VersionChange extends JSObject {
  @JSProperty
  double getOldVersion();
}
