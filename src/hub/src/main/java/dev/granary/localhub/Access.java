package dev.granary.localhub;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Decides whether a request may read a repository, and answers it when it may not. */
final class Access {
  /**
   * The tokens that count as signed in. Some clients send a token only if it starts with {@code
   * hf_}.
   */
  private static final Set<String> ACCEPTED = Set.of("Bearer test-token", "Bearer hf_test-token");

  private final Repositories repositories;

  Access(Repositories repositories) {
    this.repositories = repositories;
  }

  /** Returns the requested commit. Returns nothing after this method sent a refusal. */
  Optional<Commit> commit(HttpExchange exchange, String id, String revision) throws IOException {
    Optional<Repository> repository = repositories.find(id);
    if (repository.isEmpty()) {
      // Like the Hub: a client without a token must not learn whether a private repository exists.
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

  /** Returns whether the request may read the files of a repository. If not, sends a refusal. */
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
