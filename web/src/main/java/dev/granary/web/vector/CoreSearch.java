package dev.granary.web.vector;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.Float32Array;

/** Says what a search asks for. Every property is present. */
public interface CoreSearch extends JSObject {
  @JSProperty
  @Ts("Float32Array | null")
  Float32Array getVector();

  @JSProperty
  @Ts("string | null")
  String getText();

  @JSProperty
  int getK();

  /** Returns how many candidates a search in a graph keeps; 0 leaves it to the collection. */
  @JSProperty
  int getEf();

  /** Returns a filter as JSON. */
  @JSProperty
  @Ts("string | null")
  String getFilter();

  /** Returns a filter of the caller's own. */
  @JSProperty
  @Ts("((metadata: string | null, id: string) => boolean) | null")
  Accepts getAccepts();

  @JSProperty("includeVectors")
  boolean isIncludeVectors();

  /** Says whether a search may return an item. */
  @JSFunctor
  interface Accepts extends JSObject {
    boolean accepts(String metadata, String id);
  }
}
