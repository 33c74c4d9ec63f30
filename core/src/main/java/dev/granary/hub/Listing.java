package dev.granary.hub;

import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.json.JsonReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks a hub what a repository holds. */
final class Listing {
  /** A page has a thousand files. */
  private static final int MOST_PAGES = 100;

  /** More than any model has; all of it is kept, and shown at once. */
  private static final int MOST_FILES = 20_000;

  /** What JavaScript can count. */
  private static final long MOST_BYTES = 1L << 53;

  private final Endpoint endpoint;
  private final HubPlatform caller;
  private final Clock clock;
  private final String repo;
  private final String revision;
  private final List<RepoFile> files = new ArrayList<>();
  private final Set<String> paths = new HashSet<>();
  private long bytes;
  private String commit;
  private String task;
  private String library;

  private Listing(
      Endpoint endpoint, HubPlatform caller, Clock clock, String repo, String revision) {
    this.endpoint = endpoint;
    this.caller = caller;
    this.clock = clock;
    this.repo = repo;
    this.revision = revision;
  }

  /** What a repository holds at a revision, by the commit that this is now. */
  static RepoManifest of(
      Endpoint endpoint, HubPlatform caller, Clock clock, String repo, String revision) {
    Listing listing = new Listing(endpoint, caller, clock, repo, revision);
    String url = endpoint.api(repo) + "/revision/" + Names.inUrl(revision, false);
    try {
      listing.ask(url, listing::readInfo);
      if (Names.isCommit(revision) && !revision.equals(listing.commit)) {
        throw Endpoint.misunderstood(url, null);
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

  /** Asks for a document; gives the header that tells of the next. */
  private String ask(String url, Form form) {
    Endpoint.Page page = endpoint.get(caller, clock, url, repo + " at " + revision);
    try {
      form.read(page.json());
      page.json().end();
    } catch (GranaryException failure) {
      throw Endpoint.misunderstood(url, failure);
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
    expect(Names.isCommit(commit), "It names no commit.");
    boolean asked = !Names.isCommit(revision) || revision.equals(commit);
    expect(asked, "It is of another commit than was asked for.");
  }

  private void readTree() {
    String tree = endpoint.api(repo) + "/tree/" + commit;
    Set<String> asked = new HashSet<>();
    String query = "?recursive=true&expand=false";
    while (query != null) {
      if (!asked.add(query) || asked.size() > MOST_PAGES) {
        throw Endpoint.misunderstood(tree, new GranaryException(Code.INVALID, "It never ends."));
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
   * The query of the next page; null when there is none. Of the link only that is believed: a page
   * of the same listing lies at the same place, and whoever else a link leads to is not asked.
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
    // What could lead elsewhere is no file of this repository; nor is one said twice two.
    if (!"file".equals(type) || path == null || !Names.isPath(path) || !paths.add(path)) {
      return;
    }
    expect(size >= 0 && size < MOST_BYTES, "A file has no size.");
    bytes += size;
    expect(bytes < MOST_BYTES, "No disk is as large as the files together.");
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

  /** A string, or null for anything else. */
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
