package dev.granary.web.kernel;

import dev.granary.kernels.Layout;
import dev.granary.vector.ByteDistances;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Promise;
import java.util.Arrays;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Chooses the kernels: relaxed SIMD first, then baseline SIMD, then plain Java. The chain skips a
 * link without a file; tests use that to force the next link.
 */
public final class KernelChain {
  /** The link at which the chain ended. */
  public enum Link {
    RELAXED,
    BASELINE,
    JAVA
  }

  /**
   * How long a file may take, in milliseconds. The files are small, and a file that never arrives
   * must not stop a search.
   */
  private static final int PATIENCE = 5000;

  private static final int TRIAL_BYTES = 32;
  private static final int TRIAL_ROWS = 4;

  private final Link link;
  private final KernelMemory memory;

  private KernelChain(Link link, KernelMemory memory) {
    this.link = link;
    this.memory = memory;
  }

  /** Walks the chain; either file may be null. Suspends. */
  public static KernelChain load(KernelLoader.Fetch relaxed, KernelLoader.Fetch baseline) {
    // The chain does not even fetch what the engine cannot run.
    KernelMemory memory = takesRelaxed() ? instantiate(relaxed) : null;
    if (memory != null) {
      return new KernelChain(Link.RELAXED, memory);
    }
    memory = instantiate(baseline);
    return new KernelChain(memory == null ? Link.JAVA : Link.BASELINE, memory);
  }

  public Link link() {
    return link;
  }

  /** Returns the kernels in their memory; null where Java does their work. */
  public KernelMemory memory() {
    return memory;
  }

  private static KernelMemory instantiate(KernelLoader.Fetch file) {
    if (file == null) {
      return null;
    }
    try {
      JSObject module = Promises.await(inTime(KernelLoader.module(file), PATIENCE));
      KernelLoader.Instance instance =
          (KernelLoader.Instance) Promises.await(KernelLoader.instance(module));
      KernelMemory memory = new KernelMemory((SimdKernels) instance.getExports());
      return multiplies(memory) ? memory : null;
    } catch (RuntimeException refused) {
      // WebAssembly is forbidden, or the file is missing or another one. The next link needs
      // neither.
      return null;
    }
  }

  /**
   * Checks the products of the kernels. The engine of Node 20 accepts the relaxed instruction when
   * a flag enables it, and computes wrong sums. The check uses mixed numbers, and the largest sums
   * that four products can have, of either sign.
   */
  private static boolean multiplies(KernelMemory memory) {
    byte[] any = new byte[TRIAL_BYTES];
    byte[] rows = new byte[TRIAL_BYTES * TRIAL_ROWS];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (byte) (i * 57 & 127);
    }
    byte[] extremes = new byte[TRIAL_BYTES];
    for (int i = 0; i < TRIAL_BYTES; i++) {
      any[i] = (byte) (i * 93);
      extremes[i] = (byte) (i < TRIAL_BYTES / 2 ? 127 : -128);
      rows[i] = 127;
      rows[TRIAL_BYTES + i] = (byte) (i % 2 == 0 ? 127 : 0);
    }
    return multiplies(memory, any, rows) && multiplies(memory, extremes, rows);
  }

  private static boolean multiplies(KernelMemory memory, byte[] query, byte[] rows) {
    float[] expected = new float[TRIAL_ROWS];
    ByteDistances.flatDot(query, rows, TRIAL_BYTES, 0, TRIAL_ROWS, TRIAL_BYTES, 1, 0, expected);

    int from = Layout.DATA;
    int rowsAt = from + TRIAL_BYTES;
    int prepared = rowsAt + rows.length;
    int out = prepared + 2 * TRIAL_BYTES;
    byte[] bytes = memory.bytes();
    System.arraycopy(query, 0, bytes, from, TRIAL_BYTES);
    System.arraycopy(rows, 0, bytes, rowsAt, rows.length);
    memory.kernels().prepare_u7(from, 0, prepared, TRIAL_BYTES);
    memory.kernels().flat_dot_u7(prepared, rowsAt, TRIAL_BYTES, TRIAL_BYTES, 1, 0, TRIAL_ROWS, out);
    boolean right = true;
    for (int i = 0; i < TRIAL_ROWS; i++) {
      right &= memory.floats()[out / 4 + i] == expected[i];
    }
    Arrays.fill(bytes, from, out + 4 * TRIAL_ROWS, (byte) 0);
    return right;
  }

  // A module of one function, which multiplies three vectors of zeros.
  @JSBody(
      script =
          "try { return WebAssembly.validate(new Uint8Array(["
              + "0,97,115,109,1,0,0,0,1,5,1,96,0,1,123,3,2,1,0,10,19,1,17,0,"
              + "65,0,253,15,65,0,253,15,65,0,253,15,253,147,2,11])); } catch (e) { return false; }")
  private static native boolean takesRelaxed();

  @JSBody(
      params = {"promise", "patience"},
      script =
          "return new Promise(function(resolve, reject) {"
              + " setTimeout(function() { reject(new Error('It does not come.')); }, patience);"
              + " promise.then(resolve, reject); });")
  private static native Promise inTime(Promise promise, int patience);
}
