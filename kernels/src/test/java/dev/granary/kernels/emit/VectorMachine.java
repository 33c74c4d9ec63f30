package dev.granary.kernels.emit;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.runtime.StackFrame;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.types.Instruction;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * Chicory's interpreter and the instructions on vectors that the kernels use, which it reads and
 * checks but leaves to others to run. An instruction that is not here fails.
 *
 * <p>Chicory gives a vector two places on its stack and swaps them on the way through a local. Both
 * places therefore hold the same: the number of a vector in a list, of which number 0 is the zeros
 * that a local starts with.
 */
public final class VectorMachine extends InterpreterMachine {
  private final List<int[]> vectors = new ArrayList<>();

  private VectorMachine(Instance instance) {
    super(instance);
  }

  /** Makes an instance of a module. */
  public static Instance instance(byte[] module) {
    return Instance.builder(Parser.parse(module)).withMachineFactory(VectorMachine::new).build();
  }

  /** Begins a call from outside: no vector outlives one. */
  @Override
  public long[] call(int function, long[] arguments) {
    vectors.clear();
    vectors.add(new int[4]);
    return super.call(function, arguments);
  }

  @Override
  protected void evalDefault(
      MStack stack,
      Instance instance,
      Deque<StackFrame> callStack,
      Instruction instruction,
      Operands operands) {
    switch (instruction.opcode()) {
      case V128_LOAD -> {
        int address = readMemPtr(stack, operands);
        int[] vector = new int[4];
        for (int i = 0; i < 4; i++) {
          vector[i] = instance.memory().readInt(address + 4 * i);
        }
        push(stack, vector);
      }
      case V128_STORE -> {
        int[] vector = pop(stack);
        int address = readMemPtr(stack, operands);
        for (int i = 0; i < 4; i++) {
          instance.memory().writeI32(address + 4 * i, vector[i]);
        }
      }
      case I8x16_SHUFFLE -> shuffle(stack, instruction);
      case V128_XOR -> each(stack, (x, y) -> x ^ y);
      case I32x4_ADD -> each(stack, Integer::sum);
      case I32x4_SHL -> {
        int bits = (int) stack.pop();
        each(stack, x -> x << bits);
      }
      case I32x4_SHR_U -> {
        int bits = (int) stack.pop();
        each(stack, x -> x >>> bits);
      }
      default -> throw new UnsupportedOperationException(instruction.toString());
    }
  }

  private void shuffle(MStack stack, Instruction instruction) {
    int[] second = pop(stack);
    int[] first = pop(stack);
    int[] result = new int[4];
    for (int i = 0; i < 16; i++) {
      int place = (int) (instruction.operand(i / 8) >>> (8 * (i % 8))) & 0xff;
      int[] from = place < 16 ? first : second;
      int oneByte = (from[place % 16 / 4] >>> (8 * (place % 4))) & 0xff;
      result[i / 4] |= oneByte << (8 * (i % 4));
    }
    push(stack, result);
  }

  private void each(MStack stack, IntBinaryOperator operation) {
    int[] second = pop(stack);
    int[] first = pop(stack);
    int[] result = new int[4];
    for (int i = 0; i < 4; i++) {
      result[i] = operation.applyAsInt(first[i], second[i]);
    }
    push(stack, result);
  }

  private void each(MStack stack, IntUnaryOperator operation) {
    int[] vector = pop(stack);
    int[] result = new int[4];
    for (int i = 0; i < 4; i++) {
      result[i] = operation.applyAsInt(vector[i]);
    }
    push(stack, result);
  }

  private void push(MStack stack, int[] vector) {
    stack.push(vectors.size());
    stack.push(vectors.size());
    vectors.add(vector);
  }

  private int[] pop(MStack stack) {
    stack.pop();
    return vectors.get((int) stack.pop());
  }
}
