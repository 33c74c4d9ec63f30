package dev.granary.kernelcases;

import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Int8Array;

/** Gives JavaScript a graph, which is searched from its first row. */
interface Graph extends JSObject {
  /** Returns the number of rows found. */
  int search(Int8Array query, int width);
}
