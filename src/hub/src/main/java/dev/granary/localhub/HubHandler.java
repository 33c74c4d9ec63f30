package dev.granary.localhub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;

/** Serves the first origin: listings, redirects to files, small files and {@code /control}. */
final class HubHandler implements HttpHandler {
  private final Listing listing;
  private final Resolving resolving;
  private final Control control;

  HubHandler(Listing listing, Resolving resolving, Control control) {
    this.listing = listing;
    this.resolving = resolving;
    this.control = control;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!Answers.preflight(exchange)) {
        answer(exchange);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange) throws IOException, InterruptedException {
    try {
      Address address = Address.of(exchange.getRequestURI());
      if (address.segment(0).equals("control")) {
        control.handle(exchange, address);
      } else if (address.path(0, 2).equals("api/models")) {
        listing.handle(exchange, address);
      } else {
        resolving.handle(exchange, address);
      }
    } catch (IllegalArgumentException malformed) {
      Answers.error(exchange, 400, "", malformed.getMessage());
    }
  }
}
