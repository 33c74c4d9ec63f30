package dev.granary.download;

import dev.granary.GranaryException.Reason;
import dev.granary.Latch;
import dev.granary.Scheduler;
import dev.granary.session.Events;
import dev.granary.session.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the sessions of a store stop each other's downloads: one session asks all others, and each
 * that has stopped a download answers the question by its name.
 */
final class StopMessages {
  /** How long to wait for an answer, in milliseconds. */
  static final int PATIENCE = 300;

  private final Events events;
  private final Scheduler scheduler;

  /** What begins the name of each question; no other session has it. */
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
    private boolean heard;
    private boolean answered;

    private Question() {}

    String name() {
      return name;
    }

    boolean isAnswered() {
      return answered;
    }

    /** Waits for an answer, where there can be other sessions. May suspend. */
    void await() {
      if (heard) {
        scheduler.after(PATIENCE, end::settle);
        end.await();
      }
    }
  }

  /** Asks all other sessions to stop what they download under a key. Never suspends. */
  Question ask(String key, Reason how) {
    Question question = new Question();
    open.add(question);
    question.heard = events.tellOthers(new Message.Stop(key, how, question.name));
    return question;
  }

  /** Drops a question. Never suspends. */
  void forget(Question question) {
    open.remove(question);
  }

  /** Tells the session that asked that its question has stopped a download. Never suspends. */
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
