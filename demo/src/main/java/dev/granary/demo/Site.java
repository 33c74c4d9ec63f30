package dev.granary.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What there is to serve: the page from this program's resources, the package from its folder.
 *
 * <p>A path is made of plain names only. None begins with a dot or contains an escape, so none
 * leads out of where it starts.
 */
final class Site {
  private static final String PACKAGE = "/package/";
  private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

  private final Path packageFolder;

  Site(Path packageFolder) throws IOException {
    this.packageFolder = packageFolder.toRealPath();
  }

  /** What is at a request's raw path. */
  Optional<Content> find(String requestPath) throws IOException {
    String path = requestPath.equals("/") ? "/index.html" : requestPath;
    Optional<String> type = ContentTypes.of(path);
    if (type.isEmpty() || !PLAIN.matcher(path).matches()) {
      return Optional.empty();
    }
    Optional<byte[]> bytes =
        path.startsWith(PACKAGE) ? ofPackage(path.substring(PACKAGE.length())) : ofPage(path);
    return bytes.map(found -> new Content(type.get(), found));
  }

  private Optional<byte[]> ofPackage(String path) throws IOException {
    Path file = packageFolder.resolve(path);
    // A link may still lead away, where whoever made the folder put one.
    if (!Files.isRegularFile(file) || !file.toRealPath().startsWith(packageFolder)) {
      return Optional.empty();
    }
    return Optional.of(Files.readAllBytes(file));
  }

  private static Optional<byte[]> ofPage(String path) throws IOException {
    try (InputStream resource = Site.class.getResourceAsStream("page" + path)) {
      return resource == null ? Optional.empty() : Optional.of(resource.readAllBytes());
    }
  }

  /** One file, whole: everything served is small. */
  @SuppressWarnings("ArrayRecordComponent") // Made, sent and forgotten; nobody compares two.
  record Content(String type, byte[] bytes) {}
}
