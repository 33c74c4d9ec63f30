package dev.granary.web.source;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Task;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkSource;
import dev.granary.web.dom.Blob;
import dev.granary.web.dom.Response;
import dev.granary.web.dom.StreamReader;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Recognises and opens the sources that a caller passes. */
public final class Sources {
  private Sources() {}

  /** Returns the size of a source in memory; -1 for any other, and for detached memory. */
  @JSBody(
      params = "source",
      script =
          "try { var view = ArrayBuffer.isView(source) ? source : new Uint8Array(source); new"
              + " Uint8Array(view.buffer); return source.byteLength; } catch (e) { return -1; }")
  private static native double memoryLength(JSObject source);

  /** Returns the current size of a source in memory; -1 for any other, and for detached memory. */
  public static double lengthOf(JSObject source) {
    return isMemory(source) ? memoryLength(source) : -1;
  }

  @JSBody(
      params = "source",
      script =
          "return ArrayBuffer.isView(source)"
              + " || /Buffer]$/.test(Object.prototype.toString.call(source));")
  private static native boolean isMemory(JSObject source);

  static GranaryException detached() {
    return invalid(
        "The memory of the source was transferred or resized. Pass a buffer that you keep unchanged"
            + " until the call ends.");
  }

  /**
   * Opens a source. Throws INVALID when the object is no source.
   *
   * @param length what {@link #lengthOf} returned when the caller passed the source
   */
  public static Source of(JSObject source, double length, Task task) {
    try {
      if (lengthOf(source) != length) {
        throw detached();
      }
      return open(source, new SourceWait(task));
    } catch (GranaryException known) {
      throw known;
    } catch (RuntimeException thrown) {
      throw SourceWait.failed(thrown);
    }
  }

  /** Opens a Blob or a stream as a source of bytes. Throws INVALID when the object is neither. */
  public static ByteSource bytes(JSObject source, Task task) {
    try {
      SourceWait wait = new SourceWait(task);
      return switch (kindOf(source)) {
        case "blob" -> pieces(streamOf(source), wait);
        case "stream" -> pieces(source, wait);
        default -> throw invalid("A bundle must be a Blob or a ReadableStream.");
      };
    } catch (GranaryException known) {
      throw known;
    } catch (RuntimeException thrown) {
      throw SourceWait.failed(thrown);
    }
  }

  /** Opens the data of a tensor as a source of bytes. Throws INVALID when the object is none. */
  static ByteSource tensor(JSObject source, Task task) {
    try {
      return switch (kindOf(source)) {
        case "buffer", "view" -> {
          double length = lengthOf(source);
          if (length < 0) {
            throw detached();
          }
          yield new ViewBytes(isView(source) ? source : viewOf(source), length);
        }
        case "blob" -> pieces(streamOf(source), new SourceWait(task));
        case "stream" -> pieces(source, new SourceWait(task));
        default ->
            throw invalid(
                "The data of a tensor must be an ArrayBuffer, a typed array, a Blob or a"
                    + " ReadableStream"
                    + nameOf(source));
      };
    } catch (GranaryException known) {
      throw known;
    } catch (RuntimeException thrown) {
      throw SourceWait.failed(thrown);
    }
  }

  @JSBody(params = "source", script = "return ArrayBuffer.isView(source);")
  private static native boolean isView(JSObject source);

  @JSBody(params = "blob", script = "return blob.stream();")
  private static native JSObject streamOf(JSObject blob);

  private static Source open(JSObject source, SourceWait wait) {
    return switch (kindOf(source)) {
      case "blob" -> blob((Blob) source, wait);
      case "buffer" -> memory(viewOf(source));
      case "view" -> memory(source);
      case "stream" -> stream(source, wait);
      case "response" -> response((Response) source, wait);
      case "iterable" -> Source.of(ChunkSource.of(new PieceSource(Reads.iterator(source), wait)));
      default ->
          throw invalid(
              "A source must be a Blob, an ArrayBuffer, a typed array or DataView, a"
                  + " ReadableStream, a Response or an async iterable of Uint8Arrays"
                  + nameOf(source));
    };
  }

  /**
   * Never throws, whatever the object is. Compares the object's tag, so that objects of other
   * realms count.
   */
  @JSBody(
      params = "source",
      script =
          "if (source === null || typeof source !== 'object' && typeof source !== 'function')"
              + " return 'none';"
              + " switch (Object.prototype.toString.call(source)) {"
              + " case '[object Blob]': case '[object File]': return 'blob';"
              + " case '[object ArrayBuffer]': case '[object SharedArrayBuffer]': return 'buffer';"
              + " case '[object ReadableStream]': return 'stream';"
              + " case '[object Response]': return 'response'; }"
              + " if (ArrayBuffer.isView(source)) return 'view';"
              + " return typeof source[Symbol.asyncIterator] === 'function' ? 'iterable' : 'none';")
  private static native String kindOf(JSObject source);

  /** Returns the end of a sentence: what the object is, and how it becomes a source. */
  @JSBody(
      params = "source",
      script =
          "var name = Object.prototype.toString.call(source).slice(8, -1);"
              + " return '; this is ' + name + (/String|Array/.test(name) ? ': wrap it in a Blob.'"
              + " : source && typeof source.then === 'function' ? ': await it first.' : '.');")
  private static native String nameOf(JSObject source);

  @JSBody(params = "buffer", script = "return new Uint8Array(buffer);")
  private static native JSObject viewOf(JSObject buffer);

  private static Source blob(Blob blob, SourceWait wait) {
    return new Source(new BlobSource(blob, wait), blob.getType(), (long) blob.getSize(), null);
  }

  private static Source memory(JSObject view) {
    long size = (long) memoryLength(view);
    if (size < 0) {
      throw detached();
    }
    return new Source(new ViewSource(view, size), "", size, null);
  }

  private static Source stream(JSObject stream, SourceWait wait) {
    return Source.of(ChunkSource.of(pieces(stream, wait)));
  }

  public static ByteSource pieces(JSObject stream, SourceWait wait) {
    if (isLocked(stream)) {
      throw invalid(
          "The stream is locked because another reader uses it. Pass a stream that has no reader.");
    }
    StreamReader bytes = byteReader(stream);
    return bytes != null
        ? new ByteStreamSource(bytes, wait)
        : new PieceSource(Reads.stream(reader(stream)), wait);
  }

  private static Source response(Response response, SourceWait wait) {
    expectNotOpaque(response);
    if (!response.isOk()) {
      throw new GranaryException(
              Code.HTTP, "The server answered with status " + response.getStatus() + ".")
          .with("status", response.getStatus())
          .with("url", response.getUrl());
    }
    if (response.getStatus() == 206) {
      throw invalid(
          "The response holds only a part of its resource (status 206). Request it without a Range"
              + " header.");
    }
    if (response.isBodyUsed()) {
      throw invalid(
          "The body of the response was read before: clone() it first, and pass the clone.");
    }
    Source body =
        response.getBody() == null
            ? memory(viewOf(emptyBuffer()))
            : stream(response.getBody(), wait);
    return new Source(body.chunks(), mediaType(response), FileSpec.UNKNOWN, origin(response));
  }

  public static void expectNotOpaque(Response response) {
    if (isOpaque(response)) {
      throw invalid(
          "The response is opaque: a page may not read its bytes. Request it with CORS, or from"
              + " your own origin.");
    }
  }

  @JSBody(params = "response", script = "return /^opaque/.test(response.type);")
  private static native boolean isOpaque(Response response);

  /** A redirected URL is no origin: the redirect may lead elsewhere later. */
  private static Origin origin(Response response) {
    boolean lasting = response.getUrl().startsWith("http") && !response.isRedirected();
    return lasting ? new Origin(response.getUrl(), header(response, "etag")) : null;
  }

  /** Returns null when the response lacks the header, or the page may not read it. */
  @JSBody(
      params = {"response", "name"},
      script =
          "var value = response.headers.get(name);"
              + " return value === null || value === undefined ? null : String(value);")
  public static native String header(Response response, String name);

  @JSBody(script = "return new ArrayBuffer(0);")
  private static native JSObject emptyBuffer();

  @JSBody(params = "response", script = "return response.headers.get('content-type') || '';")
  private static native String mediaType(Response response);

  @JSBody(params = "stream", script = "return stream.locked;")
  private static native boolean isLocked(JSObject stream);

  /**
   * Returns a reader that fills memory of the store; null where the stream only supplies memory of
   * its own. Node 20 counts as such: it loses the rest of a stream that ends within the minimum.
   */
  @JSBody(
      params = "stream",
      script =
          "if (typeof process === 'object' && process.versions && process.versions.node)"
              + " return null; try { return stream.getReader({ mode: 'byob' }); }"
              + " catch (e) { return null; }")
  private static native StreamReader byteReader(JSObject stream);

  @JSBody(params = "stream", script = "return stream.getReader();")
  private static native StreamReader reader(JSObject stream);

  public static GranaryException invalid(String message) {
    return new GranaryException(Code.INVALID, message);
  }
}
