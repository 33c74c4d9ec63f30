package dev.granary.web.kernel;

import dev.granary.kernels.Layout;
import dev.granary.vector.ByteScores;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Promise;
import java.util.Arrays;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * The chain of kernels: with relaxed SIMD, with SIMD, and plain Java where neither may be had. Each
 * context walks it once. A link without a file is left out, which is how a test forces another.
 */
public final class KernelChain {
  /** Which link it ended at. */
  public enum Link {
    RELAXED,
    SIMD,
    JAVA
  }

  /** Fetches a file of kernels. */
  @JSFunctor
  public interface Fetch extends JSObject {
    Promise fetch();
  }

  private static final int BYTES = 32;
  private static final int ROWS = 4;

  private final Link link;
  private final KernelMemory memory;

  private KernelChain(Link link, KernelMemory memory) {
    this.link = link;
    this.memory = memory;
  }

  /** Walks the chain; either file may be null. Suspends. */
  public static KernelChain load(Fetch relaxed, Fetch simd) {
    if (relaxed != null && takesRelaxed()) {
      KernelMemory memory = instantiate(relaxed);
      if (memory != null && multiplies(memory)) {
        return new KernelChain(Link.RELAXED, memory);
      }
    }
    KernelMemory memory = simd == null ? null : instantiate(simd);
    return memory == null ? new KernelChain(Link.JAVA, null) : new KernelChain(Link.SIMD, memory);
  }

  public Link link() {
    return link;
  }

  /** The kernels in their memory; null where Java does their work. */
  public KernelMemory memory() {
    return memory;
  }

  private static KernelMemory instantiate(Fetch file) {
    try {
      return new KernelMemory((SimdKernels) Promises.await(instance(file)));
    } catch (RuntimeException refused) {
      // WebAssembly is not allowed, or the file is not there: the next link needs neither.
      return null;
    }
  }

  /**
   * Whether products come out right. The engine of Node 20 takes the relaxed instruction, when
   * asked to, and gives wrong sums.
   */
  private static boolean multiplies(KernelMemory memory) {
    byte[] numbers = new byte[BYTES * (1 + ROWS)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (byte) (i < BYTES ? i * 93 : i * 57 & 127);
    }
    byte[] rows = Arrays.copyOfRange(numbers, BYTES, numbers.length);
    float[] expected = new float[ROWS];
    ByteScores.flatDot(numbers, rows, BYTES, 0, ROWS, BYTES, 1, 0, expected);

    int from = Layout.DATA;
    int query = from + numbers.length;
    int out = query + 2 * BYTES;
    System.arraycopy(numbers, 0, memory.bytes(), from, numbers.length);
    memory.kernels().prepare_u7(from, 0, query, BYTES);
    memory.kernels().flat_dot_u7(query, from + BYTES, BYTES, BYTES, 1, 0, ROWS, out);
    for (int i = 0; i < ROWS; i++) {
      if (memory.floats()[out / 4 + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  // A module of one function, which multiplies three vectors of zeros.
  @JSBody(
      script =
          "try { return WebAssembly.validate(new Uint8Array(["
              + "0,97,115,109,1,0,0,0,1,5,1,96,0,1,123,3,2,1,0,10,19,1,17,0,"
              + "65,0,253,15,65,0,253,15,65,0,253,15,253,147,2,11])); } catch (e) { return false; }")
  private static native boolean takesRelaxed();

  @JSBody(
      params = "file",
      script =
          "return Promise.resolve(file()).then(function(found) {"
              + " if (!found.ok) throw found; return found.arrayBuffer(); })"
              + ".then(function(bytes) { return WebAssembly.instantiate(bytes); })"
              + ".then(function(made) { return made.instance.exports; });")
  private static native Promise instance(Fetch file);
}
