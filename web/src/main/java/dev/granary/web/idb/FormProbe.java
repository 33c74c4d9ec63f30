package dev.granary.web.idb;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.store.ChunkForm;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Deferred;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Blob;
import dev.granary.web.dom.Database;
import dev.granary.web.dom.ObjectStore;
import dev.granary.web.dom.Request;
import dev.granary.web.dom.Transaction;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.teavm.jso.JSBody;
import org.teavm.jso.core.JSObjects;
import org.teavm.jso.core.JSString;
import org.teavm.jso.typedarrays.ArrayBuffer;

/**
 * Finds out in which form a database keeps chunks. The form is recorded when the database is
 * created: the probe writes a Blob and reads it back.
 */
final class FormProbe {
  private static final String FORM = "chunkForm";
  private static final byte[] SAMPLE = {71, 114, 97, 110, 97, 114, 121};

  private final Database database;

  /** The outcomes of transactions that fail when the connection is lost. */
  private final List<Deferred<?>> inFlight;

  FormProbe(Database database, List<Deferred<?>> inFlight) {
    this.database = database;
    this.inFlight = inFlight;
  }

  ChunkForm form() {
    try {
      return find();
    } catch (RuntimeException failure) {
      if (JsFailure.of(failure).name().equals("NotFoundError")) {
        throw new GranaryException(
            Code.INVALID,
            "A database of this name exists, and Granary did not create it. Open the store under"
                + " another name.",
            failure);
      }
      throw failure;
    }
  }

  private ChunkForm find() {
    String recorded = null;
    for (ChunkForm offer = null; recorded == null; ) {
      recorded = settle(offer);
      if (recorded == null) {
        offer = keepsBlobs() ? ChunkForm.BLOB : ChunkForm.BUFFER;
      }
    }
    return labelled(recorded);
  }

  private static ChunkForm labelled(String recorded) {
    for (ChunkForm form : ChunkForm.values()) {
      if (form.label().equals(recorded) && form != ChunkForm.MEMORY) {
        return form;
      }
    }
    throw new GranaryException(
            Code.VERSION,
            "This version of Granary does not know the form in which the database keeps chunks. Use"
                + " a newer version.")
        .with("found", recorded);
  }

  /**
   * Returns the recorded form. When none is recorded, records the given one; null records nothing.
   */
  private String settle(ChunkForm form) {
    Transaction transaction =
        form == null
            ? Transactions.read(database, Set.of(Schema.META))
            : Transactions.write(database, Set.of(Schema.META), false);
    String[] recorded = new String[1];
    Deferred<Void> ended = ending(transaction);
    ObjectStore meta = transaction.objectStore(Schema.META);
    Request request = meta.get(FORM);
    request.setOnsuccess(
        () -> {
          if (!JSObjects.isUndefined(request.getResult())) {
            recorded[0] = ((JSString) request.getResult()).stringValue();
          } else if (form != null) {
            recorded[0] = form.label();
            meta.put(JSString.valueOf(form.label()), FORM);
          }
        });
    ended.join();
    return recorded[0];
  }

  /**
   * Returns whether the engine can read back a Blob that it has written. The answer for WebKit is
   * always no: about one Blob in some hundred fails there, or reads as other bytes, once its record
   * is deleted or overwritten.
   */
  private boolean keepsBlobs() {
    if (isWebKit()) {
      return false;
    }
    // No chunk ever has a negative place. Two tabs that are restored together have the same age, so
    // the place is random: no other probe uses the same one.
    double place = -1 - random();
    try {
      Transaction writing = Transactions.write(database, Set.of(Schema.BLOBS), false);
      Deferred<Void> written = ending(writing);
      writing
          .objectStore(Schema.BLOBS)
          .put(StoredBytes.blob(Bytes.view(SAMPLE, 0, SAMPLE.length)), place);
      written.join();
      Transaction reading = Transactions.write(database, Set.of(Schema.BLOBS), false);
      Deferred<Void> read = ending(reading);
      Request request = reading.objectStore(Schema.BLOBS).get(place);
      reading.objectStore(Schema.BLOBS).delete(place);
      read.join();
      ArrayBuffer bytes = (ArrayBuffer) Promises.await(((Blob) request.getResult()).arrayBuffer());
      return Arrays.equals(SAMPLE, Bytes.of(bytes));
    } catch (RuntimeException refused) {
      return false;
    }
  }

  @JSBody(script = "return Math.random();")
  private static native double random();

  /**
   * Returns whether the engine is WebKit. Every browser claims to be WebKit, but WebKit claims to
   * be no other.
   */
  @JSBody(
      script =
          "return typeof navigator !== 'undefined'"
              + " && /AppleWebKit/.test(navigator.userAgent || '')"
              + " && !/Chrome|Chromium/.test(navigator.userAgent);")
  private static native boolean isWebKit();

  private Deferred<Void> ending(Transaction transaction) {
    Deferred<Void> ended = new Deferred<>();
    inFlight.add(ended);
    transaction.setOncomplete(() -> ended.complete(null));
    transaction.setOnabort(() -> ended.fail(Connection.abortedBy(transaction.getError())));
    return ended;
  }
}
