package dev.granary.session;

import dev.granary.GranaryException.Reason;

/**
 * What the sessions of one store tell each other, and their users. A message is a plain value; how
 * it travels is the business of {@link Events}.
 */
public sealed interface Message {
  /**
   * Something was stored or deleted.
   *
   * @param kind what it was: a file, a document, a repository; empty for everything
   * @param action put, delete or clear
   */
  record Change(String kind, String key, String action) implements Message {
    /** A file was stored or deleted. */
    public static Change file(String key, boolean stored) {
      return new Change("file", key, stored ? "put" : "delete");
    }
  }

  /** A file was evicted, which freed so many bytes. */
  record Evicted(String key, long bytes) implements Message {}

  /** The budget, or the space of the platform, is filled to the next level. */
  record Filled(double usage, double quota) implements Message {}

  /** A file has come so far. */
  record Progressed(FileProgress progress) implements Message {}

  /**
   * A file has come so far that its caller tells as part of more. Only sessions hear of it that
   * wait for the same file.
   */
  record PartProgressed(FileProgress progress) implements Message {}

  /**
   * Asks all sessions to stop their downloads of a key.
   *
   * @param how paused or discarded
   * @param question a name for the answer to repeat
   */
  record Stop(String key, Reason how, String question) implements Message {}

  /** Answers a {@link Stop}: a download was stopped for it. */
  record Stopped(String key, String question) implements Message {}
}
