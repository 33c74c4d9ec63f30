package dev.granary.web.api;

import dev.granary.file.OpenFile;
import dev.granary.serve.HttpAnswer;
import dev.granary.store.Payload;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.Blob;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.idb.BlobPayload;
import java.util.Map;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Exports an open file to JavaScript, unchanged since it was opened. */
final class FileHandle implements CoreFile {
  private final BrowserSession store;
  private final OpenFile file;

  FileHandle(BrowserSession store, OpenFile file) {
    this.store = store;
    this.file = file;
  }

  @Override
  public JSObject info() {
    return Infos.file(file.info());
  }

  /**
   * Composes a Blob: of the stored Blobs where chunks are stored unchanged; other chunks are loaded
   * and decoded.
   */
  @Override
  public Promise blob(double start, double end) {
    return Calls.async(
        () -> {
          store.expectOpen();
          // Throws INVALID for a range that is out of bounds.
          file.read((long) start, (long) end).close();
          JsArray parts = JsArray.Maker.empty();
          long offset = 0;
          for (int i = 0; i < file.manifest().chunks().size() && offset < (long) end; i++) {
            int size = file.manifest().chunks().get(i).size();
            long from = Math.max(0, (long) start - offset);
            long to = Math.min(size, (long) end - offset);
            if (from < to) {
              parts.push(part(i, offset, from, to, size));
            }
            offset += size;
          }
          return compose(parts, file.manifest().type());
        });
  }

  private JSObject part(int index, long offset, long from, long to, int size) {
    Payload held = file.content().heldAsItIs(index);
    if (held instanceof BlobPayload stored) {
      Blob blob = stored.blob();
      return from == 0 && to == size ? blob : blob.slice(from, to);
    }
    byte[] bytes = file.bytes(offset + from, offset + to);
    // A Blob of its own, so that the engine may put it on disk before the next one is loaded.
    return compose(JsArray.Maker.of(Bytes.view(bytes, 0, bytes.length)), "");
  }

  @JSBody(
      params = {"parts", "type"},
      script = "return new Blob(parts, { type: type });")
  private static native Blob compose(JsArray parts, String type);

  @Override
  public Promise bytes(double start, double end) {
    return Calls.async(
        () -> {
          store.expectOpen();
          byte[] bytes = file.bytes((long) start, (long) end);
          return Bytes.view(bytes, 0, bytes.length);
        });
  }

  @Override
  public CoreReader reader(double start, double end) {
    return new PieceReader(store, file, (long) start, (long) end);
  }

  @Override
  public JSObject answer(String method, String range, String ifRange, String ifNoneMatch) {
    HttpAnswer answer = HttpAnswer.of(file.manifest(), method, range, ifRange, ifNoneMatch);
    JSObject headers = headers();
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      set(headers, header.getKey(), header.getValue());
    }
    return answer(answer.status(), headers, answer.start(), answer.end(), answer.hasBody());
  }

  @JSBody(script = "return {};")
  private static native JSObject headers();

  @JSBody(
      params = {"headers", "name", "value"},
      script = "headers[name] = value;")
  private static native void set(JSObject headers, String name, String value);

  @JSBody(
      params = {"status", "headers", "start", "end", "hasBody"},
      script =
          "return { status: status, headers: headers, start: start, end: end, hasBody: hasBody };")
  private static native JSObject answer(
      int status, JSObject headers, double start, double end, boolean hasBody);
}
