package dev.granary.hub;

/**
 * One file of a repository, as its listing promises it.
 *
 * @param path where it lies in the repository, without {@code .} and {@code ..}
 * @param size its bytes
 * @param sha256 the digest of its content in hexadecimal, or null when the listing tells none
 * @param gitSha1 git's digest of it in hexadecimal, or null; of a file that git itself does not
 *     hold it is that of a pointer, and left out
 */
public record RepoFile(String path, long size, String sha256, String gitSha1) {
  /** What the content is recognised by in another commit, or null when nothing is known of it. */
  public String digest() {
    return sha256 != null ? sha256 : gitSha1;
  }
}
