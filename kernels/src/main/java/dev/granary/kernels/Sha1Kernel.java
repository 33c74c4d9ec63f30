package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;

/**
 * {@code sha1(state, data, blocks)} computes the hash of FIPS 180-4, section 6.1.2. It is built
 * like {@link Sha256Kernel}: its rounds rename variables instead of moving them, and vectors
 * compute the schedule. Here the whole schedule is ready before the rounds begin, and only five
 * rounds of each kind are written out. That takes 1.8 KB instead of 5.9, and in Node 20 it is 1.6
 * times as fast as SHA-256 instead of 2.2 times.
 */
final class Sha1Kernel {
  private static final int BLOCK = 64;
  private static final int ROUNDS = 80;

  /** The constants of the four kinds of rounds. */
  private static final int[] K = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};

  private final Function code;
  private final I32.Local state;
  private final I32.Local data;
  private final I32.Local blocks;

  /** Where the next words of the message schedule lie. */
  private final I32.Local words;

  /** The last sixteen words of the message schedule, the oldest first. */
  private final V128.Local[] schedule = new V128.Local[4];

  /** Never set, so always 0. */
  private final V128.Local zero;

  /** The working variables of the standard. After a round they are other locals. */
  private I32.Local a;

  private I32.Local b;
  private I32.Local c;
  private I32.Local d;
  private I32.Local e;

  private Sha1Kernel(Function code) {
    this.code = code;
    state = code.parameter();
    data = code.parameter();
    blocks = code.parameter();
    words = code.local();
    for (int i = 0; i < schedule.length; i++) {
      schedule[i] = code.local128();
    }
    zero = code.local128();
    a = code.local();
    b = code.local();
    c = code.local();
    d = code.local();
    e = code.local();
  }

  static void addTo(WasmModule module) {
    new Sha1Kernel(module.function("sha1")).write();
  }

  private void write() {
    code.repeatWhile(
        blocks,
        () -> {
          block();
          code.set(data, data.plus(BLOCK));
          code.set(blocks, blocks.plus(-1));
        });
  }

  private void block() {
    // 1. Compute the message schedule. Its first sixteen words are the message, whose words are
    // big-endian.
    code.set(words, I32.of(Layout.SHA_SCHEDULE));
    for (int i = 0; i < schedule.length; i++) {
      code.set(schedule[i], data.load128(16 * i).reversed32());
      code.store128(words, 16 * i, schedule[i]);
    }
    code.loop(
        again -> {
          for (int i = 0; i < schedule.length; i++) {
            extend(64 + 16 * i);
          }
          code.set(words, words.plus(64));
          code.branchIf(words.below(I32.of(Layout.SHA_SCHEDULE + 4 * (ROUNDS - 16))), again);
        });

    // 2. The working variables start as the hash.
    I32.Local[] working = {a, b, c, d, e};
    for (int i = 0; i < working.length; i++) {
      code.set(working[i], state.load32(4 * i));
    }

    // 3. Run twenty rounds of each kind, five at a time: then the working variables are back in
    // their locals.
    code.set(words, I32.of(Layout.SHA_SCHEDULE));
    for (int kind = 0; kind < K.length; kind++) {
      int k = kind;
      code.loop(
          again -> {
            for (int t = 0; t < working.length; t++) {
              round(k, words.load32(4 * t));
            }
            code.set(words, words.plus(4 * working.length));
            code.branchIf(words.below(I32.of(Layout.SHA_SCHEDULE + 4 * 20 * (k + 1))), again);
          });
    }

    // 4. Add the working variables to the hash.
    for (int i = 0; i < working.length; i++) {
      code.store32(state, 4 * i, state.load32(4 * i).plus(working[i]));
    }
  }

  /** Computes the next four words of the schedule, in place of the oldest four. */
  private void extend(int at) {
    V128.Local next = schedule[0];
    V128.Local back12 = schedule[1];
    V128.Local back8 = schedule[2];
    V128.Local back4 = schedule[3];

    // 1. The words 16, 14, 8 and 3 before them, rotated. For the fourth word, the word 3 before it
    // is not computed yet.
    V128 back14 = next.pick32(back12, 2, 3, 4, 5);
    V128 back3 = back4.pick32(zero, 1, 2, 3, 4);
    code.set(next, next.xor(back14).xor(back8).xor(back3));
    code.set(next, rotated(next));
    // 2. That word is the first of these.
    code.set(next, next.xor(rotated(zero.pick32(next, 0, 0, 0, 4))));

    code.store128(words, at, next);
    System.arraycopy(schedule, 1, schedule, 0, 3);
    schedule[3] = next;
  }

  private void round(int kind, I32 word) {
    // 1. The next a, in the local of e, which no later step needs.
    I32 mixed =
        switch (kind) {
          case 0 -> d.xor(b.and(c.xor(d)));
          case 2 -> b.and(c).or(d.and(b.or(c)));
          default -> b.xor(c).xor(d);
        };
    code.set(e, e.plus(word).plus(K[kind]).plus(mixed).plus(a.rotl(5)));
    code.set(b, b.rotl(30));

    // 2. All other variables move on by one name.
    I32.Local nextA = e;
    e = d;
    d = c;
    c = b;
    b = a;
    a = nextA;
  }

  private static V128 rotated(V128 x) {
    return x.shl32(1).or(x.shr32(31));
  }
}
