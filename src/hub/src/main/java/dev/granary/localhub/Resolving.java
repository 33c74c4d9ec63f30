package dev.granary.localhub;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;

/**
 * Answers {@code /{repo}/resolve/{revision}/{path}} with a redirect to the bytes of a file, and
 * {@code /{repo}/raw/{revision}/{path}} with the bytes that git stores. Small files have a relative
 * redirect. Large files have a redirect to a signed address of the second origin.
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
    Optional<Target> target = cached ? Optional.of(inCache(address)) : resolved(address);
    if (target.isEmpty()) {
      Answers.error(exchange, 404, "", "There is nothing at this address");
      return;
    }
    String id = target.get().id();
    Optional<Commit> commit = access.commit(exchange, id, target.get().revision());
    if (commit.isEmpty()) {
      return;
    }
    exchange.getResponseHeaders().set("X-Repo-Commit", commit.get().id());
    if (!access.granted(exchange, id)) {
      return;
    }
    Optional<HubFile> found = commit.get().find(target.get().path());
    if (found.isEmpty()) {
      Answers.error(exchange, 404, "EntryNotFound", "Entry not found");
    } else if (target.get().direct()) {
      HubFile file = found.get();
      sender.send(
          exchange,
          new Resource(id + "/" + file.path(), file.ofGit(), typeOf(file.path()), file.oid()));
    } else {
      redirect(exchange, id, commit.get(), found.get());
    }
  }

  /**
   * Reads an address of the cache. A tilde replaces the slash of the repository's id, so that the
   * id is one segment.
   */
  private static Target inCache(Address address) {
    return new Target(
        address.segment(3).replace('~', '/'), address.segment(4), address.path(5), true);
  }

  private static Optional<Target> resolved(Address address) {
    for (int verb = 1; verb <= 2; verb++) {
      String name = address.segment(verb);
      if (name.equals("resolve") || name.equals("raw")) {
        int pathStart = verb + 1 + address.revisionLength(verb + 1);
        return Optional.of(
            new Target(
                address.path(0, verb),
                address.path(verb + 1, pathStart),
                address.path(pathStart),
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
   * @param direct whether to send git's bytes without a redirect
   */
  private record Target(String id, String revision, String path, boolean direct) {}
}
