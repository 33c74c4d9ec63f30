package dev.granary.space;

/**
 * Suggests one action that frees space, or that protects what is stored.
 *
 * @param kind the kind of the item that the action is for; null for an unfinished download, and
 *     where the action is for the whole store
 * @param key the key of the item or of the download, or null
 * @param bytes the bytes that the action frees, completes or protects
 * @param unusedFor the age with which a clean frees these bytes, in milliseconds, or {@link
 *     Clean#NOTHING}
 * @param reason says to people why, and which call does it
 */
public record Suggestion(
    Action action, String kind, String key, long bytes, long unusedFor, String reason) {

  /** What to do. */
  public enum Action {
    /** Evict what was not used for long, delete garbage, or delete the item of the key. */
    CLEAN("clean"),
    /** Ask the platform to keep what is stored. */
    PERSIST("persist"),
    /** Continue the download of the key. */
    RESUME("resume"),
    /** Drop the unfinished download of the key. */
    DISCARD("discard");

    private final String label;

    Action(String label) {
      this.label = label;
    }

    /** Returns the name of the action in the public contract. */
    public String label() {
      return label;
    }
  }
}
