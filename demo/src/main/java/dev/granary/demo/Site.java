package dev.granary.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  /**
   * The modules of the package and its kernels, without the readable copies and the classic script.
   */
  private static final Pattern LOADED =
      Pattern.compile("(?!granary|all\\.)[A-Za-z0-9-]+\\.(js|wasm)");

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

  /** Lists what the page needs to open without this server, as paths of requests. */
  List<String> paths() throws IOException {
    List<String> paths = new ArrayList<>(List.of("/"));
    try (Stream<Path> files = Files.list(pageFolder())) {
      files.map(file -> "/" + file.getFileName()).forEach(paths::add);
    }
    try (Stream<Path> files = Files.list(packageFolder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> LOADED.matcher(name).matches())
          .forEach(name -> paths.add(PACKAGE + name));
    }
    paths.sort(null);
    return paths;
  }

  private static Path pageFolder() {
    try {
      return Path.of(Site.class.getResource("page").toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
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
