package dev.granary.localhub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Answers requests below {@code /api/models}: models, folders and paths. */
final class Listing {
  static final String DATE = "2026-11-01T00:00:00.000Z";
  static final String HTTP_DATE = "Sun, 01 Nov 2026 00:00:00 GMT";

  private static final Pattern VERB = Pattern.compile("tree|revision|paths-info");

  private final Repositories repositories;
  private final Access access;
  private final BodySender sender;
  private final int pageSize;

  Listing(Repositories repositories, Access access, BodySender sender, int pageSize) {
    this.repositories = repositories;
    this.access = access;
    this.sender = sender;
    this.pageSize = pageSize;
  }

  void handle(HttpExchange exchange, Address address) throws IOException, InterruptedException {
    // A repository's id has one or two segments.
    int verb = VERB.matcher(address.segment(3)).matches() ? 3 : 4;
    String id = address.path(2, verb);
    if (id.isEmpty()) {
      answer(
          exchange,
          repositories.all().stream()
              .map(each -> each.info(each.revision("main").orElseThrow()))
              .toList());
      return;
    }
    int folderAt = verb + 1 + address.revisionLength(verb + 1);
    String revision = address.segment(verb).isEmpty() ? "main" : address.path(verb + 1, folderAt);
    Optional<Commit> found = access.commit(exchange, id, revision);
    if (found.isEmpty()) {
      return;
    }
    Commit commit = found.get();
    switch (address.segment(verb)) {
      case "tree" -> tree(exchange, address, commit, address.path(folderAt));
      case "paths-info" -> pathsInfo(exchange, commit);
      default -> answer(exchange, repositories.find(id).orElseThrow().info(commit));
    }
  }

  private void tree(HttpExchange exchange, Address address, Commit commit, String folder)
      throws IOException, InterruptedException {
    Map<String, String> query = address.query();
    List<Map<String, Object>> all =
        commit.tree(folder, "true".equalsIgnoreCase(query.get("recursive")));
    if (all.isEmpty()) {
      Answers.error(
          exchange,
          404,
          "EntryNotFound",
          folder + " does not exist on \"" + address.path(2) + "\"");
      return;
    }
    int from = query.containsKey("cursor") ? position(query.get("cursor")) : 0;
    int size = query.containsKey("limit") ? Integer.parseInt(query.get("limit")) : pageSize;
    int to = Math.min(all.size(), from + size);
    boolean expand = "true".equalsIgnoreCase(query.get("expand"));
    List<Map<String, Object>> page = new ArrayList<>();
    for (Map<String, Object> entry : all.subList(Math.min(from, to), to)) {
      page.add(expand ? expanded(entry, commit) : entry);
    }
    if (to < all.size()) {
      Map<String, String> next = new LinkedHashMap<>(query);
      next.put(
          "cursor",
          Base64.getUrlEncoder().withoutPadding().encodeToString(("after " + to).getBytes(UTF_8)));
      StringBuilder link =
          new StringBuilder("<http://").append(exchange.getRequestHeaders().getFirst("Host"));
      link.append(exchange.getRequestURI().getRawPath());
      char separator = '?';
      for (Map.Entry<String, String> pair : next.entrySet()) {
        link.append(separator)
            .append(pair.getKey())
            .append('=')
            .append(Address.encodedSegment(pair.getValue()));
        separator = '&';
      }
      exchange.getResponseHeaders().set("Link", link.append(">; rel=\"next\"").toString());
    }
    answer(exchange, page);
  }

  private static int position(String cursor) {
    String text = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
    return Integer.parseInt(text.substring("after ".length()));
  }

  private void pathsInfo(HttpExchange exchange, Commit commit)
      throws IOException, InterruptedException {
    Object body = Json.read(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    if (!(body instanceof Map<?, ?> asked) || !(asked.get("paths") instanceof List<?> paths)) {
      throw new IllegalArgumentException("Not a list of paths");
    }
    List<Map<String, Object>> entries = new ArrayList<>();
    for (Object path : paths) {
      commit
          .entry(path.toString())
          .ifPresent(
              entry ->
                  entries.add(
                      Boolean.TRUE.equals(asked.get("expand")) ? expanded(entry, commit) : entry));
    }
    answer(exchange, entries);
  }

  private static Map<String, Object> expanded(Map<String, Object> entry, Commit commit) {
    Map<String, Object> expanded = new LinkedHashMap<>(entry);
    expanded.put("lastCommit", Map.of("id", commit.id(), "title", "Generated", "date", DATE));
    return expanded;
  }

  private void answer(HttpExchange exchange, Object value)
      throws IOException, InterruptedException {
    Content body = Content.of(Json.write(value));
    String etag = body.digest("SHA-1", "");
    sender.send(
        exchange,
        new Resource(
            exchange.getRequestURI().getRawPath(),
            body,
            "application/json; charset=utf-8",
            "W-" + etag));
  }
}
