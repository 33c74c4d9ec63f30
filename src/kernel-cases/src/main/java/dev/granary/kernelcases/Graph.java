package dev.granary.kernelcases;

import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Int8Array;

/** A graph to be searched from its first row, as JavaScript sees it. */
interface Graph extends JSObject {
  /** Gives how many it found. */
  int search(Int8Array query, int width);
}
