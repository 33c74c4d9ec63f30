package dev.granary.web.dom;

import org.teavm.jso.JSObject;

/** The platform's own digests, in secure contexts. */
public interface Subtle extends JSObject {
  Promise digest(String algorithm, JSObject bytes);
}
