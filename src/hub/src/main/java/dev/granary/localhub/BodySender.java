package dev.granary.localhub;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Sends a resource or a part of it, counts the bytes, and applies a fault that is switched on. */
final class BodySender {
  private static final long UNKNOWN = 0;
  private static final int NOTHING = -1;

  private final Faults faults;
  private final Counts counts;

  BodySender(Faults faults, Counts counts) {
    this.faults = faults;
    this.counts = counts;
  }

  void send(HttpExchange exchange, Resource resource) throws IOException, InterruptedException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    Fault fault = head ? Fault.NONE : faults.take(resource.subject(), "");
    counts.request(
        resource.subject(), range, exchange.getRequestHeaders().containsKey("Authorization"));
    if (!refused(exchange, fault)) {
      answer(exchange, fault, altered(resource, fault), range);
    }
  }

  /** Sends the answer of a fault that replaces the resource. Returns whether the fault did so. */
  boolean refused(HttpExchange exchange, Fault fault) throws IOException {
    switch (fault.kind()) {
      case "status" -> {
        if (!fault.retryAfter().isEmpty()) {
          exchange.getResponseHeaders().set("Retry-After", fault.retryAfter());
          // The Hub does not expose this header. Without this line a page could not read it.
          exchange.getResponseHeaders().add("Access-Control-Expose-Headers", "Retry-After");
        }
        Answers.error(exchange, fault.status(), "", "As asked for");
      }
      case "html" ->
          Answers.send(
              exchange, 200, "text/html; charset=utf-8", "<!doctype html><title>Sign in</title>\n");
      case "redirect-loop" -> Answers.redirect(exchange, 302, exchange.getRequestURI().toString());
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Resource altered(Resource resource, Fault fault) {
    Content content = resource.content();
    return switch (fault.kind()) {
      case "flip" ->
          new Resource(
              resource.subject(),
              new AlteredContent(content, fault.after(), fault.after() + 1),
              resource.type(),
              resource.etag());
      case "changed" ->
          new Resource(
              resource.subject(),
              new AlteredContent(content, 0, content.length()),
              resource.type(),
              "changed-" + resource.etag());
      default -> resource;
    };
  }

  private void answer(HttpExchange exchange, Fault fault, Resource resource, String range)
      throws IOException, InterruptedException {
    long length = resource.content().length();
    Headers asked = exchange.getRequestHeaders();
    Headers headers = exchange.getResponseHeaders();
    String etag = '"' + resource.etag() + '"';
    headers.set("ETag", etag);
    headers.set("Accept-Ranges", "bytes");
    headers.set("Content-Type", resource.type());
    headers.set("Last-Modified", Listing.HTTP_DATE);
    headers.set("Cache-Control", "no-cache");
    if (etag.equals(asked.getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, NOTHING);
      return;
    }

    boolean stale = asked.containsKey("If-Range") && !etag.equals(asked.getFirst("If-Range"));
    Optional<ByteRange> part =
        stale || fault.is("ignore-range") ? Optional.empty() : ByteRange.of(range, length);
    if (part.isPresent() && !part.get().satisfiable(length)) {
      headers.set("Content-Range", "bytes */" + length);
      exchange.sendResponseHeaders(416, NOTHING);
      return;
    }
    ByteRange sent = part.orElse(new ByteRange(0, length));
    if (part.isPresent()) {
      long shift = fault.is("wrong-range") ? 1 : 0;
      headers.set(
          "Content-Range",
          new ByteRange(sent.from() + shift, sent.to() + shift).contentRange(length));
    }
    int status = part.isPresent() ? 206 : 200;
    long promised =
        switch (fault.kind()) {
          case "short" -> Math.min(fault.after(), sent.to() - sent.from());
          case "long" -> sent.to() - sent.from() + fault.after();
          default -> sent.to() - sent.from();
        };
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Long.toString(promised));
      exchange.sendResponseHeaders(status, NOTHING);
      return;
    }
    exchange.sendResponseHeaders(
        status, promised == 0 ? NOTHING : fault.is("no-length") ? UNKNOWN : promised);
    if (promised > 0) {
      write(exchange.getResponseBody(), fault, resource, sent.from(), promised);
    }
  }

  private void write(OutputStream out, Fault fault, Resource resource, long from, long promised)
      throws IOException, InterruptedException {
    boolean breaks = fault.is("drop") || fault.is("stall");
    long end = breaks ? Math.min(promised, fault.after()) : promised;
    Pace pace = new Pace(fault.bytesPerSecond());
    byte[] piece = new byte[pace.piece()];
    for (long done = 0; done < end; ) {
      int count = (int) Math.min(piece.length, end - done);
      long available = resource.content().length() - from - done;
      if (available > 0) {
        resource.content().read(from + done, piece, (int) Math.min(count, available));
      }
      pace.await(done);
      out.write(piece, 0, count);
      done += count;
      counts.sent(resource.subject(), count);
    }
    if (breaks) {
      out.flush();
    }
    if (fault.is("stall")) {
      faults.stall();
    }
  }
}
