package dev.granary.web.source;

import dev.granary.web.dom.Promise;
import dev.granary.web.dom.StreamReader;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Supplies one piece after the other, from a stream or an async iterator. */
interface Reads {
  /** Asks for the next piece. */
  Promise next();

  /** Ends a source that has not ended by itself. */
  JSObject cancel();

  /** Releases a source that has ended. */
  void release();

  static Reads stream(StreamReader reader) {
    return new Reads() {
      @Override
      public Promise next() {
        return reader.read();
      }

      @Override
      public JSObject cancel() {
        return reader.cancel(null);
      }

      @Override
      public void release() {
        reader.releaseLock();
      }
    };
  }

  static Reads iterator(JSObject iterable) {
    JSObject iterator = Iterators.of(iterable);
    return new Reads() {
      @Override
      public Promise next() {
        return Iterators.next(iterator);
      }

      @Override
      public JSObject cancel() {
        return Iterators.end(iterator);
      }

      @Override
      public void release() {}
    };
  }

  /** Calls an async iterator's methods, which may throw, or return no promise. */
  final class Iterators {
    private Iterators() {}

    @JSBody(params = "iterable", script = "return iterable[Symbol.asyncIterator]();")
    private static native JSObject of(JSObject iterable);

    @JSBody(
        params = "iterator",
        script =
            "return new Promise(function(resolve) { resolve(iterator.next()); })"
                + ".then(function(result) {"
                + " if (result === null || typeof result !== 'object')"
                + " throw new TypeError('An iterator gave no result object.');"
                + " return result; });")
    private static native Promise next(JSObject iterator);

    @JSBody(
        params = "iterator",
        script =
            "try { return iterator.return ? iterator.return() : null; }"
                + " catch (e) { return null; }")
    private static native JSObject end(JSObject iterator);
  }
}
