package dev.granary.digest;

import dev.granary.Pending;

/**
 * Computes digests: by the platform's own engine, a worker, a kernel, or plain Java. The caller
 * does not change the bytes until the pending is joined.
 */
public interface Digests {
  /** Starts the digest of the first {@code length} bytes. */
  Pending<byte[]> sha256(byte[] bytes, int length);

  /** Starts the CRC-32C of every 64 KiB block of the first {@code length} bytes. */
  Pending<int[]> blockCrcs(byte[] bytes, int length);

  /** Begins a running digest without any bytes. */
  RunningDigest begin();

  /** Continues the running digest that gave this state. */
  RunningDigest resume(byte[] state);

  /**
   * Digests bytes that arrive piece by piece. The caller joins its operations in the order in which
   * it began them.
   */
  interface RunningDigest {
    /** Starts to add bytes; gives the state after them. */
    Pending<byte[]> update(byte[] bytes, int length);

    Pending<byte[]> digest();
  }

  /** Computes everything in plain Java, before the call returns. */
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
