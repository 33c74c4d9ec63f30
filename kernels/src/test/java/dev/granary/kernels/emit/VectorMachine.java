package dev.granary.kernels.emit;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.StackFrame;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.types.Instruction;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Extends Chicory's interpreter with the vector instructions that the kernels use. Chicory reads
 * and checks these instructions, and leaves running them to others. An instruction that is missing
 * here fails.
 *
 * <p>Chicory gives a vector two places on its stack, and swaps them on the way through a local.
 * Therefore both places hold the same number: the index of the vector in a list. Vector 0 is zeros,
 * with which a local starts.
 *
 * <p>Chicory cannot read the one relaxed instruction. An instruction that no kernel uses stands in
 * for it.
 */
public final class VectorMachine extends InterpreterMachine {
  private static final byte[] RELAXED_DOT = {(byte) 0xfd, (byte) 0x93, 0x02};

  /** A bitselect, which also makes one vector of three, and a nop. */
  private static final byte[] STAND_IN = {(byte) 0xfd, 0x52, 0x01};

  private final List<Lanes> vectors = new ArrayList<>();

  private VectorMachine(Instance instance) {
    super(instance);
  }

  /** Makes an instance of a module. */
  public static Instance instance(byte[] module) {
    return Instance.builder(Parser.parse(readable(module)))
        .withMachineFactory(VectorMachine::new)
        .build();
  }

  /** Returns the module in a form that Chicory can read. */
  public static byte[] readable(byte[] module) {
    byte[] readable = module.clone();
    for (int at = 0; at + 3 <= module.length; at++) {
      if (is(STAND_IN, module, at)) {
        throw new IllegalArgumentException(
            "A kernel uses the instruction that stands in for the relaxed one.");
      }
      if (is(RELAXED_DOT, module, at)) {
        System.arraycopy(STAND_IN, 0, readable, at, 3);
      }
    }
    return readable;
  }

  private static boolean is(byte[] instruction, byte[] module, int at) {
    return module[at] == instruction[0]
        && module[at + 1] == instruction[1]
        && module[at + 2] == instruction[2];
  }

  /** Begins a call from outside; no vector outlives the call. */
  @Override
  public long[] call(int function, long[] arguments) {
    vectors.clear();
    vectors.add(new Lanes());
    return super.call(function, arguments);
  }

  @Override
  protected void evalDefault(
      MStack stack,
      Instance instance,
      Deque<StackFrame> callStack,
      Instruction instruction,
      Operands operands) {
    Memory memory = instance.memory();
    switch (instruction.opcode()) {
      case V128_LOAD -> {
        int at = readMemPtr(stack, operands);
        push(stack, Lanes.of32(i -> memory.readInt(at + 4 * i)));
      }
      case V128_LOAD8x8_U -> {
        int at = readMemPtr(stack, operands);
        push(stack, Lanes.of16(i -> memory.read(at + i) & 0xff));
      }
      case V128_LOAD16x4_U -> {
        int at = readMemPtr(stack, operands);
        push(stack, Lanes.of32(i -> memory.readShort(at + 2 * i) & 0xffff));
      }
      case V128_STORE -> {
        Lanes vector = pop(stack);
        int at = readMemPtr(stack, operands);
        for (int i = 0; i < 4; i++) {
          memory.writeI32(at + 4 * i, vector.get32(i));
        }
      }
      case V128_CONST -> {
        Lanes vector = Lanes.of8(i -> (int) (instruction.operand(i / 8) >>> (8 * (i % 8))));
        push(stack, vector);
      }
      case I8x16_SHUFFLE -> {
        Lanes y = pop(stack);
        Lanes x = pop(stack);
        push(
            stack,
            Lanes.of8(
                i -> {
                  int from = (int) (instruction.operand(i / 8) >>> (8 * (i % 8))) & 0xff;
                  return from < 16 ? x.get8(from) : y.get8(from - 16);
                }));
      }
      case I8x16_SPLAT -> {
        int value = (int) stack.pop();
        push(stack, Lanes.of8(i -> value));
      }
      case I32x4_SPLAT, F32x4_SPLAT -> {
        int value = (int) stack.pop();
        push(stack, Lanes.of32(i -> value));
      }
      case I32x4_EXTRACT_LANE -> stack.push(pop(stack).get32((int) instruction.operand(0)));
      case V128_ANY_TRUE -> {
        Lanes x = pop(stack);
        stack.push((x.get32(0) | x.get32(1) | x.get32(2) | x.get32(3)) == 0 ? 0 : 1);
      }
      case I32x4_SHL -> shift(stack, bits -> x -> Lanes.of32(i -> x.get32(i) << bits));
      case I32x4_SHR_U -> shift(stack, bits -> x -> Lanes.of32(i -> x.get32(i) >>> bits));
      case I8x16_SHR_U -> shift(stack, bits -> x -> Lanes.of8(i -> (x.get8(i) & 0xff) >>> bits));
      case V128_AND -> both(stack, x -> y -> Lanes.of32(i -> x.get32(i) & y.get32(i)));
      case V128_OR -> both(stack, x -> y -> Lanes.of32(i -> x.get32(i) | y.get32(i)));
      case V128_XOR -> both(stack, x -> y -> Lanes.of32(i -> x.get32(i) ^ y.get32(i)));
      case I32x4_ADD -> both(stack, x -> y -> Lanes.of32(i -> x.get32(i) + y.get32(i)));
      case I32x4_GT_S -> both(stack, x -> y -> Lanes.of32(i -> x.get32(i) > y.get32(i) ? -1 : 0));
      case I8x16_SUB -> both(stack, x -> y -> Lanes.of8(i -> x.get8(i) - y.get8(i)));
      case I32x4_DOT_I16x8_S ->
          both(
              stack,
              x ->
                  y ->
                      Lanes.of32(
                          i ->
                              x.get16(2 * i) * y.get16(2 * i)
                                  + x.get16(2 * i + 1) * y.get16(2 * i + 1)));
      case I16x8_EXTADD_PAIRWISE_I8x16_S -> {
        Lanes x = pop(stack);
        push(stack, Lanes.of16(i -> x.get8(2 * i) + x.get8(2 * i + 1)));
      }
      case I32x4_EXTADD_PAIRWISE_I16x8_S -> {
        Lanes x = pop(stack);
        push(stack, Lanes.of32(i -> x.get16(2 * i) + x.get16(2 * i + 1)));
      }
      case I16x8_EXTEND_LOW_I8x16_S -> {
        Lanes x = pop(stack);
        push(stack, Lanes.of16(x::get8));
      }
      case I16x8_EXTEND_HIGH_I8x16_S -> {
        Lanes x = pop(stack);
        push(stack, Lanes.of16(i -> x.get8(8 + i)));
      }
      case I32x4_EXTEND_LOW_I16x8_S -> {
        Lanes x = pop(stack);
        push(stack, Lanes.of32(x::get16));
      }
      case I32x4_EXTEND_HIGH_I16x8_S -> {
        Lanes x = pop(stack);
        push(stack, Lanes.of32(i -> x.get16(4 + i)));
      }
      case F32x4_ADD -> both(stack, x -> y -> Lanes.ofF32(i -> x.getF32(i) + y.getF32(i)));
      case F32x4_SUB -> both(stack, x -> y -> Lanes.ofF32(i -> x.getF32(i) - y.getF32(i)));
      case F32x4_MUL -> both(stack, x -> y -> Lanes.ofF32(i -> x.getF32(i) * y.getF32(i)));
      case F32x4_LT -> both(stack, x -> y -> Lanes.of32(i -> x.getF32(i) < y.getF32(i) ? -1 : 0));
      case F32x4_CONVERT_I32x4_S -> {
        Lanes x = pop(stack);
        push(stack, Lanes.ofF32(x::get32));
      }
      case V128_BITSELECT -> relaxedDot(stack);
      default -> throw new UnsupportedOperationException(instruction.toString());
    }
  }

  private void relaxedDot(MStack stack) {
    Lanes sums = pop(stack);
    Lanes y = pop(stack);
    Lanes x = pop(stack);
    Lanes result =
        Lanes.of32(
            lane -> {
              int sum = sums.get32(lane);
              for (int i = 4 * lane; i < 4 * lane + 4; i++) {
                if (y.get8(i) < 0) {
                  throw new ArithmeticException(
                      "The second operand of a relaxed dot product must have seven bits.");
                }
                sum += x.get8(i) * y.get8(i);
              }
              return sum;
            });
    push(stack, result);
  }

  private interface Unary {
    Lanes of(Lanes x);
  }

  private interface Shift {
    Unary by(int bits);
  }

  private interface Binary {
    Unary of(Lanes x);
  }

  private void shift(MStack stack, Shift shift) {
    int bits = (int) stack.pop();
    push(stack, shift.by(bits).of(pop(stack)));
  }

  private void both(MStack stack, Binary operation) {
    Lanes y = pop(stack);
    Lanes x = pop(stack);
    push(stack, operation.of(x).of(y));
  }

  private void push(MStack stack, Lanes vector) {
    stack.push(vectors.size());
    stack.push(vectors.size());
    vectors.add(vector);
  }

  private Lanes pop(MStack stack) {
    stack.pop();
    return vectors.get((int) stack.pop());
  }
}
