package dev.granary.web.digest;

import dev.granary.Pending;
import dev.granary.digest.Digests;
import dev.granary.digest.Sha256;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Promises;
import dev.granary.web.bridge.Yielding;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Subtle;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Uint8Array;

/**
 * Computes digests in a browser. The platform's engine hashes whole chunks: it is the fastest, but
 * cannot continue from a state. The digest worker therefore computes the running digest.
 */
public final class WebDigests implements Digests {
  /** Up to this size, asking the engine and waiting for it takes longer than the digest. */
  private static final int FEW = 16 * 1024;

  /**
   * From this size on, the engine gets the bytes in a task of its own: the engine copies them at
   * once, and new memory for 10 MiB took 50 ms on a slow machine, after as much for the bytes that
   * the source gave.
   */
  private static final int LARGE = 1024 * 1024;

  private final DigestWorkerClient worker;
  private final DigestKernels kernels;
  private final Subtle subtle = Platform.subtle();

  /** Makes digests that use the given worker, or none where it is null. */
  public WebDigests(DigestWorkerClient worker, DigestKernels kernels) {
    this.worker = worker;
    this.kernels = kernels;
  }

  @Override
  public Pending<byte[]> sha256(byte[] bytes, int length) {
    if (length <= FEW) {
      return Pending.ready(Sha256.of(bytes, 0, length, kernels.sha256()));
    }
    if (subtle == null) {
      RunningDigest alone = begin();
      Pending<byte[]> whole = alone.update(bytes, length);
      return () -> {
        whole.join();
        return alone.digest().join();
      };
    }
    Uint8Array view = Bytes.view(bytes, 0, length);
    Awaited digest = new Awaited();
    if (length < LARGE) {
      Promises.settle(digest, subtle.digest("SHA-256", view));
    } else {
      Yielding.soon(() -> Promises.settle(digest, subtle.digest("SHA-256", view)));
    }
    return () -> Bytes.of((ArrayBuffer) digest.join());
  }

  @Override
  public Pending<int[]> blockCrcs(byte[] bytes, int length) {
    return () -> Slices.blockCrcs(kernels, bytes, length);
  }

  @Override
  public RunningDigest begin() {
    return resume(new Sha256().state());
  }

  @Override
  public RunningDigest resume(byte[] state) {
    return new WebRunningDigest(worker, kernels, state);
  }
}
