package dev.granary.hub;

import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.List;

/**
 * Records where a branch (or tag) of a repository was seen. A branch has two commits: the one in
 * use, and the latest one, which may not be downloaded yet.
 *
 * @param revision the branch's name, never a commit's
 * @param stamp the store's count at the last write of the row; zero until the branch is stored
 * @param current the commit that is in use
 * @param latest the commit at which the branch was last seen
 */
public record RepoBranch(String repo, String revision, long stamp, String current, String latest) {

  /** Gives the key of the branch's row. */
  public String key() {
    return repo + "@" + revision;
  }

  /** Makes the same branch at other commits. */
  public RepoBranch at(String newCurrent, String newLatest) {
    return new RepoBranch(repo, revision, stamp, newCurrent, newLatest);
  }

  /** Makes the same branch with the stamp that the store gave it. */
  public RepoBranch withStamp(long newStamp) {
    return new RepoBranch(repo, revision, newStamp, current, latest);
  }

  /** Makes the row that keeps this record. */
  public Row row() {
    String text = encode();
    return new Row(Table.REPOS, key(), Row.UNSTAMPED, text.length(), List.of(), text);
  }

  /** Writes the text of the row; key and stamp stand beside the text, not in it. */
  public String encode() {
    return RepoCodec.encode(this);
  }

  /** Reads what {@link #encode} wrote, in this or any earlier version of Granary. */
  public static RepoBranch decode(String key, long stamp, String text) {
    return RepoCodec.decodeBranch(key, stamp, text);
  }
}
