package dev.granary.web.idb;

import dev.granary.web.dom.Request;
import dev.granary.web.dom.Transaction;
import org.teavm.jso.JSObject;

/**
 * Requests of one transaction that are issued together, and what comes after all of them have
 * succeeded. Everything runs in the requests' own callbacks: the transaction stays alive and
 * nothing is awaited.
 */
final class RequestRound {
  /** What to do with a result. Never suspends. */
  interface Taker {
    void take(JSObject result);
  }

  /** What comes next. Never suspends. */
  interface Next {
    void run();
  }

  private final Transaction transaction;
  private final Failing failing;
  private final Next next;

  /** One more than the requests under way, until all have been issued. */
  private int open = 1;

  /** Is told when a callback fails; the transaction is aborted then. */
  interface Failing {
    void with(RuntimeException failure);
  }

  RequestRound(Transaction transaction, Failing failing, Next next) {
    this.transaction = transaction;
    this.failing = failing;
    this.next = next;
  }

  /** Adds a request. */
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

  /** Says that all requests have been issued. */
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
