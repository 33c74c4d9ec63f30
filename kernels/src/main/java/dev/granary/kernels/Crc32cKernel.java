package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;

/**
 * {@code crc32c(register, data, length)} and {@code crc32c_blocks(data, length, out)} compute
 * CRC-32C. They first thin out each whole block, which needs no table. Only the rest, a twelfth of
 * the block, goes through the tables.
 *
 * <p>Thinning out uses this fact: the checksum is the remainder of the message, as a polynomial
 * over bits, by the polynomial P of the CRC. So adding a multiple of P to the message does not
 * change the checksum. One such multiple is
 *
 * <pre>x^5321 + x^3574 + x^2491 + 1</pre>
 *
 * Its eighth power is another multiple. Squaring a polynomial over bits squares its terms, so all
 * exponents are multiplied by eight, and become whole bytes. Multiplied by a byte of the message
 * and added at its place, that power removes the byte, and adds it 1747, 2830 and 5321 bytes
 * further on. Done from front to back, this moves the whole message into its last 5321 bytes, and
 * costs four loads, three xors and a store per sixteen bytes. The idea is from Russell, "Chorba: A
 * novel CRC32 implementation" (2024); a test checks that the polynomial is a multiple of P.
 */
final class Crc32cKernel {
  private static final int BLOCK = 64 * 1024;

  /** 0x1EDC6F41 with its bits reversed, because the register shifts right. */
  private static final int POLYNOMIAL = 0x82F63B78;

  /**
   * The distances in bytes at which a removed byte is added: the differences of the exponents to
   * the highest.
   */
  private static final int NEAR = 1747;

  private static final int MIDDLE = 2830;
  private static final int FAR = 5321;

  /** The number of bytes that one pass of a loop thins out. */
  private static final int PASS = 64;

  /** The number of bytes that are removed from a block. */
  private static final int GONE = (BLOCK - FAR) / PASS * PASS;

  private static final int LEFT = BLOCK - GONE;

  // The places in memory. The kernel keeps the removed bytes, because two of the three places where
  // a byte is added are removed themselves later. Before and behind the removed bytes lie zeros,
  // because nothing was removed there. Only the register stands among these zeros, FAR bytes before
  // the block.
  private static final int TABLES = Layout.CRC_TABLES;
  private static final int GONE_AT = Layout.CRC_WORK + (FAR + 63) / 64 * 64;
  private static final int LEFT_AT = GONE_AT + GONE + LEFT;

  private final WasmModule module;

  private Crc32cKernel(WasmModule module) {
    this.module = module;
  }

  static void addTo(WasmModule module) {
    if (LEFT_AT + LEFT > Layout.DATA) {
      throw new IllegalStateException("The work area must hold a block and the removed bytes.");
    }
    new Crc32cKernel(module).write();
  }

  private void write() {
    start();
    Function stream = stream(thin(), fold());
    blocks(stream);
  }

  /** Fills the tables when the module starts. */
  private void start() {
    Function code = module.start();

    // 1. Fill table 0: what one byte does to the register.
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

    // 2. Fill table n, behind the one before: what a byte does when n more bytes follow it.
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

  /** Exports the function that moves a register past bytes which arrive piece by piece. */
  private Function stream(Function thin, Function fold) {
    Function code = module.function("crc32c");
    I32.Local register = code.parameter();
    I32.Local data = code.parameter();
    I32.Local length = code.parameter();

    // 1. Whole blocks. The register counts as xored into the next four bytes. So the kernel stores
    // it where bytes removed FAR before the block would lie; thinning out then moves it into place,
    // and the rest begins with 0.
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

  /** Exports the function that cuts data into blocks. */
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

  /** Thins out the block at {@code data}, to the LEFT bytes at LEFT_AT. */
  private Function thin() {
    Function code = module.function();
    I32.Local data = code.parameter();
    // The address stays FAR behind, because an offset cannot be negative.
    I32.Local at = code.let(I32.of(GONE_AT - FAR));

    // 1. Keep the removed bytes for the places where they are added.
    pass(code, data, at, GONE_AT - FAR + GONE, FAR);
    // 2. The rest lies behind zeros.
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
   * Moves a register past the bytes from {@code at} to {@code end}, by slicing-by-16, as the Java
   * version does.
   */
  private Function fold() {
    Function code = module.function();
    I32.Local crc = code.parameter();
    I32.Local at = code.parameter();
    I32.Local end = code.parameter();
    I32.Local word = code.local();
    I32.Local sum = code.local();

    // 1. Sixteen bytes at a time. The word that meets the register comes last, so that the others
    // need not wait for it.
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

  /**
   * Yields what the four bytes of a word do to the register when {@code following} bytes follow the
   * first of them.
   */
  private static I32 lookUp(I32 word, int following) {
    return entry(following, word.shl(2))
        .xor(entry(following - 1, word.shr(6)))
        .xor(entry(following - 2, word.shr(14)))
        .xor(entry(following - 3, word.shr(22)));
  }

  /** Yields a table's entry for the byte in bits 2 to 9. */
  private static I32 entry(int table, I32 byteTimes4) {
    return byteTimes4.and(4 * 0xff).load32(TABLES + table * 4 * 256);
  }
}
