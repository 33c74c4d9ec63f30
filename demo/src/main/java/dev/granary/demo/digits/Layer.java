package dev.granary.demo.digits;

import java.util.Random;

/**
 * A convolution over square images, with bias and, if wanted, a cut at zero (ReLU). A dense layer
 * is a convolution whose kernel covers the whole image. Images lie pixel by pixel, with the
 * channels of a pixel side by side; so the inner loops run over channels.
 *
 * @param name the name under which its tensors are stored
 */
record Layer(
    String name,
    int side,
    int inputs,
    int kernel,
    int stride,
    int padding,
    int outputs,
    boolean cuts) {

  static Layer convolution(String name, int side, int inputs, int outputs) {
    return new Layer(name, side, inputs, 3, 2, 1, outputs, true);
  }

  static Layer dense(String name, int side, int inputs, int outputs, boolean cuts) {
    return new Layer(name, side, inputs, side, 1, 0, outputs, cuts);
  }

  boolean isDense() {
    return kernel == side;
  }

  int outputSide() {
    return (side + 2 * padding - kernel) / stride + 1;
  }

  int outputSize() {
    return outputSide() * outputSide() * outputs;
  }

  /**
   * The number of weights. They lie by kernel row, kernel column, input channel, output channel.
   */
  int weightCount() {
    return kernel * kernel * inputs * outputs;
  }

  /** The weights and biases in one array, so that one loop can train them. */
  float[] newParameters(Random random) {
    float[] parameters = new float[weightCount() + outputs];
    double spread = Math.sqrt(2.0 / (kernel * kernel * inputs));
    for (int at = 0; at < weightCount(); at++) {
      parameters[at] = (float) (spread * random.nextGaussian());
    }
    return parameters;
  }

  void forward(float[] parameters, float[] in, float[] out) {
    int width = outputSide();
    for (int y = 0; y < width; y++) {
      for (int x = 0; x < width; x++) {
        int to = (y * width + x) * outputs;
        System.arraycopy(parameters, weightCount(), out, to, outputs);
        for (int tap = 0; tap < kernel * kernel; tap++) {
          int from = inputAt(y, x, tap);
          if (from >= 0) {
            for (int channel = 0; channel < inputs; channel++) {
              addScaled(
                  in[from + channel], parameters, (tap * inputs + channel) * outputs, out, to);
            }
          }
        }
      }
    }
    for (int at = 0; cuts && at < out.length; at++) {
      out[at] = Math.max(0, out[at]);
    }
  }

  /**
   * Adds the gradient of the parameters, and writes the gradient of the input where {@code
   * inGradient} is not null.
   */
  void backward(
      float[] parameters, float[] in, float[] outGradient, float[] gradient, float[] inGradient) {
    int width = outputSide();
    for (int y = 0; y < width; y++) {
      for (int x = 0; x < width; x++) {
        int to = (y * width + x) * outputs;
        addScaled(1, outGradient, to, gradient, weightCount());
        for (int tap = 0; tap < kernel * kernel; tap++) {
          int from = inputAt(y, x, tap);
          for (int channel = 0; from >= 0 && channel < inputs; channel++) {
            // An input of zero was cut, or is blank paper: neither has a gradient.
            if (in[from + channel] != 0) {
              int row = (tap * inputs + channel) * outputs;
              addScaled(in[from + channel], outGradient, to, gradient, row);
              if (inGradient != null) {
                inGradient[from + channel] += dot(parameters, row, outGradient, to);
              }
            }
          }
        }
      }
    }
  }

  /** Returns where the pixel below a tap of the kernel begins, or -1 outside of the image. */
  private int inputAt(int y, int x, int tap) {
    int row = y * stride + tap / kernel - padding;
    int column = x * stride + tap % kernel - padding;
    boolean inside = row >= 0 && row < side && column >= 0 && column < side;
    return inside ? (row * side + column) * inputs : -1;
  }

  private void addScaled(float factor, float[] from, int at, float[] to, int start) {
    if (factor != 0) {
      for (int o = 0; o < outputs; o++) {
        to[start + o] += factor * from[at + o];
      }
    }
  }

  private float dot(float[] left, int leftAt, float[] right, int rightAt) {
    float sum = 0;
    for (int o = 0; o < outputs; o++) {
      sum += left[leftAt + o] * right[rightAt + o];
    }
    return sum;
  }
}
