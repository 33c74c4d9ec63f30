package dev.granary.localhub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;

/** Answers requests below {@code /control}, which set faults and read counts. */
final class Control {
  private static final String JSON = "application/json";

  private final Repositories repositories;
  private final Faults faults;
  private final Counts counts;

  Control(Repositories repositories, Faults faults, Counts counts) {
    this.repositories = repositories;
    this.faults = faults;
    this.counts = counts;
  }

  void handle(HttpExchange exchange, Address address) throws IOException {
    switch (exchange.getRequestMethod() + " " + address.path(1)) {
      case "POST fault" -> {
        Object given = Json.read(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        if (!(given instanceof Map<?, ?> fault)) {
          throw new IllegalArgumentException("A fault is an object");
        }
        faults.add(Fault.of(fault));
        Answers.send(exchange, 200, JSON, "{}");
      }
      case "DELETE fault" -> {
        faults.clear();
        Answers.send(exchange, 200, JSON, "{}");
      }
      case "GET counts" -> Answers.send(exchange, 200, JSON, Json.write(counts.summary()));
      case "DELETE counts" -> {
        counts.clear();
        Answers.send(exchange, 200, JSON, "{}");
      }
      case "POST move" -> {
        Repository moving = repositories.find("granary/moving").orElseThrow();
        moving.move();
        String commit = moving.revision("main").orElseThrow().id();
        Answers.send(exchange, 200, JSON, Json.write(Map.of("commit", commit)));
      }
      default -> Answers.error(exchange, 404, "", "No such switch");
    }
  }
}
