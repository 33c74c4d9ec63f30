package dev.granary.web.api;

import dev.granary.catalog.FileSpec;
import dev.granary.web.source.Source;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** What a caller says of a file before its first byte. Every property is present. */
public interface Spec extends JSObject {
  /** A media type; empty to take that of the source. */
  @JSProperty
  String getType();

  /** The promised size, or -1. */
  @JSProperty
  double getSize();

  /** The promised SHA-256, or null. */
  @JSProperty
  @Ts("string | null")
  String getSha256();

  /** 1 or 0, and -1 to leave it as it is. */
  @JSProperty
  int getPinned();

  /** JSON, or null. */
  @JSProperty
  @Ts("string | null")
  String getMetadata();

  /** Whether chunks are to be encoded where that pays. */
  @JSProperty
  boolean isEncoded();

  /** The same for the core, checked. */
  static FileSpec checked(Spec spec) {
    return new FileSpec(
            spec.getType(),
            (long) spec.getSize(),
            spec.getSha256(),
            spec.getPinned() < 0 ? null : spec.getPinned() == 1,
            spec.getMetadata(),
            spec.isEncoded())
        .checked();
  }

  /** Fills what the caller left open with what the source knows of itself. */
  static FileSpec completed(FileSpec spec, Source source) {
    return new FileSpec(
        spec.type().isEmpty() ? source.type() : spec.type(),
        spec.size() == FileSpec.UNKNOWN ? source.size() : spec.size(),
        spec.sha256(),
        spec.pinned(),
        spec.metadata(),
        spec.encoded());
  }
}
