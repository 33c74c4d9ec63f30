package dev.granary.kernels;

import dev.granary.digest.Crc32c;
import dev.granary.digest.Sha1;
import dev.granary.digest.Sha256;
import java.nio.ByteBuffer;
import java.util.Random;

/** Makes cases of the digests; the Java versions supply the expected results. */
final class DigestCases {
  private DigestCases() {}

  /**
   * Folds {@code blocks} blocks of 64 bytes into a hash, and computes checksums of any number of
   * bytes.
   */
  static KernelCase digests(int blocks, long seed) {
    Random random = new Random(seed);
    KernelCase made = new KernelCase("digests of " + blocks + " blocks");
    byte[] message = new byte[64 * blocks];
    random.nextBytes(message);
    int data = made.put(message, blocks);

    Sha1 sha1 = new Sha1();
    int state = made.put(words(sha1.state(), 5));
    sha1.update(message, 0, message.length);
    made.call("sha1", null, state, data, blocks);
    made.expect(state, KernelCase.bytes(words(sha1.state(), 5)));

    Sha256 sha256 = new Sha256();
    state = made.put(words(sha256.state(), 8));
    sha256.update(message, 0, message.length);
    made.call("sha256", null, state, data, blocks);
    made.expect(state, KernelCase.bytes(words(sha256.state(), 8)));

    byte[] bytes = new byte[random.nextInt(2 * Crc32c.BLOCK)];
    random.nextBytes(bytes);
    data = made.put(bytes, blocks);
    int[] crcs = Crc32c.ofBlocks(bytes, 0, bytes.length);
    int out = made.room(4 * crcs.length, 0);
    made.call("crc32c", ~Crc32c.of(bytes, 0, bytes.length), -1, data, bytes.length);
    made.call("crc32c_blocks", null, data, bytes.length, out);
    made.expectAlone(out, KernelCase.bytes(crcs));
    return made;
  }

  /**
   * Reads the running hash from a state of the Java version: after one byte that names the form.
   */
  private static int[] words(byte[] state, int count) {
    int[] words = new int[count];
    ByteBuffer.wrap(state, 1, 4 * count).asIntBuffer().get(words);
    return words;
  }
}
