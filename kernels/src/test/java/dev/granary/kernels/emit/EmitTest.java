package dev.granary.kernels.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.dylibso.chicory.runtime.Instance;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class EmitTest {
  private final WasmModule module = new WasmModule(1);

  /**
   * Tests the examples of the DWARF standard, and the lengths at which a number needs another byte.
   */
  @Test
  void numbers() {
    assertArrayEquals(bytes(2), new Bytes().unsigned(2).toArray());
    assertArrayEquals(bytes(127), new Bytes().unsigned(127).toArray());
    assertArrayEquals(bytes(0x80, 1), new Bytes().unsigned(128).toArray());
    assertArrayEquals(bytes(0xff, 0xff, 0xff, 0xff, 15), new Bytes().unsigned(-1).toArray());
    assertArrayEquals(bytes(63), new Bytes().signed(63).toArray());
    assertArrayEquals(bytes(0xc0, 0), new Bytes().signed(64).toArray());
    assertArrayEquals(bytes(0x40), new Bytes().signed(-64).toArray());
    assertArrayEquals(bytes(0xbf, 0x7f), new Bytes().signed(-65).toArray());
  }

  @Property(tries = 200)
  void arithmetic(@ForAll int x, @ForAll int y) {
    assertEquals(x, run(I32.of(x)));
    assertEquals(x + y, run(I32.of(x).plus(y)));
    assertEquals(x - y, run(I32.of(x).minus(I32.of(y))));
    assertEquals(x & y, run(I32.of(x).and(y)));
    assertEquals(x | y, run(I32.of(x).or(I32.of(y))));
    assertEquals(x ^ y, run(I32.of(x).xor(y)));
    assertEquals(Integer.compareUnsigned(x, y) < 0 ? 1 : 0, run(I32.of(x).below(I32.of(y))));
    assertEquals(x == 0 ? 1 : 0, run(I32.of(x).isZero()));
  }

  @Property(tries = 200)
  void choices(@ForAll int x, @ForAll int y) {
    assertEquals(x * y, run(I32.of(x).times(I32.of(y))));
    assertEquals(x == y ? 1 : 0, run(I32.of(x).equalTo(I32.of(y))));
    assertEquals(1, run(I32.of(x).equalTo(I32.of(x))));
    assertEquals(Integer.compareUnsigned(x, y) < 0 ? x : y, run(I32.of(x).min(I32.of(y))));
    assertEquals(
        (long) x << 32 < (y & 0xffffffffL) ? 1 : 0,
        run(I32.of(x).as64().shl(32).less(I32.of(y).as64())));
    float f = Float.intBitsToFloat(x);
    float g = Float.intBitsToFloat(y);
    assertEquals(f < g ? 1 : 0, run(I32.of(x).bitsAsFloat().less(I32.of(y).bitsAsFloat())));
  }

  @Test
  void choosesBetweenTwo() {
    Function code = module.function("f");
    I32.Local n = code.parameter();
    I32.Local result = code.local();
    code.whenElse(n.and(1), () -> code.set(result, n.times(I32.of(10))), () -> code.set(result, n));
    code.result(result);
    assertEquals(70, call(7));
    assertEquals(8, call(8));
  }

  @Test
  void movesBytesOverThemselves() {
    module.data(100, bytes(1, 2, 3, 4, 5));
    Function code = module.function("f");
    I32.Local at = code.parameter();
    code.copy(at.plus(1), at, I32.of(4));
    code.store8(at, 0, I32.of(0x1ff));
    code.result(at.load32(0).xor(at.load8(4).shl(8)));
    assertEquals(0x030201ff ^ 0x400, call(100));
  }

  @Property(tries = 200)
  void shifts(@ForAll int x, @ForAll @IntRange(max = 31) int bits) {
    assertEquals(x << bits, run(I32.of(x).shl(bits)));
    assertEquals(x >>> bits, run(I32.of(x).shr(bits)));
    assertEquals(x >> bits, run(I32.of(x).shrSigned(bits)));
    assertEquals(Integer.rotateLeft(x, bits), run(I32.of(x).rotl(bits)));
    assertEquals(Integer.rotateRight(x, bits), run(I32.of(x).rotr(bits)));
  }

  @Test
  void memory() {
    module.data(300, bytes(1, 2, 3, 4, 5, 6, 7, 0xf8));
    Function code = module.function("f");
    I32.Local at = code.parameter();
    code.store32(at, 201, at.load8(7).plus(at.load32(1)));
    code.result(at.load32(201));
    assertEquals(0x05040302 + 0xf8, call(300));
  }

  @Property(tries = 100)
  void vectors(
      @ForAll @Size(4) List<Integer> x,
      @ForAll @Size(4) List<Integer> y,
      @ForAll @IntRange(max = 31) int bits) {
    assertEquals(each(i -> x.get(i) + y.get(i)), run(x, y, V128::plus32));
    assertEquals(each(i -> x.get(i) ^ y.get(i)), run(x, y, V128::xor));
    assertEquals(each(i -> x.get(i) << bits), run(x, y, (a, b) -> a.shl32(bits)));
    assertEquals(each(i -> x.get(i) >>> bits), run(x, y, (a, b) -> a.shr32(bits)));
    assertEquals(each(i -> Integer.reverseBytes(x.get(i))), run(x, y, (a, b) -> a.reversed32()));
    assertEquals(
        List.of(x.get(3), y.get(0), y.get(3), x.get(1)),
        run(x, y, (a, b) -> a.pick32(b, 3, 4, 7, 1)));
  }

  @Test
  void branchesLeaveTheStructureOfTheirLabel() {
    Function code = module.function("f");
    I32.Local n = code.parameter();
    I32.Local passes = code.local();
    code.block(
        out ->
            code.loop(
                again -> {
                  code.branchIf(n.isZero(), out);
                  code.set(n, n.plus(-1));
                  code.when(n.and(1), () -> code.branchIf(I32.of(1), again));
                  code.set(passes, passes.plus(1));
                  code.branchIf(I32.of(1), again);
                }));
    code.result(passes);

    Instance instance = instance();
    assertEquals(0, instance.export("f").apply(0)[0]);
    assertEquals(4, instance.export("f").apply(7)[0]);
    assertEquals(4, instance.export("f").apply(8)[0]);
  }

  @Test
  void repeatsWhile() {
    Function code = module.function("f");
    I32.Local n = code.parameter();
    I32.Local sum = code.let(I32.of(10));
    code.repeatWhile(
        n,
        () -> {
          code.set(sum, sum.plus(n));
          code.set(n, n.plus(-1));
        });
    code.result(sum);

    Instance instance = instance();
    assertEquals(10, instance.export("f").apply(0)[0]);
    assertEquals(10 + 5050, instance.export("f").apply(100)[0]);
  }

  @Test
  void callsAndStarts() {
    module.start().store32(I32.of(0), 8, I32.of(1000));
    Function add = module.function();
    I32.Local x = add.parameter();
    I32.Local y = add.parameter();
    add.store32(I32.of(0), 8, I32.of(0).load32(8).plus(x).plus(y));
    Function twice = module.function();
    I32.Local z = twice.parameter();
    twice.result(z.plus(z));
    Function code = module.function("f");
    I32.Local a = code.parameter();
    code.call(add, a, I32.call(twice, a));
    code.result(I32.of(0).load32(8));

    assertEquals(1003, call(1));
    assertThrows(IllegalArgumentException.class, () -> code.call(add, a));
    assertThrows(IllegalStateException.class, this::parameterAfterLocal);
  }

  private void parameterAfterLocal() {
    Function code = module.function();
    code.local();
    code.parameter();
  }

  @Test
  void constants() {
    module.constant("seven", 7);
    module.constant("low", Integer.MIN_VALUE);
    Instance instance = instance();
    assertEquals(7, (int) instance.exports().global("seven").getValue());
    assertEquals(Integer.MIN_VALUE, (int) instance.exports().global("low").getValue());
    assertEquals(1, instance.memory().pages());
  }

  private static int run(I32 value) {
    WasmModule module = new WasmModule(1);
    module.function("f").result(value);
    return (int) VectorMachine.instance(module.toBytes()).export("f").apply()[0];
  }

  private static List<Integer> run(
      List<Integer> x, List<Integer> y, BinaryOperator<V128> operation) {
    WasmModule module = new WasmModule(1);
    Function code = module.function("f");
    V128.Local first = code.local128();
    code.set(first, I32.of(1).load128(0));
    code.store128(I32.of(33), 8, operation.apply(first, I32.of(1).load128(16)));
    Instance instance = VectorMachine.instance(module.toBytes());
    for (int i = 0; i < 4; i++) {
      instance.memory().writeI32(1 + 4 * i, x.get(i));
      instance.memory().writeI32(17 + 4 * i, y.get(i));
    }
    instance.export("f").apply();
    return each(i -> instance.memory().readInt(41 + 4 * i));
  }

  private static List<Integer> each(IntFunction<Integer> lane) {
    return IntStream.range(0, 4).mapToObj(lane).toList();
  }

  private int call(int argument) {
    return (int) instance().export("f").apply(argument)[0];
  }

  private Instance instance() {
    return VectorMachine.instance(module.toBytes());
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
