package dev.granary.web.digest;

import dev.granary.Pending;
import dev.granary.digest.Digests;
import dev.granary.digest.Sha256;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Subtle;
import org.teavm.jso.typedarrays.ArrayBuffer;

/**
 * Digests in a browser. A chunk's own goes to the platform's engine, which is the fastest but
 * cannot go on from a state, so that the running one goes to the digest worker.
 */
public final class WebDigests implements Digests {
  /** For fewer, to ask the engine and to wait for it takes longer than the digest itself. */
  private static final int FEW = 16 * 1024;

  private final DigestWorkerClient thread;
  private final DigestKernels kernels;
  private final Subtle subtle = Platform.subtle();

  /** Digests that use the given worker, or none where that is null. */
  public WebDigests(DigestWorkerClient thread, DigestKernels kernels) {
    this.thread = thread;
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
    Awaited digest = Promises.of(subtle.digest("SHA-256", Bytes.view(bytes, 0, length)));
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
    return new WebRunningDigest(thread, kernels, state);
  }
}
