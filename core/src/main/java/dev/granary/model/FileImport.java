package dev.granary.model;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.format.FileSet;
import dev.granary.format.Formats;
import dev.granary.format.Header;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes models of stored files in the formats that people publish. It reads their headers only. The
 * files that belong to a file, such as the external data of an ONNX file, are looked for among the
 * given files, and then in the store beside the file.
 */
public final class FileImport {
  private final Models models;
  private final Files files;

  public FileImport(Models models, Files files) {
    this.models = models;
    this.files = files;
  }

  /**
   * Makes a model of files: of one, with the files that belong to it, or of several that have
   * tensors of their own each.
   *
   * @param align whether to copy each tensor once into chunks of its own
   */
  public OpenModel run(
      ModelSpec spec, List<OpenFile> given, boolean align, Cancel cancel, Progress progress) {
    List<OpenFile> parts = new ArrayList<>();
    List<TensorEntry> tensors = tensors(given, parts);
    return align
        ? models.importAligned(spec, parts, tensors, cancel, progress)
        : models.importFiles(spec, parts, tensors);
  }

  /** Lists the tensors of the files, and adds the files of their parts in order. */
  private List<TensorEntry> tensors(List<OpenFile> given, List<OpenFile> parts) {
    OpenFile main = given.size() == 1 ? given.get(0) : withOthers(given);
    if (main != null) {
      parts.add(main);
      List<TensorEntry> tensors = header(main, () -> whole(main, given, parts)).tensors();
      expectUsed(given, parts);
      return tensors;
    }
    List<Header> headers = new ArrayList<>();
    for (OpenFile file : given) {
      parts.add(file);
      headers.add(header(file, () -> Formats.read(file.randomAccess(), file.manifest().key())));
    }
    return FileSet.join(headers);
  }

  /** Reads a file with the files that belong to it. */
  private Header whole(OpenFile main, List<OpenFile> given, List<OpenFile> parts) {
    String key = main.manifest().key();
    Header header =
        FileSet.read(
            main.randomAccess(),
            key,
            location -> {
              OpenFile other = other(given, folder(key) + location);
              parts.add(other);
              return other.randomAccess();
            });
    FileSet.expectWhole(header);
    return header;
  }

  /** Checks that each given file belongs to the model, so that no tensor is left out. */
  private static void expectUsed(List<OpenFile> given, List<OpenFile> parts) {
    for (OpenFile file : given) {
      if (!parts.contains(file)) {
        throw new GranaryException(
                Code.INVALID,
                "The file \""
                    + file.manifest().key()
                    + "\" does not belong to \""
                    + parts.get(0).manifest().key()
                    + "\": import it as a model of its own.")
            .with("key", file.manifest().key());
      }
    }
  }

  /** Returns the file that names the other ones, or null when each file has tensors of its own. */
  private static OpenFile withOthers(List<OpenFile> given) {
    for (OpenFile file : given) {
      String key = file.manifest().key();
      if (key.endsWith(".onnx") || key.endsWith(".json")) {
        return file;
      }
    }
    return null;
  }

  private interface Reading {
    Header header();
  }

  private static Header header(OpenFile file, Reading reading) {
    try {
      Header header = reading.header();
      expectLittleEndian(header);
      return header;
    } catch (GranaryException failure) {
      throw failure.withIfAbsent("key", file.manifest().key());
    }
  }

  /** Checks that tensors can be kept as they are; UNSUPPORTED when they are big-endian. */
  public static void expectLittleEndian(Header header) {
    if (header.bigEndian()) {
      throw new GranaryException(
          Code.UNSUPPORTED, "The file is big-endian: a model keeps its tensors little-endian.");
    }
  }

  private OpenFile other(List<OpenFile> given, String key) {
    for (OpenFile file : given) {
      if (file.manifest().key().equals(key)) {
        return file;
      }
    }
    return stored(files, key);
  }

  /** Opens a file that belongs to the file of a model; NOT_FOUND when it is not stored. */
  public static OpenFile stored(Files files, String key) {
    OpenFile file = files.open(key);
    if (file == null) {
      throw new GranaryException(
              Code.NOT_FOUND, "The file \"" + key + "\" belongs to the model and is not stored.")
          .with("key", key);
    }
    return file;
  }

  /** Returns the beginning of the keys of the files beside a file. */
  public static String folder(String key) {
    return key.substring(0, key.lastIndexOf('/') + 1);
  }
}
