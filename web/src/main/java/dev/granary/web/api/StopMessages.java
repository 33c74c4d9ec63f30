package dev.granary.web.api;

import dev.granary.web.bridge.Awaited;
import dev.granary.web.dom.Platform;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * How the contexts of an origin stop each other's downloads: one asks them all to, and whoever has
 * stopped one answers that question by its name.
 */
final class StopMessages {
  private static final String STOP = "stop";
  private static final String STOPPED = "stopped";

  /** How long to wait for an answer, in milliseconds. */
  private static final int PATIENCE = 300;

  private final Events events;
  private final List<Question> open = new ArrayList<>();

  StopMessages(Events events) {
    this.events = events;
  }

  /** Whether somebody else has stopped something. */
  static final class Question {
    private final String name = Platform.randomName();
    private final Awaited end = new Awaited();
    private boolean heard;
    private boolean answered;

    private Question() {}

    String name() {
      return name;
    }

    boolean isAnswered() {
      return answered;
    }

    /** Waits for an answer, if there is anybody to give one. */
    void await() {
      if (heard) {
        Platform.after(() -> end.complete(null), PATIENCE);
        end.join();
      }
    }
  }

  /** Asks all other contexts to stop what they download under a key. */
  Question ask(String key, String how) {
    Question question = new Question();
    open.add(question);
    question.heard = events.tellOthers(STOP, message(key, how, question.name));
    return question;
  }

  /** Nobody waits for its answer any more. */
  void forget(Question question) {
    open.remove(question);
  }

  /** Answers whoever has had a job stopped. */
  void answer(SharedDownload stopped) {
    events.tellOthers(STOPPED, message(stopped.key(), "", stopped.stoppedFor()));
  }

  /** Another context asks or answers; false when it tells something else. Never suspends. */
  boolean heard(String type, JSObject detail, List<SharedDownload> jobs) {
    if (type.equals(STOP)) {
      for (SharedDownload job : jobs) {
        if (job.of(key(detail))) {
          job.stop(how(detail), name(detail));
        }
      }
      return true;
    }
    if (!type.equals(STOPPED)) {
      return false;
    }
    for (Question question : open) {
      if (question.name.equals(name(detail))) {
        question.answered = true;
        question.end.complete(null);
      }
    }
    return true;
  }

  @JSBody(
      params = {"key", "how", "name"},
      script = "return { key: key, how: how, name: name };")
  private static native JSObject message(String key, String how, String name);

  // Whatever another release of Granary may have sent.
  @JSBody(params = "detail", script = "return String(detail.name);")
  private static native String name(JSObject detail);

  @JSBody(params = "detail", script = "return String(detail.key);")
  private static native String key(JSObject detail);

  @JSBody(params = "detail", script = "return detail.how === 'discarded' ? detail.how : 'paused';")
  private static native String how(JSObject detail);
}
