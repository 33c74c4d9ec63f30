package dev.granary.download;

import dev.granary.GranaryException.Reason;
import dev.granary.Latch;
import dev.granary.Scheduler;
import dev.granary.session.Events;
import dev.granary.session.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the sessions of a store stop each other's downloads. One session asks all others. Each
 * session that has stopped a download answers with the name of the question.
 */
final class StopMessages {
  /** Tells how long a question waits for an answer, in milliseconds. */
  static final int PATIENCE = 300;

  private final Events events;
  private final Scheduler scheduler;

  /** The name of this session, which begins the name of each question. */
  private final String owner;

  private final List<Question> open = new ArrayList<>();
  private int asked;

  StopMessages(Events events, Scheduler scheduler, String owner) {
    this.events = events;
    this.scheduler = scheduler;
    this.owner = owner;
  }

  /** Asks whether another session has stopped a download. */
  final class Question {
    private final String name = owner + "/" + asked++;
    private final Latch end = scheduler.latch();
    private boolean sent;
    private boolean answered;

    private Question() {}

    String name() {
      return name;
    }

    boolean isAnswered() {
      return answered;
    }

    /** Waits for an answer when other sessions may have received the question. May suspend. */
    void await() {
      if (sent) {
        scheduler.after(PATIENCE, end::settle);
        end.await();
      }
    }
  }

  /** Asks all other sessions to stop their downloads of a key. Never suspends. */
  Question ask(String key, Reason how) {
    Question question = new Question();
    open.add(question);
    question.sent = events.tellOthers(new Message.Stop(key, how, question.name));
    return question;
  }

  /** Removes a question. Never suspends. */
  void forget(Question question) {
    open.remove(question);
  }

  /** Answers that this session has stopped a download. Never suspends. */
  void answer(String key, String question) {
    events.tellOthers(new Message.Stopped(key, question));
  }

  /** Takes an answer of another session. Never suspends. */
  void answered(String name) {
    for (Question question : open) {
      if (question.name.equals(name)) {
        question.answered = true;
        question.end.settle();
      }
    }
  }
}
