package dev.granary.store;

/**
 * States what must hold inside the transaction before a batch may commit.
 *
 * @param row the row that the requirement is about, or null when it is about a chunk
 * @param stamp the stamp the row must have, or {@link #ABSENT} or {@link #PRESENT}
 * @param chunk the chunk that must be stored because the batch names it, or null
 */
public record Requirement(RowKey row, long stamp, String chunk) {
  static final long ABSENT = -1;
  static final long PRESENT = -2;

  static Requirement chunk(String id) {
    return new Requirement(null, PRESENT, id);
  }

  boolean holds(Row found) {
    if (stamp == ABSENT) {
      return found == null;
    }
    return found != null && (stamp == PRESENT || found.stamp() == stamp);
  }
}
