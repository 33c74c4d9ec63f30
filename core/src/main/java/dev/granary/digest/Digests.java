package dev.granary.digest;

import dev.granary.Pending;

/**
 * Where digests are computed: by the platform's own engine, a worker, a kernel, or plain Java.
 * Bytes that are being hashed stay untouched until the pending is joined.
 */
public interface Digests {
  /** The digest of the first {@code length} bytes. */
  Pending<byte[]> sha256(byte[] bytes, int length);

  /** CRC-32C of every 64 KiB block of the first {@code length} bytes. */
  Pending<int[]> blockCrcs(byte[] bytes, int length);

  /** A running digest that has seen nothing yet. */
  RunningDigest begin();

  /** The running digest that once gave this state. */
  RunningDigest resume(byte[] state);

  /**
   * A digest of bytes that come piece by piece. Its operations are joined in the order they were
   * begun.
   */
  interface RunningDigest {
    /** Takes in more bytes; gives the state behind them. */
    Pending<byte[]> update(byte[] bytes, int length);

    Pending<byte[]> digest();
  }

  /** Everything in plain Java, here and now. */
  Digests JAVA =
      new Digests() {
        @Override
        public Pending<byte[]> sha256(byte[] bytes, int length) {
          return Pending.ready(Sha256.of(bytes, 0, length));
        }

        @Override
        public Pending<int[]> blockCrcs(byte[] bytes, int length) {
          return Pending.ready(Crc32c.ofBlocks(bytes, 0, length));
        }

        @Override
        public RunningDigest begin() {
          return new JavaRunningDigest(new Sha256());
        }

        @Override
        public RunningDigest resume(byte[] state) {
          return new JavaRunningDigest(Sha256.restore(state));
        }
      };
}
