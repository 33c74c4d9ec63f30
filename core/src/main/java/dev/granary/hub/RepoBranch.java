package dev.granary.hub;

import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.List;

/**
 * Where a branch (or tag) of a repository was seen. An update that was seen and not downloaded yet
 * must not take away what is there, so two commits are kept of it.
 *
 * @param revision its name, never a commit's
 * @param stamp the store's own count at the last write of it; zero until it is stored
 * @param current the commit that is in use
 * @param latest the commit at which it was seen last
 */
public record RepoBranch(String repo, String revision, long stamp, String current, String latest) {

  /** The key of its row. */
  public String key() {
    return repo + "@" + revision;
  }

  /** The same branch at other commits. */
  public RepoBranch at(String newCurrent, String newLatest) {
    return new RepoBranch(repo, revision, stamp, newCurrent, newLatest);
  }

  /** The same branch under the stamp that the store gave it. */
  public RepoBranch withStamp(long newStamp) {
    return new RepoBranch(repo, revision, newStamp, current, latest);
  }

  /** Makes the row that keeps this record. */
  public Row row() {
    String text = encode();
    return new Row(Table.REPOS, key(), Row.UNSTAMPED, text.length(), List.of(), text);
  }

  /** Its text in the catalogue; key and stamp stand beside the text, not in it. */
  public String encode() {
    return RepoCodec.encode(this);
  }

  /** Reads what {@link #encode} wrote, in this or any earlier version of Granary. */
  public static RepoBranch decode(String key, long stamp, String text) {
    return RepoCodec.decodeBranch(key, stamp, text);
  }
}
