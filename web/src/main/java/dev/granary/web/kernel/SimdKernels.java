package dev.granary.web.kernel;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.ArrayBuffer;

/**
 * The exports of a module of kernels; the module decides their names. {@code ByteDistanceKernel}
 * describes their parameters.
 */
public interface SimdKernels extends JSObject {
  int prepare_u7(int from, int minus, int query, int bytes);

  void flat_dot_u7(
      int query, int rows, int stride, int bytes, float mul, float bias, int count, int out);

  @JSProperty
  Memory getMemory();

  /** The memory of a module. */
  interface Memory extends JSObject {
    @JSProperty
    ArrayBuffer getBuffer();
  }
}
