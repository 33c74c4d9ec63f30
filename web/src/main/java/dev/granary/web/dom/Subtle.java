package dev.granary.web.dom;

import org.teavm.jso.JSObject;

/** The digests of the platform, in secure contexts. */
public interface Subtle extends JSObject {
  Promise digest(String algorithm, JSObject bytes);
}
