package dev.granary.model;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ModelManifest;
import dev.granary.catalog.VersionedText;

/**
 * Describes a model that a caller stores.
 *
 * @param version the version; null stands for {@link #FIRST}
 * @param name the name for people; null stands for the id
 * @param framework the program that made the model; null when unknown
 * @param metadata the caller's own JSON, kept unchanged, or null
 * @param pinned whether eviction must keep the model; null keeps the pin of the replaced model, and
 *     leaves a new model unpinned
 */
public record ModelSpec(
    String id, String version, String name, String framework, String metadata, Boolean pinned) {
  /** The version of a model that is stored without one. */
  public static final String FIRST = "1";

  /** Separates the parts of keys, so ids and versions do not contain it. */
  private static final char NUL = '\u0000';

  public ModelSpec {
    version = version == null ? FIRST : version;
    name = name == null ? id : name;
    framework = framework == null ? "" : framework;
  }

  /** Describes a model by its id and version alone. */
  public static ModelSpec of(String id, String version) {
    return new ModelSpec(id, version, null, null, null, null);
  }

  /** Returns the key of the model's rows. */
  String key() {
    return ModelManifest.key(id, version);
  }

  /** Returns this spec if it is valid; INVALID otherwise. */
  ModelSpec checked() {
    expectName("id", id);
    expectName("version", version);
    // One level deep in the manifest.
    VersionedText.expectMetadata(metadata, 1);
    return this;
  }

  private static void expectName(String what, String text) {
    if (text == null || text.isEmpty() || text.indexOf(NUL) >= 0) {
      throw new GranaryException(
          Code.INVALID, "The " + what + " of a model must be a text without U+0000, not empty.");
    }
  }
}
