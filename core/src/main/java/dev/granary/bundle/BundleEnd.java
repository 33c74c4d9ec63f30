package dev.granary.bundle;

import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;

/**
 * Holds the body of the last record: how many files and chunks there were, so that nothing can be
 * left out.
 */
record BundleEnd(long files, long chunks) {
  static byte[] encode(int files, int chunks) {
    JsonWriter out = new JsonWriter();
    out.beginObject().name("files").value(files).name("chunks").value(chunks).endObject();
    return BundledFile.ascii(out.text());
  }

  static BundleEnd decode(String text) {
    JsonReader in = new JsonReader(text);
    long files = -1;
    long chunks = -1;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "files" -> files = in.wholeNumber();
        case "chunks" -> chunks = in.wholeNumber();
        default -> in.skip();
      }
    }
    in.end();
    return new BundleEnd(files, chunks);
  }
}
