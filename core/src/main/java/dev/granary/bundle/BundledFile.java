package dev.granary.bundle;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.chunk.ChunkLayout;
import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;
import java.util.List;

/**
 * Writes and reads the body of a file's record: its key and its manifest, as JSON in ASCII.
 *
 * <p>The record does not say when the file was stored and whether it is pinned, because that
 * belongs to one store. So the same files make the same bytes in every store.
 */
final class BundledFile {
  /** The size of the manifest of a file of two terabytes in chunks of the default size. */
  static final int LARGEST = 16 * 1024 * 1024;

  private static final int LONGEST_KEY = 1024;

  /** How many chunks a file may have for each 64 KiB, and once more. */
  private static final int MOST_CHUNKS = 3;

  private BundledFile() {}

  static byte[] encode(FileManifest file) {
    FileManifest portable =
        new FileManifest(
            file.key(),
            0,
            file.size(),
            file.type(),
            file.sha256(),
            file.chunks(),
            file.origin(),
            0,
            false,
            file.metadata());
    JsonWriter out = new JsonWriter();
    out.beginObject().name("key").value(file.key());
    out.name("file").raw(portable.encode()).endObject();
    return ascii(out.text());
  }

  /** Escapes all characters that are not ASCII. They occur only inside strings. */
  static byte[] ascii(String json) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x7f) {
        out.append(c);
      } else {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append("0123456789abcdef".charAt(c >> shift & 15));
        }
      }
    }
    byte[] bytes = new byte[out.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) out.charAt(i);
    }
    return bytes;
  }

  static String text(byte[] ascii, int length) {
    char[] text = new char[length];
    for (int i = 0; i < length; i++) {
      if (ascii[i] < 0) {
        throw refused("", "its record is not ASCII");
      }
      text[i] = (char) ascii[i];
    }
    return new String(text);
  }

  /** Reads untrusted text; INVALID unless a store could have written it. */
  static FileManifest decode(String text) {
    String key = null;
    String manifest = null;
    try {
      JsonReader in = new JsonReader(text);
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "key" -> key = in.string();
          case "file" -> manifest = in.raw();
          default -> in.skip();
        }
      }
      in.end();
      if (key == null || manifest == null) {
        throw refused("", "its record has no key or no manifest");
      }
      FileManifest file = FileManifest.decode(key, 0, manifest);
      expectStorable(file);
      return file;
    } catch (GranaryException failure) {
      if (failure.code() == Code.CORRUPT) {
        String file = key == null ? "a file" : "a file \"" + key + "\"";
        throw new GranaryException(
                Code.INVALID, "The bundle has " + file + " that cannot be read.", failure)
            .with("key", key == null ? "" : key);
      }
      throw failure;
    }
  }

  private static void expectStorable(FileManifest file) {
    String key = file.key();
    if (key.isEmpty() || key.length() > LONGEST_KEY || !wellFormed(key)) {
      throw refused(key, "its key must be a well-formed string of 1 to 1024 characters");
    }
    for (int i = 0; i < file.type().length(); i++) {
      // A server may send a type that is not ASCII, and the store keeps it.
      if (file.type().charAt(i) < ' ' && file.type().charAt(i) != '\t') {
        throw refused(key, "its type is not a media type");
      }
    }
    if (file.metadata() != null && !file.metadata().startsWith("{")) {
      throw refused(key, "its metadata is not a JSON object");
    }
    if (file.origin() != null
        && !file.origin().url().startsWith("https://")
        && !file.origin().url().startsWith("http://")) {
      throw refused(key, "its origin is not an http or https address");
    }
    expectLayout(key, file.chunks());
    expectDigest(key, file.sha256());
  }

  private static void expectLayout(String key, List<ChunkRef> chunks) {
    // A file that is cut at its tensors has chunks of any sizes, but only some more of them.
    if (chunks.size() > MOST_CHUNKS * (1 + ChunkRef.sum(chunks) / ChunkLayout.SMALLEST)) {
      throw refused(key, "it has too many chunks");
    }
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.get(i).size() > ChunkLayout.LARGEST) {
        throw refused(key, "chunk " + i + " has an impossible size");
      }
      expectDigest(key, chunks.get(i).id());
    }
  }

  private static void expectDigest(String key, String digest) {
    boolean right = digest.length() == 64;
    for (int i = 0; i < digest.length() && right; i++) {
      char c = digest.charAt(i);
      right = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    if (!right) {
      throw refused(key, "it has a malformed SHA-256");
    }
  }

  private static boolean wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static GranaryException refused(String key, String why) {
    return new GranaryException(
            Code.INVALID,
            "The bundle has a file \"" + key + "\" that cannot be stored: " + why + ".")
        .with("key", key);
  }
}
