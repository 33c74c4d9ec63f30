package dev.granary.store;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;

/** Writes and reads a header as text, for stores that keep it in a database. */
final class HeaderText {
  private static final int VERSION = 1;

  private HeaderText() {}

  static String encode(Header header) {
    // Unknown totals are written as zeros. They have no seal, so no reader uses them.
    Totals totals = header.totals() == null ? new Totals() : header.totals();
    JsonWriter out = new JsonWriter();
    out.beginObject();
    out.name("v").value(VERSION);
    out.name("stamp").value(header.lastStamp());
    out.name("physicalId").value(header.lastPhysicalId());
    out.name("chunks").value(totals.chunkCount());
    out.name("stored").value(totals.storedBytes());
    out.name("garbage").value(totals.garbageBytes());
    out.name("tables").beginObject();
    for (Table table : Table.values()) {
      if (table.strict()) {
        out.name(table.label()).beginArray();
        out.value(totals.count(table)).value(totals.bytes(table)).endArray();
      }
    }
    out.endObject();
    out.endObject();
    return out.text();
  }

  static Header decode(String text) {
    JsonReader in = new JsonReader(text);
    long version = 0;
    long stamp = -1;
    long physicalId = -1;
    Totals totals = new Totals();
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "v" -> version = in.wholeNumber();
        case "stamp" -> stamp = in.wholeNumber();
        case "physicalId" -> physicalId = in.wholeNumber();
        case "chunks" -> totals.chunkCount(in.wholeNumber());
        case "stored" -> totals.storedBytes(in.wholeNumber());
        case "garbage" -> totals.garbageBytes(in.wholeNumber());
        case "tables" -> readTables(in, totals);
        default -> in.skip();
      }
    }
    in.end();
    if (version != VERSION) {
      throw new GranaryException(Code.VERSION, "The store's header is of another version.")
          .with("found", version)
          .with("supported", VERSION);
    }
    if (stamp < 0 || physicalId < 0) {
      throw new GranaryException(Code.CORRUPT, "The store's header is incomplete.");
    }
    return new Header(stamp, physicalId, totals);
  }

  private static void readTables(JsonReader in, Totals totals) {
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      Table table = labelled(name);
      in.beginArray();
      long count = in.nextElement() ? in.wholeNumber() : 0;
      long bytes = in.nextElement() ? in.wholeNumber() : 0;
      while (in.nextElement()) {
        in.skip();
      }
      if (table != null) {
        totals.table(table, count, bytes);
      }
    }
  }

  private static Table labelled(String label) {
    for (Table table : Table.values()) {
      if (table.label().equals(label)) {
        return table;
      }
    }
    return null;
  }
}
