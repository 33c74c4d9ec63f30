package dev.granary.web.kernel;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.ArrayBuffer;

/**
 * The exports of a module of kernels; the module decides their names. The classes of module {@code
 * kernels} describe their parameters.
 */
public interface SimdKernels extends JSObject {
  int prepare_u7(int from, int minus, int query, int bytes);

  void dot_u7(
      int query,
      int rows,
      int stride,
      int bytes,
      float mul,
      float bias,
      int count,
      int out,
      int ids);

  void flat_dot_u7(
      int query, int rows, int stride, int bytes, float mul, float bias, int count, int out);

  int any_below_u7(
      int query,
      int rows,
      int stride,
      int bytes,
      float mul,
      float bias,
      int count,
      float threshold,
      int ids);

  void dot_f32(
      int query,
      int rows,
      int stride,
      int bytes,
      float mul,
      float bias,
      int count,
      int out,
      int ids);

  void flat_dot_f32(
      int query, int rows, int stride, int bytes, float mul, float bias, int count, int out);

  void squared_f32(
      int query,
      int rows,
      int stride,
      int bytes,
      float mul,
      float bias,
      int count,
      int out,
      int ids);

  void flat_squared_f32(
      int query, int rows, int stride, int bytes, float mul, float bias, int count, int out);

  void manhattan_f32(
      int query,
      int rows,
      int stride,
      int bytes,
      float mul,
      float bias,
      int count,
      int out,
      int ids);

  void flat_manhattan_f32(
      int query, int rows, int stride, int bytes, float mul, float bias, int count, int out);

  int select_best(int scores, int count, int best, int pool);

  int beam(int level, int query, int entry, int width, float mul, float bias);

  @JSProperty
  Memory getMemory();

  /** The memory of a module. */
  interface Memory extends JSObject {
    @JSProperty
    ArrayBuffer getBuffer();
  }
}
