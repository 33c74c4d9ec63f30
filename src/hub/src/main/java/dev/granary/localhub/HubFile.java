package dev.granary.localhub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A file of a commit. As on the Hub, LFS stores files of large formats; here it stores even small
 * files of those formats.
 */
final class HubFile {
  private static final Pattern LARGE =
      Pattern.compile(".*\\.(onnx|onnx_data\\w*|gguf|safetensors|bin)");

  private final String path;
  private final Content content;
  private String digest;

  HubFile(String path, Content content) {
    this.path = path;
    this.content = content;
  }

  String path() {
    return path;
  }

  Content content() {
    return content;
  }

  boolean isLarge() {
    return LARGE.matcher(path).matches();
  }

  /**
   * Returns the SHA-256 of a large file or the git SHA-1 of a small file. The first call computes
   * the digest, about one second for each GiB; concurrent callers wait for the result.
   */
  synchronized String digest() {
    if (digest == null) {
      digest = isLarge() ? content.digest("SHA-256", "") : gitSha1(content);
    }
    return digest;
  }

  /** Returns the file's entry in a listing. */
  Map<String, Object> entry() {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("type", "file");
    entry.put("oid", oid());
    entry.put("size", content.length());
    if (isLarge()) {
      entry.put(
          "lfs",
          Map.of("oid", digest(), "size", content.length(), "pointerSize", pointer().length()));
    }
    entry.put("path", path);
    return entry;
  }

  /** Returns what git stores: a small file's bytes, or the LFS pointer of a large file. */
  Content ofGit() {
    return isLarge() ? pointer() : content;
  }

  String oid() {
    return isLarge() ? gitSha1(pointer()) : digest();
  }

  private Content pointer() {
    return Content.of(
        "version https://git-lfs.github.com/spec/v1\noid sha256:"
            + digest()
            + "\nsize "
            + content.length()
            + "\n");
  }

  private static String gitSha1(Content blob) {
    return blob.digest("SHA-1", "blob " + blob.length() + "\0");
  }
}
