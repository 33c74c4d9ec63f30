package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** The event of an upgrade; it has the version that the database had before. */
public interface VersionChange extends JSObject {
  @JSProperty
  double getOldVersion();
}
