package dev.granary.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds what the server serves: the page in this program's resources, and the package in its
 * folder.
 *
 * <p>A path consists of plain names only. None begins with a dot or contains an escape, so no path
 * leads out of the folder.
 */
final class Site {
  private static final String PACKAGE = "/package/";
  private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

  private final Path packageFolder;

  Site(Path packageFolder) throws IOException {
    this.packageFolder = packageFolder.toRealPath();
  }

  /** Finds the content for a request's raw path. */
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
    // A link in the folder may still lead out of it.
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

  /** The content of one whole file; all files here are small. */
  @SuppressWarnings("ArrayRecordComponent") // No code compares two contents.
  record Content(String type, byte[] bytes) {}
}
