package dev.granary.web.api;

import dev.granary.model.ModelSpec;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** Says what a caller says of a model. Every property is present. */
public interface ModelFields extends JSObject {
  @JSProperty
  String getId();

  /** Returns the name, or null for the id. */
  @JSProperty
  @Ts("string | null")
  String getName();

  /** Returns the version, or null for the default. */
  @JSProperty
  @Ts("string | null")
  String getVersion();

  @JSProperty
  @Ts("string | null")
  String getFramework();

  /** Returns the metadata as JSON, or null. */
  @JSProperty
  @Ts("string | null")
  String getMetadata();

  /** Returns 1 or 0; -1 leaves the pin unchanged. */
  @JSProperty
  int getPinned();

  /** Converts the fields for the core. */
  static ModelSpec spec(ModelFields fields) {
    return new ModelSpec(
        fields.getId(),
        fields.getVersion(),
        fields.getName(),
        fields.getFramework(),
        fields.getMetadata(),
        fields.getPinned() < 0 ? null : fields.getPinned() == 1);
  }
}
