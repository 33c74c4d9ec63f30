package dev.granary.web.idb;

import dev.granary.web.dom.Request;
import dev.granary.web.dom.Transaction;
import org.teavm.jso.JSObject;

/**
 * Issues several requests of one transaction together, and continues when all of them have
 * succeeded. Everything runs in the callbacks of the requests, so the transaction stays alive.
 * Nothing here waits.
 */
final class RequestRound {
  /** Receives a result. Never suspends. */
  interface Taker {
    void take(JSObject result);
  }

  /** Continues after the round. Never suspends. */
  interface Next {
    void run();
  }

  private final Transaction transaction;
  private final Failing failing;
  private final Next next;

  /** The number of requests under way, plus one until all have been issued. */
  private int open = 1;

  /** Receives the failure of a callback; the round then aborts the transaction. */
  interface Failing {
    void with(RuntimeException failure);
  }

  RequestRound(Transaction transaction, Failing failing, Next next) {
    this.transaction = transaction;
    this.failing = failing;
    this.next = next;
  }

  /** Adds a request to the round. */
  void request(Request request, Taker taker) {
    open++;
    request.setOnsuccess(
        () -> {
          try {
            taker.take(request.getResult());
            done();
          } catch (RuntimeException failure) {
            failing.with(failure);
            transaction.abort();
          }
        });
  }

  /** Ends the adding: all requests have been issued. */
  void issued() {
    done();
  }

  private void done() {
    open--;
    if (open == 0) {
      next.run();
    }
  }
}
