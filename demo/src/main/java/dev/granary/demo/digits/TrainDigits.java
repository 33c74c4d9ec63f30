package dev.granary.demo.digits;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.granary.localhub.Json;
import dev.granary.localhub.LittleEndian;
import dev.granary.localhub.Protobuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains the network, measures it and writes it as the files of a repository, unless the folder
 * already has what the same program made of the same settings.
 */
public final class TrainDigits {
  static final int HELD_OUT = 5000;
  static final double LEAST_ACCURACY = 0.95;

  private static final Training TRAINING = new Training(48_000, 20_261_130);
  private static final String INPUTS = "inputs.sha256";

  /** The classes that decide what is written, beside those of this package. */
  private static final List<Class<?>> WRITERS =
      List.of(Json.class, LittleEndian.class, Protobuf.class);

  private TrainDigits() {}

  /**
   * Trains the network and writes its files, unless the folder has them.
   *
   * @param args the folder for the files
   */
  public static void main(String[] args) throws IOException {
    run(TRAINING, Path.of(args[0]), System.out);
  }

  /** Returns whether it trained; otherwise the folder had the result. */
  static boolean run(Training training, Path folder, PrintStream out) throws IOException {
    String inputs = inputs(training);
    Path marker = folder.resolve(INPUTS);
    if (Files.exists(marker) && Files.readString(marker).equals(inputs)) {
      return false;
    }
    Files.deleteIfExists(marker);
    Files.createDirectories(folder.resolve("onnx"));
    long began = System.nanoTime();
    Network network = training.run();
    double seconds = (System.nanoTime() - began) / 1e9;
    Map<String, Object> accuracy = accuracy(training, network);
    String report = report(accuracy);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put("graph", ModelFile.graph());
    metadata.put("accuracy", Json.write(accuracy));
    metadata.put("held_out", Integer.toString(HELD_OUT));
    for (Precision precision : Precision.values()) {
      write(new ModelFile(network, precision, metadata), precision, folder);
    }
    Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"digits\"}\n");
    Files.writeString(folder.resolve("README.md"), readme(report));
    Files.writeString(marker, inputs);
    out.printf(
        "Trained the network for digits in %.0f s; of %d held-out drawings it recognises: %s%n",
        seconds, HELD_OUT, report);
    return true;
  }

  /** Measures the network in each precision, and refuses one that is not good enough. */
  private static Map<String, Object> accuracy(Training training, Network network) {
    Map<String, Object> measured = new LinkedHashMap<>();
    for (Precision precision : Precision.values()) {
      double accuracy = training.accuracy(precision.round(network), HELD_OUT);
      if (accuracy < LEAST_ACCURACY) {
        throw new IllegalStateException(
            "The network recognises only " + accuracy + " of the held-out drawings.");
      }
      measured.put(precision.title, accuracy);
    }
    return measured;
  }

  private static String report(Map<String, Object> accuracy) {
    List<String> parts = new ArrayList<>();
    accuracy.forEach((title, share) -> parts.add(title + " " + percent((double) share)));
    return String.join(", ", parts);
  }

  private static void write(ModelFile file, Precision precision, Path folder) throws IOException {
    String safetensors = precision == Precision.FLOAT32 ? "model" : "model." + precision.title;
    String onnx =
        switch (precision) {
          case FLOAT32 -> "model";
          case FLOAT16 -> "model_fp16";
          case INT8 -> "model_quantized";
        };
    Files.write(folder.resolve(safetensors + ".safetensors"), file.safetensors());
    Files.write(folder.resolve("onnx/" + onnx + ".onnx"), file.onnx());
  }

  private static String readme(String report) {
    return """
        ---
        license: apache-2.0
        pipeline_tag: image-classification
        ---
        # Digits

        A small network that recognises a drawn digit in an image of 28 by 28 pixels. The build of
        Granary's demonstration trains it on generated drawings.
        """
        + "Of "
        + HELD_OUT
        + " drawings that it never saw it recognises: "
        + report
        + ".\n";
  }

  private static String percent(double share) {
    return Math.round(share * 10_000) / 100.0 + " %";
  }

  /** Returns a digest of the program and its settings: the result depends on nothing else. */
  private static String inputs(Training training) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((training + " " + HELD_OUT).getBytes(UTF_8));
      for (Class<?> type : WRITERS) {
        digest.update(bytecode(type));
      }
      Path classes =
          Path.of(TrainDigits.class.getResource("TrainDigits.class").toURI()).getParent();
      List<Path> files = new ArrayList<>();
      try (var found = Files.newDirectoryStream(classes, "*.class")) {
        found.forEach(files::add);
      }
      files.sort(null);
      for (Path file : files) {
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] bytecode(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      return in.readAllBytes();
    }
  }
}
