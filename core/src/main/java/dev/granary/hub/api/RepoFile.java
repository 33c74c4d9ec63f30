package dev.granary.hub.api;

import java.util.List;

/**
 * Describes one file of a repository, as the listing promises it.
 *
 * @param path the path inside the repository, without {@code .} and {@code ..}
 * @param size the number of bytes
 * @param sha256 the digest of the content in hexadecimal, or null when the listing does not tell it
 * @param gitSha1 git's digest of the content in hexadecimal, or null. For a large file, git holds
 *     only a pointer; the digest of the pointer is left out
 */
public record RepoFile(String path, long size, String sha256, String gitSha1) {
  /** Gives what identifies the content across commits, or null when no digest is known. */
  public String digest() {
    return sha256 != null ? sha256 : gitSha1;
  }

  /** Adds up the sizes of files. */
  public static long totalSize(List<RepoFile> files) {
    long sum = 0;
    for (RepoFile file : files) {
      sum += file.size();
    }
    return sum;
  }
}
