package dev.granary.web.api;

import dev.granary.file.OpenFile;
import dev.granary.serve.HttpAnswer;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.Promise;
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

  @Override
  public Promise blob(double start, double end) {
    return Calls.async(
        () -> {
          store.expectOpen();
          return Blobs.compose(file.content(), (long) start, (long) end, file.manifest().type());
        });
  }

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
