package dev.granary.demo.digits;

import java.util.ArrayList;
import java.util.List;

/** How the parameters of a network are stored. Computation is in float32 always. */
enum Precision {
  FLOAT32("float32", "F32", 1, 4),
  FLOAT16("float16", "F16", 10, 2),
  /** Weights are bytes with a float32 scale for each output channel; biases stay float32. */
  INT8("int8", "I8", 3, 1);

  private static final int BYTE_LIMIT = 127;

  final String title;
  final String safetensors;
  final int onnx;
  final int bytes;

  Precision(String title, String safetensors, int onnx, int bytes) {
    this.title = title;
    this.safetensors = safetensors;
    this.onnx = onnx;
    this.bytes = bytes;
  }

  /** A tensor with its elements as whole numbers or floats, which its precision holds exactly. */
  @SuppressWarnings("ArrayRecordComponent") // No code compares two tensors.
  record Tensor(String name, Precision precision, List<Integer> shape, float[] values) {}

  /** Returns the network as it computes after its parameters were stored in this precision. */
  Network round(Network network) {
    return switch (this) {
      case FLOAT32 -> network;
      case FLOAT16 ->
          network.map(
              (layer, parameters) -> {
                float[] rounded = parameters.clone();
                for (int at = 0; at < rounded.length; at++) {
                  rounded[at] = Half.round(rounded[at]);
                }
                return rounded;
              });
      case INT8 ->
          network.map(
              (layer, parameters) -> {
                float[] scales = scales(layer, parameters);
                float[] rounded = parameters.clone();
                for (int at = 0; at < layer.weightCount(); at++) {
                  float scale = scales[at % layer.outputs()];
                  rounded[at] = (float) Math.rint(rounded[at] / scale) * scale;
                }
                return rounded;
              });
    };
  }

  /** Returns the tensors of a network in the order in which a graph needs them. */
  List<Tensor> tensors(Network network) {
    List<Tensor> tensors = new ArrayList<>();
    Network rounded = round(network);
    for (int at = 0; at < Network.LAYERS.size(); at++) {
      Layer layer = Network.LAYERS.get(at);
      float[] scales = this == INT8 ? scales(layer, network.parameters(at)) : null;
      tensors.add(
          new Tensor(
              layer.name() + ".weight",
              this,
              weightShape(layer),
              weights(layer, rounded.parameters(at), scales)));
      if (scales != null) {
        tensors.add(new Tensor(layer.name() + ".scale", FLOAT32, List.of(layer.outputs()), scales));
      }
      float[] biases = new float[layer.outputs()];
      System.arraycopy(rounded.parameters(at), layer.weightCount(), biases, 0, biases.length);
      tensors.add(
          new Tensor(
              layer.name() + ".bias",
              this == INT8 ? FLOAT32 : this,
              List.of(layer.outputs()),
              biases));
    }
    return tensors;
  }

  private static List<Integer> weightShape(Layer layer) {
    int kernel = layer.kernel();
    return layer.isDense()
        ? List.of(layer.outputs(), layer.inputs() * kernel * kernel)
        : List.of(layer.outputs(), layer.inputs(), kernel, kernel);
  }

  /** Reorders weights as WebNN and ONNX want them: output channel, input channel, row, column. */
  private static float[] weights(Layer layer, float[] parameters, float[] scales) {
    float[] weights = new float[layer.weightCount()];
    int taps = layer.kernel() * layer.kernel();
    int at = 0;
    for (int output = 0; output < layer.outputs(); output++) {
      for (int input = 0; input < layer.inputs(); input++) {
        for (int tap = 0; tap < taps; tap++) {
          float weight = parameters[(tap * layer.inputs() + input) * layer.outputs() + output];
          weights[at++] = scales == null ? weight : (float) Math.rint(weight / scales[output]);
        }
      }
    }
    return weights;
  }

  /** Returns the scale of each output channel: its largest weight becomes 127 or -127. */
  private static float[] scales(Layer layer, float[] parameters) {
    float[] scales = new float[layer.outputs()];
    for (int at = 0; at < layer.weightCount(); at++) {
      int output = at % layer.outputs();
      scales[output] = Math.max(scales[output], Math.abs(parameters[at]) / BYTE_LIMIT);
    }
    for (int output = 0; output < scales.length; output++) {
      scales[output] = scales[output] == 0 ? 1 : scales[output];
    }
    return scales;
  }
}
