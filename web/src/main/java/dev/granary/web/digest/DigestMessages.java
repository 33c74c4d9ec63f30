package dev.granary.web.digest;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.ArrayBuffer;

/** The messages between a page and its digest worker. */
public final class DigestMessages {
  private DigestMessages() {}

  /** A message to the worker: bytes to hash, or the kernels for that. */
  public interface Piece extends JSObject {
    /** The compiled module; undefined in a message with bytes. */
    @JSProperty
    JSObject getKernels();

    /**
     * The state of the digest before these bytes, in the first piece of an update; otherwise
     * undefined.
     */
    @JSProperty
    JSObject getBefore();

    @JSProperty
    ArrayBuffer getPiece();

    @JSProperty
    int getLength();

    /** Whether the page wants the state after these bytes. */
    @JSProperty("last")
    boolean isLast();
  }

  /**
   * A message from the worker: that it is ready, or a piece that it returns, with the state if the
   * page wanted it.
   */
  public interface Reply extends JSObject {
    @JSProperty("ready")
    boolean isReady();

    @JSProperty
    ArrayBuffer getPiece();

    @JSProperty
    JSObject getState();
  }

  @JSBody(
      params = {"before", "piece", "length", "last"},
      script = "return { before: before, piece: piece, length: length, last: last };")
  static native JSObject piece(JSObject before, ArrayBuffer piece, int length, boolean last);

  @JSBody(params = "module", script = "return { kernels: module };")
  static native JSObject kernels(JSObject module);

  @JSBody(script = "return { ready: true };")
  public static native JSObject ready();

  @JSBody(
      params = {"piece", "state"},
      script = "return { ready: false, piece: piece, state: state };")
  public static native JSObject reply(ArrayBuffer piece, JSObject state);
}
