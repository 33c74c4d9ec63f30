package dev.granary.web.codec;

import dev.granary.Pending;
import dev.granary.chunk.codec.Deflate;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.bridge.Yielding;
import dev.granary.web.dom.Promise;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Uint8Array;

/**
 * Compresses with CompressionStream and DecompressionStream. Engines run them on the calling
 * thread, so this class feeds them slice by slice, with pauses. The slices are small, because an
 * engine expands a whole slice before the limit can stop it.
 */
public final class WebDeflate implements Deflate {
  private static final int SLICE = 32 * 1024;

  private final Yielding yielding = new Yielding();

  private WebDeflate() {}

  /** Returns null where the platform does not compress, or does not know the format. */
  public static Deflate ofPlatform() {
    return known() ? new WebDeflate() : null;
  }

  @Override
  public Pending<byte[]> compress(byte[] bytes, int length, int limit) {
    return () -> run(compression(), bytes, length, limit);
  }

  @Override
  public Pending<byte[]> expand(byte[] compressed, int limit) {
    return () -> run(decompression(), compressed, compressed.length, limit);
  }

  @Override
  public void rest() {
    yielding.take();
  }

  private byte[] run(JSObject stream, byte[] bytes, int length, int limit) {
    // Outside the try block, which treats every failure as damage: here memory may run out.
    Awaited all = Promises.of(collect(stream, limit));
    JSObject writer = writer(stream);
    try {
      for (int at = 0; at < length; at += SLICE) {
        yielding.take();
        Promises.await(write(writer, Bytes.view(bytes, at, Math.min(SLICE, length - at))));
      }
      Promises.await(close(writer));
      return Bytes.of((ArrayBuffer) all.join());
    } catch (JsFailure damagedOrTooMuch) {
      return null;
    }
  }

  @JSBody(
      script =
          "try { new CompressionStream('deflate-raw'); new DecompressionStream('deflate-raw');"
              + " return true; } catch (e) { return false; }")
  private static native boolean known();

  @JSBody(script = "return new CompressionStream('deflate-raw');")
  private static native JSObject compression();

  @JSBody(script = "return new DecompressionStream('deflate-raw');")
  private static native JSObject decompression();

  @JSBody(params = "stream", script = "return stream.writable.getWriter();")
  private static native JSObject writer(JSObject stream);

  @JSBody(
      params = {"writer", "view"},
      script = "return writer.write(view);")
  private static native Promise write(JSObject writer, Uint8Array view);

  @JSBody(params = "writer", script = "return writer.close();")
  private static native Promise close(JSObject writer);

  /**
   * Collects the output in one buffer. Rejects, and ends the stream, when the output exceeds the
   * limit.
   */
  @JSBody(
      params = {"stream", "limit"},
      script =
          "var all = new Uint8Array(limit), size = 0;"
              + " return new Promise(function(resolve, reject) {"
              + " var reader = stream.readable.getReader();"
              + " function next() { reader.read().then(function(piece) {"
              + " if (piece.done) {"
              + " resolve(size === limit ? all.buffer : all.buffer.slice(0, size)); return; }"
              + " if (size + piece.value.length > limit) {"
              + " reject(); reader.cancel().then(null, function() {}); return; }"
              + " all.set(piece.value, size); size += piece.value.length; next();"
              + " }).then(null, reject); }"
              + " next(); });")
  private static native Promise collect(JSObject stream, int limit);
}
