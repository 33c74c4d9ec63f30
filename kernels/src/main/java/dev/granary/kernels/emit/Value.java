package dev.granary.kernels.emit;

import java.util.function.Consumer;

/**
 * An expression: instructions that leave one value on the stack. Each use of an expression writes
 * the instructions again, so an expression that is used twice is computed twice. A local is read
 * when the expression is used, not when it is made. {@link Function#let(I32)} keeps the result of
 * an expression.
 */
public abstract sealed class Value permits I32, I64, F32, V128 {
  private final Consumer<Bytes> instructions;

  Value(Consumer<Bytes> instructions) {
    this.instructions = instructions;
  }

  /** Writes the instructions. */
  final void push(Bytes code) {
    instructions.accept(code);
  }

  abstract ValueType type();

  /** Writes this value, another value, and the instruction that takes both. */
  final void pushWith(Value other, Bytes code, int opcode) {
    push(code);
    other.push(code);
    code.put(opcode);
  }

  /** Writes an address and the instruction that reads there. */
  final void pushLoad(Bytes code, int opcode, int offset) {
    push(code);
    code.put(opcode);
    memoryArgument(code, offset);
  }

  /** Writes the end of every memory access: an alignment that promises nothing, and an offset. */
  static void memoryArgument(Bytes code, int offset) {
    code.unsigned(0).unsigned(offset);
  }
}
