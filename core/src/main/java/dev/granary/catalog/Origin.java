package dev.granary.catalog;

import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;

/**
 * States where a file's bytes come from: all that a download needs to fetch them again.
 *
 * @param url the requested address; never the target of a redirect, which expires, and never an
 *     address with a token
 * @param validator what proves that the content there is still the same (ETag, commit), or null
 * @param size the size that the server reported, or {@link FileSpec#UNKNOWN}. No rule depends on
 *     it: a server may report another size for a compressed body
 */
public record Origin(String url, String validator, long size) {
  /** Makes an origin of unknown size. */
  public Origin(String url, String validator) {
    this(url, validator, FileSpec.UNKNOWN);
  }

  /** Writes an origin as the member {@code origin} of a record; writes nothing for null. */
  public static void write(JsonWriter out, Origin origin) {
    if (origin == null) {
      return;
    }
    out.name("origin").beginObject().name("url").value(origin.url());
    if (origin.validator() != null) {
      out.name("validator").value(origin.validator());
    }
    if (origin.size() != FileSpec.UNKNOWN) {
      out.name("size").value(origin.size());
    }
    out.endObject();
  }

  /** Reads the value that {@link #write} wrote. */
  public static Origin read(JsonReader in) {
    String url = null;
    String validator = null;
    long size = FileSpec.UNKNOWN;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "url" -> url = in.string();
        case "validator" -> validator = in.string();
        case "size" -> size = in.wholeNumber();
        default -> in.skip();
      }
    }
    if (url == null) {
      throw VersionedText.corrupt("Its origin has no url.");
    }
    return new Origin(url, validator, size);
  }
}
