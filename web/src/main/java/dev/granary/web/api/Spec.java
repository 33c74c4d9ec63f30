package dev.granary.web.api;

import dev.granary.catalog.FileSpec;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** Says what a caller knows of a file before its first byte. Every property is present. */
public interface Spec extends JSObject {
  /** Returns the media type; empty where the source's type is to be taken. */
  @JSProperty
  String getType();

  /** Returns the promised size, or -1. */
  @JSProperty
  double getSize();

  /** Returns the promised SHA-256, or null. */
  @JSProperty
  @Ts("string | null")
  String getSha256();

  /** Returns 1 or 0; -1 leaves the pin unchanged. */
  @JSProperty
  int getPinned();

  /** Returns the metadata as JSON, or null. */
  @JSProperty
  @Ts("string | null")
  String getMetadata();

  /** Returns whether chunks are to be encoded where that saves space. */
  @JSProperty
  boolean isEncoded();

  /** Returns whether chunks are to end where the tensors of the file begin and end. */
  @JSProperty
  boolean isAligned();

  /** Converts and checks a spec for the core. */
  static FileSpec checked(Spec spec) {
    return new FileSpec(
            spec.getType(),
            (long) spec.getSize(),
            spec.getSha256(),
            spec.getPinned() < 0 ? null : spec.getPinned() == 1,
            spec.getMetadata(),
            spec.isEncoded(),
            null,
            spec.isAligned())
        .checked();
  }
}
