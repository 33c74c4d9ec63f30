package dev.granary.session;

import dev.granary.GranaryException.Reason;

/**
 * Carries news between the sessions of one store, and to their users. A message is a plain value.
 * {@link Events} decides how the message travels.
 */
public sealed interface Message {
  /**
   * Tells that an item was stored or deleted.
   *
   * @param kind the kind of the item: file, model, document or repo; empty for the whole store
   * @param action put, delete or clear
   */
  record Change(String kind, String key, String action) implements Message {
    /** Makes the message that a file was stored or deleted. */
    public static Change file(String key, boolean stored) {
      return new Change("file", key, stored ? "put" : "delete");
    }
  }

  /** Tells that an item of a kind was evicted, and how many bytes the eviction freed. */
  record Evicted(String kind, String key, long bytes) implements Message {}

  /** Tells that the budget or the platform's space is filled to the next level. */
  record Filled(double usage, double quota) implements Message {}

  /** Tells the progress of a file. */
  record Progressed(FileProgress progress) implements Message {}

  /**
   * Tells the progress of a file that is a part of a larger download. The larger download reports
   * its own progress. Only sessions that wait for the same file use this message.
   */
  record PartProgressed(FileProgress progress) implements Message {}

  /**
   * Asks all sessions to stop their downloads of a key.
   *
   * @param how paused or discarded
   * @param question the name of the question, which the answer repeats
   */
  record Stop(String key, Reason how, String question) implements Message {}

  /** Answers a {@link Stop}: the session has stopped a download. */
  record Stopped(String key, String question) implements Message {}
}
