package dev.granary.compiled;

import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.catalog.Origin;
import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;
import java.util.List;

/**
 * Checks JSON and the records written in it: written and read back, truncated at every char, and
 * damaged.
 */
final class CodecCheck implements Check {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final List<ChunkRef> CHUNKS = List.of(new ChunkRef(ID, 7));
  private static final Origin ORIGIN = new Origin("https://hub/\u00e9?a=\"b\"", "W/\"1\"");
  private static final String METADATA = "{\"half\":0.5,\"big\":1e300,\"deep\":[[null]]}";

  private static final String[] DOCUMENTS = {
    "0",
    "-0",
    "12",
    "-9007199254740992",
    "9007199254740993",
    "1.5e-3",
    "01",
    "1.",
    "-",
    "1e",
    "+1",
    "true",
    "tru",
    "null",
    "nul",
    "\"\\ud83d\\ude00\\u0000\\/\"",
    "\"\\ud800\"",
    "\"\\x\"",
    "\"\\u12g4\"",
    "\"\n\"",
    "\"open",
    " [ 1 , \"a\" , { } ] ",
    "[1,]",
    "[1 2]",
    "[1}",
    "{\"a\":1,}",
    "{\"a\" 1}",
    "{a:1}",
    "{\"a\":1}{",
    "\ufeff1",
    "",
    "[".repeat(64) + "]".repeat(64),
    "[".repeat(65)
  };

  @Override
  public void run(Report report) {
    writer(report);
    for (int i = 0; i < DOCUMENTS.length; i++) {
      documents(report, "json." + i, DOCUMENTS[i]);
    }
    files(report);
    journals(report);
  }

  private static void writer(Report report) {
    JsonWriter out = new JsonWriter().beginObject().name("texts").beginArray();
    for (String text :
        List.of(
            "",
            "\"\\/\b\f\n\r\t\u0000\u001f",
            "\u2028\u2029",
            "\u00e9\ud83d\ude00",
            "\ud800x\udc00")) {
      out.value(text);
    }
    out.endArray().name("numbers").beginArray();
    for (long number : new long[] {0, -1, Integer.MIN_VALUE, 1L << 32, 1L << 53, -(1L << 53)}) {
      out.value(number);
    }
    out.endArray().name("none").nullValue().name("yes").value(true).name("empty");
    report.add("json.written", out.beginObject().endObject().endObject().text());
  }

  private static void documents(Report report, String name, String text) {
    report.attempt(name + ".raw", () -> whole(text, JsonReader::raw));
    report.attempt(name + ".number", () -> whole(text, JsonReader::wholeNumber));
    report.attempt(name + ".string", () -> codes(whole(text, JsonReader::string)));
  }

  private interface Reading<T> {
    T of(JsonReader reader);
  }

  private static <T> T whole(String text, Reading<T> reading) {
    JsonReader reader = new JsonReader(text);
    T value = reading.of(reader);
    reader.end();
    return value;
  }

  /** Half a surrogate pair cannot be printed. */
  private static String codes(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      out.append(Integer.toHexString(text.charAt(i))).append(' ');
    }
    return out.toString();
  }

  private static void files(Report report) {
    FileManifest full =
        new FileManifest(
            "a", 5, 7, "text/x", ID, CHUNKS, ORIGIN, 1_800_000_000_000L, true, METADATA);
    FileManifest bare = new FileManifest("b", 6, 0, "", ID, List.of(), null, 0, false, null);
    for (FileManifest manifest : List.of(full, bare)) {
      String text = manifest.encode();
      report.add("file." + manifest.key(), text);
      FileManifest back = FileManifest.decode(manifest.key(), manifest.stamp(), text);
      report.add("file." + manifest.key() + ".back", back.equals(manifest) + " " + back);
    }
    cuts(report, "file", full.encode(), text -> FileManifest.decode("a", 5, text));
  }

  private static void journals(Report report) {
    FileSpec spec = new FileSpec("text/x", 1L << 40, ID, true, METADATA);
    Journal full = new Journal("a", 5, "me", 1, 2, true, ORIGIN, spec, 7, CHUNKS, "01ff");
    Journal bare = new Journal("b", 6, "me", 1, 2, false, null, FileSpec.ANY, 7, List.of(), "");
    for (Journal journal : List.of(full, bare)) {
      String text = journal.encode();
      report.add("journal." + journal.key(), text);
      Journal back = Journal.decode(journal.key(), journal.stamp(), text);
      report.add("journal." + journal.key() + ".back", back.equals(journal) + " " + back);
    }
    cuts(report, "journal", full.encode(), text -> Journal.decode("a", 5, text));
  }

  private interface Decoding {
    Object of(String text);
  }

  private static void cuts(Report report, String name, String text, Decoding decoding) {
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);
      report.attempt(name + ".cut." + length, () -> decoding.of(cut));
    }
    // One damage each: another version, no version, a chunk's id, its size, an added member.
    String[][] damages = {
      {"{\"v\":1", "{\"v\":2"},
      {"\"v\":1,", ""},
      {ID + "\",7", "0\",7"},
      {ID + "\",7", ID + "\",0"},
      {ID + "\",7", ID + "\",2147483648"},
      {"{\"v\":1", "{\"v\":1,\"later\":[{}]"}
    };
    for (int i = 0; i < damages.length; i++) {
      String damaged = text.replace(damages[i][0], damages[i][1]);
      report.attempt(name + ".damaged." + i, () -> decoding.of(damaged));
    }
  }
}
