package dev.granary.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import dev.granary.kernels.emit.VectorMachine;
import java.util.Arrays;
import java.util.Random;

/** Calls the kernels as a caller does. */
final class KernelRig {
  private final Instance instance;
  private final Memory memory;

  KernelRig(KernelModule kernels) {
    instance = VectorMachine.instance(kernels.toBytes());
    memory = instance.memory();
  }

  Instance instance() {
    return instance;
  }

  void write(int address, byte[] bytes) {
    memory.write(address, bytes);
  }

  byte[] read(int address, int length) {
    return memory.readBytes(address, length);
  }

  /** Returns the checksums of bytes that lie {@code offset} behind the start of the data. */
  int[] crcs(byte[] bytes, int offset) {
    write(Layout.DATA + offset, bytes);
    call("crc32c_blocks", Layout.DATA + offset, bytes.length, Layout.OUT);
    int[] crcs = new int[(bytes.length + 65535) / 65536];
    for (int i = 0; i < crcs.length; i++) {
      crcs[i] = memory.readInt(Layout.OUT + 4 * i);
    }
    return crcs;
  }

  /** Moves a register past bytes that lie {@code offset} behind the start of the data. */
  int crc(int register, byte[] bytes, int offset) {
    write(Layout.DATA + offset, bytes);
    return (int) call("crc32c", register, Layout.DATA + offset, bytes.length)[0];
  }

  /** Folds whole blocks, which lie {@code offset} behind the start of the data, into a hash. */
  void fold(String kernel, int[] hash, byte[] blocks, int offset) {
    for (int i = 0; i < hash.length; i++) {
      memory.writeI32(Layout.STATE + 4 * i, hash[i]);
    }
    write(Layout.DATA + offset, blocks);
    call(kernel, Layout.STATE, Layout.DATA + offset, blocks.length / 64);
    for (int i = 0; i < hash.length; i++) {
      hash[i] = memory.readInt(Layout.STATE + 4 * i);
    }
  }

  /** Runs a case, and fails where the memory differs from what the case expects. */
  void run(KernelCase made) {
    for (KernelCase.Room room : made.ones) {
      write(room.address(), bytes(Kind.ONES, room.length(), 0));
    }
    made.before.forEach(block -> write(block.address, block.bytes));
    for (KernelCase.Call call : made.calls) {
      long[] arguments = new long[call.arguments().size()];
      for (int i = 0; i < arguments.length; i++) {
        Number argument = call.arguments().get(i);
        arguments[i] =
            argument instanceof Float f ? Float.floatToRawIntBits(f) : argument.longValue();
      }
      long[] results = call(call.kernel(), arguments);
      if (call.result() != null) {
        assertEquals(call.result(), (int) results[0], made.name + ": " + call);
      }
    }
    for (KernelCase.Block block : made.after) {
      byte[] found = read(block.address, block.bytes.length);
      assertArrayEquals(block.bytes, found, made.name + " at " + block.address);
    }
  }

  private long[] call(String kernel, long... arguments) {
    return instance.export(kernel).apply(arguments);
  }

  /** Makes bytes of a kind: only zeros, only ones, a single set bit, or random ones. */
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
