package dev.granary.kernels;

import dev.granary.kernels.emit.WasmModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A test case for kernels: bytes in memory before, calls, and the expected memory after. The JVM's
 * tests run cases of all sizes. Some cases are written to a file, which real engines run.
 */
final class KernelCase {
  /** Bytes at an address. */
  static final class Block {
    final int address;
    final byte[] bytes;

    Block(int address, byte[] bytes) {
      this.address = address;
      this.bytes = bytes;
    }
  }

  /** Room at an address; all its bytes start as ones. */
  record Room(int address, int length) {}

  /** A call with ints and floats, and its expected result; null where it returns none. */
  record Call(String kernel, List<Number> arguments, Integer result) {}

  final String name;
  final List<Room> ones = new ArrayList<>();
  final List<Block> before = new ArrayList<>();
  final List<Call> calls = new ArrayList<>();
  final List<Block> after = new ArrayList<>();

  /**
   * An offset that places bytes at the end of the memory, so that a kernel that reads too far
   * fails.
   */
  static final int AT_END = -1;

  /** Where free memory begins. */
  private int free = Layout.DATA;

  KernelCase(String name) {
    this.name = name;
  }

  /** Takes {@code length} bytes, all ones, at {@code offset} behind a multiple of 64. */
  int room(int length, int offset) {
    int address = (free + 63) / 64 * 64 + offset;
    free = address + length + 16;
    ones.add(new Room(address, length + 16));
    return address;
  }

  int put(byte[] bytes, int offset) {
    int end = Layout.PAGES * WasmModule.PAGE;
    int address = offset == AT_END ? end - bytes.length : room(bytes.length, offset);
    before.add(new Block(address, bytes));
    return address;
  }

  int put(byte[] bytes) {
    return put(bytes, 0);
  }

  int put(float[] floats) {
    return put(bytes(floats));
  }

  int put(int[] ints) {
    return put(bytes(ints));
  }

  void call(String kernel, Integer result, Number... arguments) {
    calls.add(new Call(kernel, List.of(arguments), result));
  }

  /** Expects these bytes, and behind them ones that no kernel changed. */
  void expectAlone(int address, byte[] bytes) {
    byte[] behind = Arrays.copyOf(bytes, bytes.length + 8);
    Arrays.fill(behind, bytes.length, behind.length, (byte) 0xff);
    expect(address, behind);
  }

  void expect(int address, byte[] bytes) {
    after.add(new Block(address, bytes));
  }

  static byte[] bytes(float... floats) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * floats.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(floats);
    return bytes.array();
  }

  static byte[] bytes(int... ints) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * ints.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(ints);
    return bytes.array();
  }
}
