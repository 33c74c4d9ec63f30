package dev.granary.localhub;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code /{repo}/resolve/{revision}/{path}}: where the bytes of a file are; {@code raw} instead of
 * {@code resolve}: what git has of it. Small files are behind a relative redirect, large ones
 * behind a signed address at the second origin.
 */
final class Resolving {
  private static final String CACHE = "api/resolve-cache/models";

  private final Access access;
  private final BodySender sender;
  private final Faults faults;
  private final Counts counts;
  private final Signatures signatures;

  Resolving(Access access, BodySender sender, Faults faults, Counts counts, Signatures signatures) {
    this.access = access;
    this.sender = sender;
    this.faults = faults;
    this.counts = counts;
    this.signatures = signatures;
  }

  void handle(HttpExchange exchange, Address address) throws IOException, InterruptedException {
    boolean cached = address.path(0, 3).equals(CACHE);
    Optional<Wanted> wanted = cached ? Optional.of(inCache(address)) : resolved(address);
    if (wanted.isEmpty()) {
      Answers.error(exchange, 404, "", "There is nothing at this address");
      return;
    }
    String id = wanted.get().id();
    Optional<Commit> commit = access.commit(exchange, id, wanted.get().revision());
    if (commit.isEmpty()) {
      return;
    }
    exchange.getResponseHeaders().set("X-Repo-Commit", commit.get().id());
    if (!access.granted(exchange, id)) {
      return;
    }
    Optional<HubFile> found = commit.get().find(wanted.get().path());
    if (found.isEmpty()) {
      Answers.error(exchange, 404, "EntryNotFound", "Entry not found");
    } else if (wanted.get().direct()) {
      HubFile file = found.get();
      sender.send(
          exchange,
          new Resource(id + "/" + file.path(), file.ofGit(), typeOf(file.path()), file.oid()));
    } else {
      redirect(exchange, id, commit.get(), found.get());
    }
  }

  /** The slash of an id is a tilde there, so that what follows is found. */
  private static Wanted inCache(Address address) {
    return new Wanted(
        address.segment(3).replace('~', '/'), address.segment(4), address.path(5), true);
  }

  private static Optional<Wanted> resolved(Address address) {
    for (int verb = 1; verb <= 2; verb++) {
      String name = address.segment(verb);
      if (name.equals("resolve") || name.equals("raw")) {
        int behind = verb + 1 + address.revisionLength(verb + 1);
        return Optional.of(
            new Wanted(
                address.path(0, verb),
                address.path(verb + 1, behind),
                address.path(behind),
                name.equals("raw")));
      }
    }
    return Optional.empty();
  }

  private void redirect(HttpExchange exchange, String id, Commit commit, HubFile file)
      throws IOException {
    String subject = id + "/" + file.path();
    counts.request(
        "resolve " + subject,
        exchange.getRequestHeaders().getFirst("Range"),
        exchange.getRequestHeaders().containsKey("Authorization"));
    if (sender.refused(exchange, faults.take(subject, "resolve"))) {
      return;
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("ETag", '"' + file.digest() + '"');
    headers.set("Accept-Ranges", "bytes");
    headers.set("X-Linked-Size", Long.toString(file.content().length()));
    String path = Address.encoded(file.path());
    if (file.isLarge()) {
      headers.set("X-Linked-ETag", '"' + file.digest() + '"');
      Answers.redirect(
          exchange,
          302,
          signatures.sign("/repos/" + id.replace("/", "~") + "/" + commit.id() + "/" + path));
    } else {
      Answers.redirect(
          exchange,
          307,
          "/"
              + CACHE
              + "/"
              + id.replace("/", "~")
              + "/"
              + commit.id()
              + "/"
              + path
              + "?etag=%22"
              + file.digest()
              + "%22");
    }
  }

  static String typeOf(String path) {
    return path.endsWith(".json")
        ? "application/json"
        : path.endsWith(".md") || path.endsWith(".txt")
            ? "text/plain; charset=utf-8"
            : "application/octet-stream";
  }

  /**
   * @param direct whether git's own bytes are wanted, which are sent without a redirect
   */
  private record Wanted(String id, String revision, String path, boolean direct) {}
}
