package dev.granary.web.kernel;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.kernels.Layout;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Float32Array;
import org.teavm.jso.typedarrays.Int32Array;
import org.teavm.jso.typedarrays.Int8Array;

/**
 * Holds an instance of the kernels and its memory, which grows in steps. Growing detaches every
 * view: callers keep the address of what they store, and ask for a view each time.
 */
public final class KernelMemory {
  private static final int PAGE = 64 * 1024;

  /** The smallest growth, in pages: 4 MiB. A large memory grows by a quarter. */
  private static final int STEP = 64;

  /** The largest memory, in pages: an address has 31 bits. */
  private static final int MOST = 32 * 1024;

  /** An alignment that suits every kernel: one line of a processor's cache. */
  private static final int ALIGNMENT = 64;

  private final SimdKernels kernels;
  private byte[] bytes;
  private int[] ints;
  private float[] floats;

  /** The address where free memory begins. */
  private int end = Layout.DATA;

  KernelMemory(SimdKernels kernels) {
    this.kernels = kernels;
    view();
  }

  public SimdKernels kernels() {
    return kernels;
  }

  /** Returns how many bytes the memory has. */
  public int size() {
    return bytes.length;
  }

  /** Returns all memory as bytes; valid until the memory grows. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns all memory as ints: the int at an address has a quarter of that index. */
  public int[] ints() {
    return ints;
  }

  /** Returns all memory as floats. */
  public float[] floats() {
    return floats;
  }

  /**
   * Allocates memory, which is filled with zeros, and returns its address. Throws QUOTA when the
   * browser has no more memory; then nothing is allocated, and everything stays where it was.
   */
  public int allocate(int length) {
    if (length < 0) {
      throw new IllegalArgumentException("The length must not be negative: " + length);
    }
    int available = Integer.MAX_VALUE - end;
    if (length > available - ALIGNMENT) {
      throw full(length, available);
    }
    int address = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ensure(address + length, length);
    end = address + length;
    return address;
  }

  /** Moves bytes, also to a place that overlaps theirs. */
  public void move(int from, int to, int length) {
    move(Int8Array.fromJavaArray(bytes), from, to, from + length);
  }

  /** Fills memory with zeros. */
  public void clear(int from, int length) {
    clear(Int8Array.fromJavaArray(bytes), from, from + length);
  }

  @JSBody(
      params = {"bytes", "from", "to", "end"},
      script = "bytes.copyWithin(to, from, end);")
  private static native void move(Int8Array bytes, int from, int to, int end);

  @JSBody(
      params = {"bytes", "from", "end"},
      script = "bytes.fill(0, from, end);")
  private static native void clear(Int8Array bytes, int from, int end);

  private void ensure(int needed, int length) {
    int has = bytes.length / PAGE;
    int missing = (needed - 1) / PAGE + 1 - has;
    if (missing <= 0) {
      return;
    }
    int more = Math.min(MOST - has, Math.max(missing, Math.max(STEP, has / 4)));
    if (!grow(kernels.getMemory(), more) && !grow(kernels.getMemory(), missing)) {
      throw full(length, bytes.length - end);
    }
    view();
  }

  private void view() {
    ArrayBuffer buffer = kernels.getMemory().getBuffer();
    bytes = new Int8Array(buffer).toJavaArray();
    ints = new Int32Array(buffer).toJavaArray();
    floats = new Float32Array(buffer).toJavaArray();
  }

  private static GranaryException full(int needed, int available) {
    return new GranaryException(
            Code.QUOTA,
            "The browser has no more memory for the kernels. Close other pages, or use fewer"
                + " vectors.")
        .with("needed", needed)
        .with("available", available);
  }

  @JSBody(
      params = {"memory", "pages"},
      script = "try { memory.grow(pages); return true; } catch (e) { return false; }")
  private static native boolean grow(JSObject memory, int pages);
}
