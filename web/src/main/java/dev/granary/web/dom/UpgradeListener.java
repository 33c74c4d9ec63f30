package dev.granary.web.dom;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Receives the event of a database that is new, or has an older version. */
@JSFunctor
public interface UpgradeListener extends JSObject {
  void upgrade(VersionChange event);
}
