package dev.granary.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Writes cases to a JSON file for real WebAssembly engines. Maven runs it before the tests. */
public final class CaseFile {
  private CaseFile() {}

  /** Takes the name of the file. */
  public static void main(String[] arguments) throws IOException {
    String json = cases().stream().map(CaseFile::json).collect(Collectors.joining(",\n"));
    Files.writeString(Path.of(arguments[0]), "[\n" + json + "\n]\n");
  }

  static List<KernelCase> cases() {
    List<KernelCase> cases = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      cases.add(ScoreCases.floats(1 + i, 16 * (1 + i % 3), i, 100 + i));
      cases.add(ScoreCases.bytes(1 + i, 32 * (1 + i % 3), i, 200 + i));
      cases.add(ScoreCases.select(6 * i, 1 + i, i % 3 - 1, 300 + i));
      cases.add(ScoreCases.beam(1 + 5 * i, 32, 1 + i, 400 + i));
      cases.addAll(ConversionCases.numbers(5 * i, i - 1, 500 + i));
      cases.add(DigestCases.digests(i, 600 + i));
    }
    cases.add(ScoreCases.floats(9, 768, 9, 700));
    cases.add(ScoreCases.bytes(9, 768, 9, 701));
    cases.add(ConversionCases.halves(0));
    cases.add(ConversionCases.halves(0x7c00 - 2048));
    return cases;
  }

  private static String json(KernelCase made) {
    return "{\"name\": \""
        + made.name
        + "\",\n \"ones\": "
        + list(made.ones, room -> "[" + room.address() + ", " + room.length() + "]")
        + ",\n \"before\": "
        + blocks(made.before)
        + ",\n \"calls\": "
        + list(made.calls, CaseFile::call)
        + ",\n \"after\": "
        + blocks(made.after)
        + "}";
  }

  private static String blocks(List<KernelCase.Block> blocks) {
    return list(
        blocks,
        block ->
            "[" + block.address + ", \"" + Base64.getEncoder().encodeToString(block.bytes) + "\"]");
  }

  private static String call(KernelCase.Call call) {
    return "[\""
        + call.kernel()
        + "\", "
        + call.result()
        + ", "
        + list(call.arguments(), CaseFile::number)
        + "]";
  }

  /**
   * Writes a number so that JavaScript reads the same number, or a string that JavaScript converts
   * to it.
   */
  private static String number(Number number) {
    return Double.isFinite(number.doubleValue()) ? number.toString() : "\"" + number + "\"";
  }

  private interface Written<T> {
    String of(T item);
  }

  private static <T> String list(List<T> items, Written<T> written) {
    return items.stream().map(written::of).collect(Collectors.joining(", ", "[", "]"));
  }
}
