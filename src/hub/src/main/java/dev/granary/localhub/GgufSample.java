package dev.granary.localhub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Generates GGUF models: a single file, a model in shards, and a projector. */
final class GgufSample {
  private static final int VERSION = 3;
  private static final int ALIGNMENT = 32;
  private static final int COLUMNS = 1024;

  private GgufSample() {}

  static List<HubFile> files() {
    List<HubFile> files = new ArrayList<>(SafetensorsSample.configuration("llama").subList(0, 3));
    files.add(new HubFile("tiny-Q4_K_M.gguf", single(Type.Q4_K, 21, 512)));
    files.add(new HubFile("tiny-F16.gguf", single(Type.F16, 22, 256)));
    for (int shard = 0; shard < 3; shard++) {
      files.add(
          new HubFile(
              "tiny-Q8_0-0000" + (shard + 1) + "-of-00003.gguf",
              shard(Type.Q8_0, 23 + shard, 256, shard)));
    }
    files.add(new HubFile("mmproj-tiny-F16.gguf", single(Type.F16, 29, 64, "v.blk.0")));
    return files;
  }

  /** Returns files that are large enough to watch their download. */
  static List<HubFile> mediumFiles() {
    List<HubFile> files = new ArrayList<>(SafetensorsSample.configuration("llama").subList(0, 3));
    files.add(new HubFile("medium-Q4_K_M.gguf", single(Type.Q4_K, 31, 80_000)));
    files.add(new HubFile("medium-Q8_0.gguf", single(Type.Q8_0, 32, 80_000)));
    return files;
  }

  private static Content single(Type type, int seed, int rows) {
    return single(type, seed, rows, "blk.0");
  }

  private static Content single(Type type, int seed, int rows, String block) {
    LittleEndian values = new LittleEndian();
    text(values, "general.architecture", "llama");
    text(values, "general.name", "Generated");
    return file(type, seed, rows, block, 2, values);
  }

  private static Content shard(Type type, int seed, int rows, int number) {
    LittleEndian values = new LittleEndian();
    values.string("split.no").u32(2).number(number, 2);
    values.string("split.count").u32(2).number(3, 2);
    values.string("split.tensors.count").u32(5).u32(6);
    return file(type, seed, rows, "blk." + number, 3, values);
  }

  private static void text(LittleEndian out, String key, String value) {
    out.string(key).u32(8).string(value);
  }

  /** Builds a file with two tensors of a type. The second tensor has a quarter of the rows. */
  private static Content file(
      Type type, int seed, int rows, String block, int count, LittleEndian values) {
    long first = type.bytes((long) rows * COLUMNS);
    long second = (first + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    LittleEndian header = new LittleEndian();
    header.raw("GGUF".getBytes(UTF_8)).u32(VERSION).u64(2).u64(count).raw(values.bytes());
    header.string(block + ".ffn_up.weight").u32(2).u64(COLUMNS).u64(rows).u32(type.id).u64(0);
    header
        .string(block + ".attn_k.weight")
        .u32(2)
        .u64(COLUMNS)
        .u64(rows / 4)
        .u32(type.id)
        .u64(second);
    header.align(ALIGNMENT);
    long end = second + type.bytes((long) (rows / 4) * COLUMNS);
    return new JoinedContent(header.bytes(), new GeneratedContent(seed, end));
  }

  private enum Type {
    F16(1, 1, 2),
    Q8_0(8, 32, 34),
    Q4_K(12, 256, 144);

    private final int id;
    private final int block;
    private final int size;

    Type(int id, int block, int size) {
      this.id = id;
      this.block = block;
      this.size = size;
    }

    long bytes(long elements) {
      return elements / block * size;
    }
  }
}
