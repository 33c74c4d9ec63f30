package dev.granary.catalog;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;

/**
 * Sets the rules of every record's text: a JSON object whose first member {@code v} is the version
 * of its form.
 *
 * <p>A later Granary may add members; a reader skips the members it does not know. A change that an
 * older Granary would misread gets a new version, and a reader refuses a version it does not know.
 */
public final class VersionedText {
  /** The version that this Granary writes and reads. */
  private static final int VERSION = 1;

  private VersionedText() {}

  /** Begins a record's object with its version; the caller writes the other members. */
  public static JsonWriter begin() {
    return new JsonWriter().beginObject().name("v").value(VERSION);
  }

  /**
   * Reads the beginning of a record's object. CORRUPT when it is not a record, VERSION when its
   * version is unknown.
   */
  public static JsonReader begin(String text) {
    JsonReader in = new JsonReader(text);
    in.beginObject();
    if (!"v".equals(in.nextName())) {
      throw corrupt("Its text does not begin with a version.");
    }
    double version = in.whole();
    if (version != VERSION) {
      throw new GranaryException(
              Code.VERSION,
              "Its version is " + (long) version + ", and this Granary reads " + VERSION + ".")
          .with("found", (long) version)
          .with("supported", VERSION);
    }
    return in;
  }

  /**
   * Throws INVALID unless a caller's metadata is null, or JSON that a record can hold: the nesting
   * of JSON has a limit.
   *
   * @param depth how many levels deep the record keeps the metadata
   */
  public static void expectMetadata(String metadata, int depth) {
    if (metadata == null) {
      return;
    }
    try {
      String nested = metadata;
      for (int i = 0; i < depth; i++) {
        nested = "[" + nested + "]";
      }
      JsonReader reader = new JsonReader(nested);
      reader.skip();
      reader.end();
      JsonReader alone = new JsonReader(metadata);
      alone.skip();
      alone.end();
    } catch (GranaryException failure) {
      throw new GranaryException(Code.INVALID, "metadata must be valid JSON.", failure);
    }
  }

  /** Adds the kind of record and its key to a failure to read the record. */
  public static GranaryException damaged(String what, String key, GranaryException failure) {
    if (failure.code() != Code.CORRUPT) {
      return failure.with("key", key);
    }
    String message = "The " + what + " of \"" + key + "\" is damaged: " + failure.getMessage();
    return new GranaryException(Code.CORRUPT, message, failure).with("key", key);
  }

  /** Makes the failure for a record that a reader cannot understand. */
  public static GranaryException corrupt(String message) {
    return new GranaryException(Code.CORRUPT, message);
  }
}
