package dev.granary.web.dom;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Is called when a database is new, or of an older version. */
@JSFunctor
public interface UpgradeListener extends JSObject {
  void upgrade(VersionChange event);
}
