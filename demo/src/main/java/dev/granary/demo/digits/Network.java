package dev.granary.demo.digits;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/** Two convolutions and two dense layers, which give each digit a probability. */
final class Network {
  static final List<Layer> LAYERS =
      List.of(
          Layer.convolution("conv1", Drawing.SIDE, 1, 8),
          Layer.convolution("conv2", 14, 8, 16),
          Layer.dense("dense1", 7, 16, 64, true),
          Layer.dense("dense2", 1, 64, Glyphs.CLASSES, false));

  private final float[][] parameters;

  private Network(float[][] parameters) {
    this.parameters = parameters;
  }

  static Network random(Random random) {
    return new Network(
        LAYERS.stream().map(layer -> layer.newParameters(random)).toArray(float[][]::new));
  }

  /** Returns a network with other parameters for each layer. */
  Network map(BiFunction<Layer, float[], float[]> change) {
    float[][] changed = new float[parameters.length][];
    for (int at = 0; at < changed.length; at++) {
      changed[at] = change.apply(LAYERS.get(at), parameters[at]);
    }
    return new Network(changed);
  }

  float[] parameters(int layer) {
    return parameters[layer];
  }

  Pass newPass() {
    return new Pass();
  }

  /** The memory of one thread that runs the network. */
  final class Pass {
    private final float[][] values = new float[LAYERS.size() + 1][];
    private final float[][] errors = new float[LAYERS.size() + 1][];
    private final float[][] gradients = new float[LAYERS.size()][];

    private Pass() {
      for (int at = 0; at < LAYERS.size(); at++) {
        values[at + 1] = new float[LAYERS.get(at).outputSize()];
        errors[at + 1] = new float[LAYERS.get(at).outputSize()];
        gradients[at] = new float[parameters[at].length];
      }
    }

    /** Returns the probabilities of the digits; the next call overwrites them. */
    float[] probabilities(float[] image) {
      values[0] = image;
      for (int at = 0; at < LAYERS.size(); at++) {
        LAYERS.get(at).forward(parameters[at], values[at], values[at + 1]);
      }
      float[] scores = values[LAYERS.size()];
      softmax(scores);
      return scores;
    }

    int digit(float[] image) {
      float[] scores = probabilities(image);
      int best = 0;
      for (int at = 1; at < scores.length; at++) {
        best = scores[at] > scores[best] ? at : best;
      }
      return best;
    }

    /** Adds to the gradients what one drawing teaches. */
    void learn(float[] image, int digit) {
      float[] scores = probabilities(image);
      float[] error = errors[LAYERS.size()];
      System.arraycopy(scores, 0, error, 0, scores.length);
      error[digit] -= 1;
      for (int at = LAYERS.size() - 1; at >= 0; at--) {
        float[] below = at == 0 ? null : errors[at];
        if (below != null) {
          Arrays.fill(below, 0);
        }
        LAYERS.get(at).backward(parameters[at], values[at], errors[at + 1], gradients[at], below);
      }
    }

    float[] gradient(int layer) {
      return gradients[layer];
    }

    private static void softmax(float[] scores) {
      float highest = Float.NEGATIVE_INFINITY;
      for (float score : scores) {
        highest = Math.max(highest, score);
      }
      float sum = 0;
      for (int at = 0; at < scores.length; at++) {
        scores[at] = (float) StrictMath.exp(scores[at] - highest);
        sum += scores[at];
      }
      for (int at = 0; at < scores.length; at++) {
        scores[at] /= sum;
      }
    }
  }
}
