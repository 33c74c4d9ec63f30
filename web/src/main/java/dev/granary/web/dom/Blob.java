package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** An immutable run of bytes that may lie on disk. */
public interface Blob extends JSObject {
  @JSProperty
  double getSize();

  @JSProperty
  String getType();

  Blob slice(double start, double end);

  Promise arrayBuffer();
}
