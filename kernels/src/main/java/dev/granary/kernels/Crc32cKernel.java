package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;

/**
 * {@code crc32c(register, data, length)} and {@code crc32c_blocks(data, length, out)}. A whole
 * block is first thinned out, which needs no table, and only what is left of it, a twelfth, goes
 * through the tables.
 *
 * <p>Thinning out rests on this: a checksum is the remainder of the message, as a polynomial over
 * bits, by the polynomial P of the CRC. Adding any multiple of P to the message changes nothing.
 * One such multiple is
 *
 * <pre>x^5321 + x^3574 + x^2491 + 1</pre>
 *
 * and so is its eighth power, whose exponents are all eightfold (squaring a polynomial over bits
 * squares its terms), that is, whole bytes. Added where a byte is, times that byte, it takes the
 * byte away and puts it instead 1747, 2830 and 5321 bytes further on. From front to back that moves
 * the whole message into its last 5321 bytes, at four loads, three xors and a store for every
 * sixteen bytes. The idea is that of Russell, "Chorba: A novel CRC32 implementation" (2024); a test
 * checks that this is a multiple.
 */
final class Crc32cKernel {
  private static final int BLOCK = 64 * 1024;

  /** 0x1EDC6F41 with its bits reversed: the register shifts right. */
  private static final int POLYNOMIAL = 0x82F63B78;

  /** How far on a byte is put, in bytes: the differences of the exponents to the highest. */
  private static final int NEAR = 1747;

  private static final int MIDDLE = 2830;
  private static final int FAR = 5321;

  /** How many bytes one pass of a loop thins out. */
  private static final int PASS = 64;

  /** How many bytes of a block are taken away. */
  private static final int GONE = (BLOCK - FAR) / PASS * PASS;

  private static final int LEFT = BLOCK - GONE;

  // Where things lie. The bytes that are taken away are kept, since two of the three places they go
  // to are themselves taken away. Zeros lie before and behind them, because nothing was taken away
  // there. Only the register is put among them, FAR before the block.
  private static final int TABLES = Layout.CRC_TABLES;
  private static final int GONE_AT = Layout.CRC_WORK + (FAR + 63) / 64 * 64;
  private static final int LEFT_AT = GONE_AT + GONE + LEFT;

  private final WasmModule module;

  private Crc32cKernel(WasmModule module) {
    this.module = module;
  }

  static void addTo(WasmModule module) {
    if (LEFT_AT + LEFT > Layout.DATA) {
      throw new IllegalStateException("The work area is too small");
    }
    new Crc32cKernel(module).write();
  }

  private void write() {
    start();
    Function stream = stream(thin(), fold());
    blocks(stream);
  }

  /** Prepares memory. */
  private void start() {
    Function code = module.start();

    // 1. Table 0: what a byte does to the register.
    I32.Local byteTimes4 = code.local();
    I32.Local crc = code.local();
    I32 tableEnd = I32.of(4 * 256);
    code.repeatWhile(
        byteTimes4.below(tableEnd),
        () -> {
          code.set(crc, byteTimes4.shr(2));
          for (int bit = 0; bit < 8; bit++) {
            I32 polynomialIfOdd = I32.of(0).minus(crc.and(1)).and(POLYNOMIAL);
            code.set(crc, crc.shr(1).xor(polynomialIfOdd));
          }
          code.store32(byteTimes4, TABLES, crc);
          code.set(byteTimes4, byteTimes4.plus(4));
        });

    // 2. Table n, behind it: what the byte does when n further bytes follow it.
    I32.Local at = code.local();
    code.repeatWhile(
        at.below(I32.of(15 * 4 * 256)),
        () -> {
          code.set(crc, at.load32(TABLES));
          I32 next = crc.shr(8).xor(entry(0, crc.shl(2)));
          code.store32(at, TABLES + 4 * 256, next);
          code.set(at, at.plus(4));
        });
  }

  /** Exported: takes a register past bytes that come piece by piece. */
  private Function stream(Function thin, Function fold) {
    Function code = module.function("crc32c");
    I32.Local register = code.parameter();
    I32.Local data = code.parameter();
    I32.Local length = code.parameter();

    // 1. Whole blocks. A register counts as if xored into the next four bytes. Put where bytes that
    // were taken away FAR before the block would lie, it gets there by itself; so what is left
    // begins with 0.
    code.repeatWhile(
        I32.of(BLOCK - 1).below(length),
        () -> {
          code.store32(I32.of(GONE_AT - FAR), 0, register);
          code.call(thin, data);
          code.set(register, I32.call(fold, I32.of(0), I32.of(LEFT_AT), I32.of(LEFT_AT + LEFT)));
          code.set(data, data.plus(BLOCK));
          code.set(length, length.minus(I32.of(BLOCK)));
        });

    // 2. The short block at the end.
    code.result(I32.call(fold, register, data, data.plus(length)));
    return code;
  }

  /** Exported: cuts into blocks. */
  private void blocks(Function stream) {
    Function code = module.function("crc32c_blocks");
    I32.Local data = code.parameter();
    I32.Local length = code.parameter();
    I32.Local out = code.parameter();
    I32.Local block = code.local();

    code.repeatWhile(
        length,
        () -> {
          code.set(block, length.min(I32.of(BLOCK)));
          code.store32(out, 0, I32.call(stream, I32.of(~0), data, block).xor(~0));
          code.set(data, data.plus(block));
          code.set(length, length.minus(block));
          code.set(out, out.plus(4));
        });
  }

  /** Thins the block at {@code data} out, to the LEFT bytes at LEFT_AT. */
  private Function thin() {
    Function code = module.function();
    I32.Local data = code.parameter();
    // Runs FAR behind, because an offset cannot be negative.
    I32.Local at = code.let(I32.of(GONE_AT - FAR));

    // 1. What is taken away is kept for the places that it goes to.
    pass(code, data, at, GONE_AT - FAR + GONE, FAR);
    // 2. What is left lies behind zeros.
    pass(code, data, at, GONE_AT - FAR + BLOCK, FAR + LEFT);
    return code;
  }

  private static void pass(Function code, I32.Local data, I32.Local at, int end, int to) {
    code.repeatWhile(
        at.below(I32.of(end)),
        () -> {
          for (int i = 0; i < PASS; i += 16) {
            V128 arriving =
                at.load128(i).xor(at.load128(i + FAR - MIDDLE)).xor(at.load128(i + FAR - NEAR));
            code.store128(at, i + to, data.load128(i).xor(arriving));
          }
          code.set(at, at.plus(PASS));
          code.set(data, data.plus(PASS));
        });
  }

  /**
   * Slicing by 16, as in the twin: takes a register past the bytes from {@code at} to {@code end}.
   */
  private Function fold() {
    Function code = module.function();
    I32.Local crc = code.parameter();
    I32.Local at = code.parameter();
    I32.Local end = code.parameter();
    I32.Local word = code.local();
    I32.Local sum = code.local();

    // 1. Sixteen bytes at a time. The word that the register goes into comes last: the others need
    // not wait for it.
    code.repeatWhile(
        I32.of(15).below(end.minus(at)),
        () -> {
          code.set(sum, I32.of(0));
          for (int first = 12; first >= 0; first -= 4) {
            I32 bytes = at.load32(first);
            code.set(word, first == 0 ? bytes.xor(crc) : bytes);
            code.set(sum, sum.xor(lookUp(word, 15 - first)));
          }
          code.set(crc, sum);
          code.set(at, at.plus(16));
        });

    // 2. The rest, byte by byte.
    code.repeatWhile(
        at.below(end),
        () -> {
          code.set(crc, crc.shr(8).xor(entry(0, crc.xor(at.load8(0)).shl(2))));
          code.set(at, at.plus(1));
        });
    code.result(crc);
    return code;
  }

  /** What the four bytes of a word do when {@code following} bytes follow the first of them. */
  private static I32 lookUp(I32 word, int following) {
    return entry(following, word.shl(2))
        .xor(entry(following - 1, word.shr(6)))
        .xor(entry(following - 2, word.shr(14)))
        .xor(entry(following - 3, word.shr(22)));
  }

  /** The entry of a table for the byte that lies in bits 2 to 9. */
  private static I32 entry(int table, I32 byteTimes4) {
    return byteTimes4.and(4 * 0xff).load32(TABLES + table * 4 * 256);
  }
}
