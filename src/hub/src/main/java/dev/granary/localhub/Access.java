package dev.granary.localhub;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Who may have what of which repository. */
final class Access {
  /** The second for clients that send only what looks like one of the Hub's. */
  private static final Set<String> ACCEPTED = Set.of("Bearer test-token", "Bearer hf_test-token");

  private final Repositories repositories;

  Access(Repositories repositories) {
    this.repositories = repositories;
  }

  /** The commit asked for, or nothing after a refusal was sent. */
  Optional<Commit> commit(HttpExchange exchange, String id, String revision) throws IOException {
    Optional<Repository> repository = repositories.find(id);
    if (repository.isEmpty()) {
      // As the Hub does, which does not tell whether there is one that is private.
      boolean known = accepted(exchange);
      Answers.error(exchange, known ? 404 : 401, "RepoNotFound", "Repository not found");
      return Optional.empty();
    }
    Optional<Commit> commit = repository.get().revision(revision);
    if (commit.isEmpty()) {
      Answers.error(exchange, 404, "RevisionNotFound", "Invalid rev id: " + revision);
    }
    return commit;
  }

  /** Whether the files of a repository may be had; if not, a refusal was sent. */
  boolean granted(HttpExchange exchange, String id) throws IOException {
    if (repositories.find(id).filter(Repository::gated).isEmpty() || accepted(exchange)) {
      return true;
    }
    Answers.error(
        exchange,
        exchange.getRequestHeaders().containsKey("Authorization") ? 403 : 401,
        "GatedRepo",
        "Access to model "
            + id
            + " is restricted. You must have access to it and be authenticated.");
    return false;
  }

  private static boolean accepted(HttpExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    return authorization != null && ACCEPTED.contains(authorization);
  }
}
