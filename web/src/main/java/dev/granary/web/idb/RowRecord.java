package dev.granary.web.idb;

import dev.granary.json.JsonReader;
import dev.granary.store.Row;
import dev.granary.store.Table;
import dev.granary.web.dom.JsArray;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.core.JSString;

/**
 * Maps a row to its record in the object store, under the row's key. In a damaged record, missing
 * fields read as empty. The reader of the text then detects the damage, and other rows are not
 * affected.
 */
interface RowRecord extends JSObject {
  @JSProperty
  double getStamp();

  @JSProperty
  double getBytes();

  @JSProperty
  JsArray getNames();

  @JSProperty
  String getText();

  /**
   * The time of the last use. Only an access record has it; beside it the record has bytes, unless
   * an older Granary wrote it.
   */
  @JSProperty
  double getTime();

  static JSObject of(Row row) {
    if (row.table() == Table.ACCESS) {
      return Shape.access(new JsonReader(row.text()).wholeNumber(), row.bytes());
    }
    if (!row.table().namesChunks()) {
      return Shape.row(row.stamp(), row.bytes(), row.text());
    }
    JsArray names = JsArray.Maker.empty();
    for (String name : row.names()) {
      names.push(JSString.valueOf(name));
    }
    return Shape.row(row.stamp(), row.bytes(), names, row.text());
  }

  static Row row(Table table, String key, JSObject found) {
    RowRecord record = Shape.sound(found);
    if (table == Table.ACCESS) {
      String time = Long.toString((long) record.getTime());
      return new Row(table, key, Row.UNSTAMPED, (long) record.getBytes(), List.of(), time);
    }
    List<String> names = List.of();
    if (table.namesChunks()) {
      JsArray stored = record.getNames();
      names = new ArrayList<>(stored.getLength());
      for (int i = 0; i < stored.getLength(); i++) {
        names.add(((JSString) stored.get(i)).stringValue());
      }
    }
    return new Row(
        table, key, (long) record.getStamp(), (long) record.getBytes(), names, record.getText());
  }

  /** Builds and checks the records. */
  final class Shape {
    private Shape() {}

    @JSBody(
        params = "found",
        script =
            "var row = Object(found), names = row.names; function isString(value) {"
                + " return typeof value === 'string'; } function isCount(value) {"
                + " return Number.isSafeInteger(value) && value >= 0; }"
                + " if (isString(row.text) && isCount(row.stamp)"
                + " && isCount(row.bytes) && Array.isArray(names)"
                + " && names.every(isString)) return row;"
                + " var number = function(value) { return isCount(value) ? value : 0; };"
                + " return { stamp: number(row.stamp), bytes: number(row.bytes),"
                + " names: Array.isArray(names) ? names.filter(isString) : [],"
                + " text: isString(row.text) ? row.text : '', time: number(row.time) };")
    private static native RowRecord sound(JSObject found);

    @JSBody(
        params = {"time", "bytes"},
        script = "return { time: time, bytes: bytes };")
    private static native JSObject access(double time, double bytes);

    @JSBody(
        params = {"stamp", "bytes", "text"},
        script = "return { stamp: stamp, bytes: bytes, text: text };")
    private static native JSObject row(double stamp, double bytes, String text);

    @JSBody(
        params = {"stamp", "bytes", "names", "text"},
        script = "return { stamp: stamp, bytes: bytes, names: names, text: text };")
    private static native JSObject row(double stamp, double bytes, JsArray names, String text);
  }
}
