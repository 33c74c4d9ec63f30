package dev.granary.localhub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A file of a commit. Large formats are kept by LFS, as on the Hub, however small they are here.
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
   * The SHA-256 of a large file, the git SHA-1 of a small one. Computed when it is first asked for,
   * which takes about a second for a GiB; who asks meanwhile waits.
   */
  synchronized String digest() {
    if (digest == null) {
      digest = isLarge() ? content.digest("SHA-256", "") : gitSha1(content);
    }
    return digest;
  }

  /** What a listing says of it. */
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

  /** What git has: the file, or in place of a large one a pointer to it. */
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
