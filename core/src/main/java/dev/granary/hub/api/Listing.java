package dev.granary.hub.api;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.json.JsonReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks a hub what a repository holds. */
public final class Listing {
  /** Bounds a listing. A page has a thousand files. */
  private static final int MOST_PAGES = 100;

  /** Bounds a listing, which is stored and shown as a whole. No model has so many files. */
  private static final int MOST_FILES = 20_000;

  /** The largest whole number that JavaScript counts exactly. */
  private static final long MOST_BYTES = 1L << 53;

  private final HubClient client;
  private final String repo;
  private final String revision;
  private final List<RepoFile> files = new ArrayList<>();
  private final Set<String> paths = new HashSet<>();
  private long bytes;
  private String commit;
  private String task;
  private String library;

  private Listing(HubClient client, String repo, String revision) {
    this.client = client;
    this.repo = repo;
    this.revision = revision;
  }

  /** Asks what a repository holds at the commit that a revision names now. */
  public static RepoManifest of(HubClient client, String repo, String revision) {
    Listing listing = new Listing(client, repo, revision);
    String url = client.endpoint().api(repo) + "/revision/" + Names.inUrl(revision, false);
    try {
      listing.ask(url, listing::readInfo);
      if (Names.isCommit(revision) && !revision.equals(listing.commit)) {
        throw HubClient.misunderstood(url, null);
      }
      listing.readTree();
    } catch (GranaryException failure) {
      throw failure.with("repo", repo).with("revision", revision);
    }
    return new RepoManifest(repo, listing.commit, listing.task, listing.library, listing.files);
  }

  /** Reads one document. */
  private interface Form {
    void read(JsonReader in);
  }

  /** Asks for a document; gives the header that links to the next one. */
  private String ask(String url, Form form) {
    HubClient.Page page = client.get(url, repo + " at " + revision);
    try {
      form.read(page.json());
      page.json().end();
    } catch (GranaryException failure) {
      throw HubClient.misunderstood(url, failure);
    }
    return page.next();
  }

  private void readInfo(JsonReader in) {
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "sha" -> commit = text(in);
        case "pipeline_tag" -> task = text(in);
        case "library_name" -> library = text(in);
        default -> in.skip();
      }
    }
    expect(Names.isCommit(commit), "The answer names no commit.");
    boolean asked = !Names.isCommit(revision) || revision.equals(commit);
    expect(asked, "The answer is about another commit.");
  }

  private void readTree() {
    String tree = client.endpoint().api(repo) + "/tree/" + commit;
    Set<String> asked = new HashSet<>();
    String query = "?recursive=true&expand=false";
    while (query != null) {
      if (!asked.add(query) || asked.size() > MOST_PAGES) {
        throw HubClient.misunderstood(
            tree, new GranaryException(Code.INVALID, "The listing never ends."));
      }
      query = nextQuery(ask(tree + query, this::readPage));
      if (files.size() > MOST_FILES) {
        throw new GranaryException(
                Code.INVALID, "The repository " + repo + " has more than " + MOST_FILES + " files.")
            .with("limit", MOST_FILES);
      }
    }
  }

  /**
   * Gives the query of the next page, or null when there is none. Only the query of the link is
   * used: all pages of a listing have the same path, and the token must not go to another server.
   */
  static String nextQuery(String link) {
    int next = link == null ? -1 : link.indexOf("rel=\"next\"");
    int begin = next < 0 ? -1 : link.lastIndexOf('<', next);
    int end = begin < 0 ? -1 : link.indexOf('>', begin);
    int query = end < 0 || end > next ? -1 : link.indexOf('?', begin);
    if (query < 0 || query > end) {
      return null;
    }
    for (int i = query; i < end; i++) {
      char c = link.charAt(i);
      if (c <= ' ' || c > '~' || c == '#') {
        return null;
      }
    }
    return link.substring(query, end);
  }

  private void readPage(JsonReader in) {
    in.beginArray();
    while (in.nextElement()) {
      readEntry(in);
    }
  }

  private void readEntry(JsonReader in) {
    String type = null;
    String path = null;
    String oid = null;
    String sha256 = null;
    boolean large = false;
    long size = -1;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "type" -> type = text(in);
        case "path" -> path = text(in);
        case "oid" -> oid = text(in);
        case "size" -> size = in.wholeNumber();
        case "lfs" -> {
          large = !in.takeNull();
          sha256 = large ? readDigest(in) : null;
        }
        default -> in.skip();
      }
    }
    // A path that could lead outside the repository is left out, and so is the second of two
    // entries with the same path.
    if (!"file".equals(type) || path == null || !Names.isPath(path) || !paths.add(path)) {
      return;
    }
    expect(size >= 0 && size < MOST_BYTES, "A file of the listing has no valid size.");
    bytes += size;
    expect(bytes < MOST_BYTES, "The sizes of the files are too large together.");
    files.add(
        new RepoFile(
            path,
            size,
            Names.isHex(sha256, 64) ? sha256 : null,
            !large && Names.isHex(oid, 40) ? oid : null));
  }

  private static String readDigest(JsonReader in) {
    String digest = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      if (name.equals("oid")) {
        digest = text(in);
      } else {
        in.skip();
      }
    }
    return digest;
  }

  /** Reads a string; gives null for any other value. */
  private static String text(JsonReader in) {
    String raw = in.raw();
    return raw.startsWith("\"") ? new JsonReader(raw).string() : null;
  }

  private static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new GranaryException(Code.CORRUPT, otherwise);
    }
  }
}
