package dev.granary.web.worker;

import dev.granary.digest.Sha256;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.digest.DigestKernels;
import dev.granary.web.digest.DigestMessages;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.MessageListener;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSObjects;
import org.teavm.jso.core.JSUndefined;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Int8Array;

/** Hashes the pieces that a page sends. The worker keeps nothing from one update to the next. */
public final class DigestWorker {
  private static final DigestKernels KERNELS = new DigestKernels();
  private static Sha256 current;

  private DigestWorker() {}

  /** Waits for pieces. */
  public static void main(String[] arguments) {
    listen(event -> answer((DigestMessages.Piece) event.getData()));
    post(DigestMessages.ready(), JsArray.Maker.empty());
  }

  private static void answer(DigestMessages.Piece piece) {
    if (!JSObjects.isUndefined(piece.getKernels())) {
      KERNELS.use(piece.getKernels());
      return;
    }
    if (!JSObjects.isUndefined(piece.getBefore())) {
      byte[] before = ((Int8Array) piece.getBefore()).toJavaArray();
      current = Sha256.restore(before, KERNELS.sha256());
    }
    ArrayBuffer buffer = piece.getPiece();
    current.update(Bytes.of(buffer), 0, piece.getLength());
    JSObject state =
        piece.isLast() ? Int8Array.fromJavaArray(current.state()) : JSUndefined.instance();
    post(DigestMessages.reply(buffer, state), JsArray.Maker.of(buffer));
  }

  @JSBody(params = "listener", script = "self.onmessage = listener;")
  private static native void listen(MessageListener listener);

  @JSBody(
      params = {"message", "transfer"},
      script = "self.postMessage(message, transfer);")
  private static native void post(JSObject message, JsArray transfer);
}
