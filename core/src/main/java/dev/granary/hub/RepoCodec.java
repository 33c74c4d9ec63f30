package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.catalog.VersionedText;
import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/** The text form of what is known of repositories, by the rules of {@link VersionedText}. */
final class RepoCodec {
  private RepoCodec() {}

  static String encode(RepoManifest manifest) {
    JsonWriter out = VersionedText.begin();
    write(out, "task", manifest.task());
    write(out, "library", manifest.library());
    out.name("files").beginArray();
    for (RepoFile file : manifest.files()) {
      out.beginObject().name("path").value(file.path()).name("size").value(file.size());
      write(out, "sha256", file.sha256());
      write(out, "gitSha1", file.gitSha1());
      out.endObject();
    }
    return out.endArray().endObject().text();
  }

  static String encode(RepoBranch branch) {
    JsonWriter out = VersionedText.begin();
    out.name("current").value(branch.current()).name("latest").value(branch.latest());
    return out.endObject().text();
  }

  private static void write(JsonWriter out, String name, String value) {
    if (value != null) {
      out.name(name).value(value);
    }
  }

  static RepoManifest decodeManifest(String key, String text) {
    try {
      JsonReader in = VersionedText.begin(text);
      String task = null;
      String library = null;
      List<RepoFile> files = new ArrayList<>();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "task" -> task = in.string();
          case "library" -> library = in.string();
          case "files" -> {
            in.beginArray();
            while (in.nextElement()) {
              files.add(readFile(in));
            }
          }
          default -> in.skip();
        }
      }
      in.end();
      return new RepoManifest(repo(key), revision(key), task, library, files);
    } catch (GranaryException failure) {
      throw VersionedText.damaged("manifest", key, failure);
    }
  }

  private static RepoFile readFile(JsonReader in) {
    String path = null;
    long size = -1;
    String sha256 = null;
    String gitSha1 = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "path" -> path = in.string();
        case "size" -> size = in.wholeNumber();
        case "sha256" -> sha256 = in.string();
        case "gitSha1" -> gitSha1 = in.string();
        default -> in.skip();
      }
    }
    if (path == null || size < 0) {
      throw VersionedText.corrupt("It has a file without a path or a size.");
    }
    return new RepoFile(path, size, sha256, gitSha1);
  }

  static RepoBranch decodeBranch(String key, long stamp, String text) {
    try {
      JsonReader in = VersionedText.begin(text);
      String current = null;
      String latest = null;
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "current" -> current = in.string();
          case "latest" -> latest = in.string();
          default -> in.skip();
        }
      }
      in.end();
      if (current == null || latest == null) {
        throw VersionedText.corrupt("It does not say where the branch is.");
      }
      return new RepoBranch(repo(key), revision(key), stamp, current, latest);
    } catch (GranaryException failure) {
      throw VersionedText.damaged("branch", key, failure);
    }
  }

  private static String repo(String key) {
    return key.substring(0, key.indexOf('@'));
  }

  private static String revision(String key) {
    return key.substring(key.indexOf('@') + 1);
  }
}
