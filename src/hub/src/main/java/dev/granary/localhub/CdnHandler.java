package dev.granary.localhub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Optional;

/**
 * Serves large files from the second origin. A request needs a signed address and must not carry a
 * token.
 */
final class CdnHandler implements HttpHandler {
  private static final String XML = "application/xml";
  private static final int ETAG_LENGTH = 32;

  private final Repositories repositories;
  private final BodySender sender;
  private final Counts counts;
  private final Signatures signatures;

  CdnHandler(Repositories repositories, BodySender sender, Counts counts, Signatures signatures) {
    this.repositories = repositories;
    this.sender = sender;
    this.counts = counts;
    this.signatures = signatures;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Address address = Address.of(exchange.getRequestURI());
      String id = address.segment(1).replace("~", "/");
      String path = address.path(3);
      // WebKit names a token in the preflight after a redirect, but sends none: no leak.
      if (Answers.preflight(exchange)) {
        return;
      }
      if (exchange.getRequestHeaders().containsKey("Authorization")) {
        counts.request(id + "/" + path, null, true);
        Answers.send(exchange, 400, XML, "<Error><Code>InvalidArgument</Code></Error>");
        return;
      }
      Optional<HubFile> file =
          repositories
              .find(id)
              .flatMap(found -> found.revision(address.segment(2)))
              .flatMap(commit -> commit.find(path));
      if (file.isEmpty()
          || !signatures.accepts(exchange.getRequestURI().getRawPath(), address.query())) {
        Answers.send(exchange, 403, XML, "<Error><Code>AccessDenied</Code></Error>");
        return;
      }
      // Differs from the ETag of the first origin, as at the Hub. Clients must not compare them.
      String etag = file.get().digest().substring(0, ETAG_LENGTH);
      sender.send(
          exchange,
          new Resource(id + "/" + path, file.get().content(), Resolving.typeOf(path), etag));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
