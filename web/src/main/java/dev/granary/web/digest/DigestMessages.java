package dev.granary.web.digest;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.ArrayBuffer;

/** What a page and its digest worker say to each other. */
public final class DigestMessages {
  private DigestMessages() {}

  /** Some bytes to hash, on their way to the worker; or the kernels to do that with. */
  public interface Piece extends JSObject {
    /** The compiled module; undefined where this is about bytes. */
    @JSProperty
    JSObject getKernels();

    /** The digest's state before these bytes, at the first piece of an update; else undefined. */
    @JSProperty
    JSObject getBefore();

    @JSProperty
    ArrayBuffer getPiece();

    @JSProperty
    int getLength();

    /** Whether the state behind these bytes is wanted. */
    @JSProperty("last")
    boolean isLast();
  }

  /** That the worker is there; or a piece on its way back, with the state if it was wanted. */
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
