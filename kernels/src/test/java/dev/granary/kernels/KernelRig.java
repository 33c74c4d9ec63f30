package dev.granary.kernels;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import dev.granary.kernels.emit.VectorMachine;
import java.util.Arrays;
import java.util.Random;

/** The kernels, as a caller sees them. */
final class KernelRig {
  private static final int STATE_WORDS = 8;

  private final Instance instance = VectorMachine.instance(Kernels.module());
  private final Memory memory = instance.memory();

  Instance instance() {
    return instance;
  }

  void write(int address, byte[] bytes) {
    memory.write(address, bytes);
  }

  byte[] read(int address, int length) {
    return memory.readBytes(address, length);
  }

  /** The checksums of bytes that lie so many behind the start of the data. */
  int[] crcs(byte[] bytes, int offset) {
    write(Layout.DATA + offset, bytes);
    call("crc32c_blocks", Layout.DATA + offset, bytes.length, Layout.OUT);
    int[] crcs = new int[(bytes.length + 65535) / 65536];
    for (int i = 0; i < crcs.length; i++) {
      crcs[i] = memory.readInt(Layout.OUT + 4 * i);
    }
    return crcs;
  }

  /** Folds whole blocks, which lie so many bytes behind the start of the data, into a hash. */
  void fold(int[] hash, byte[] blocks, int offset) {
    for (int i = 0; i < STATE_WORDS; i++) {
      memory.writeI32(Layout.STATE + 4 * i, hash[i]);
    }
    write(Layout.DATA + offset, blocks);
    call("sha256", Layout.STATE, Layout.DATA + offset, blocks.length / 64);
    for (int i = 0; i < STATE_WORDS; i++) {
      hash[i] = memory.readInt(Layout.STATE + 4 * i);
    }
  }

  private void call(String kernel, long... arguments) {
    instance.export(kernel).apply(arguments);
  }

  /** Bytes of a kind: nothing but zeros, nothing but ones, a single bit, or any. */
  static byte[] bytes(Kind kind, int length, long seed) {
    byte[] bytes = new byte[length];
    Random random = new Random(seed);
    switch (kind) {
      case ZEROS -> {}
      case ONES -> Arrays.fill(bytes, (byte) 0xff);
      case ONE_BIT -> {
        if (length > 0) {
          bytes[random.nextInt(length)] = (byte) (1 << random.nextInt(8));
        }
      }
      case ANY -> random.nextBytes(bytes);
    }
    return bytes;
  }

  enum Kind {
    ZEROS,
    ONES,
    ONE_BIT,
    ANY
  }
}
