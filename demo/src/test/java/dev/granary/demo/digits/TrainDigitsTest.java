package dev.granary.demo.digits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TrainDigitsTest {
  /** Enough drawings for an accuracy that the trainer accepts, in some seconds. */
  private static final Training SHORT = new Training(24_000, 7);

  /** What the build trained and the demonstration serves. */
  private static final Path BUILT = Path.of("target/classes/dev/granary/demo/repository");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, UTF_8);

  @TempDir private Path folder;

  @Test
  void theSameInputsGiveTheSameFilesAndAreTrainedOnce() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    assertTrue(TrainDigits.run(SHORT, first, out));
    assertTrue(printed.toString(UTF_8).startsWith("Trained the network for digits in "));
    assertTrue(TrainDigits.run(SHORT, second, out));
    for (String path : new String[] {"model.safetensors", "onnx/model_quantized.onnx"}) {
      assertEquals(-1, Files.mismatch(first.resolve(path), second.resolve(path)), path);
    }

    printed.reset();
    assertFalse(TrainDigits.run(SHORT, first, out), "trained again");
    assertEquals("", printed.toString(UTF_8));
    Training other = new Training(SHORT.drawings(), 8);
    assertTrue(TrainDigits.run(other, first, out));
    String weights = "model.safetensors";
    assertTrue(Files.mismatch(first.resolve(weights), second.resolve(weights)) >= 0);
  }

  @Test
  void aPoorNetworkIsRefusedAndTrainedAgain() {
    Training poor = new Training(320, 7);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThrows(
          IllegalStateException.class, () -> TrainDigits.run(poor, folder.resolve("poor"), out));
    }
  }

  /** Measures the built files as a reader of safetensors sees them, on drawings of a third kind. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void theBuiltNetworkRecognisesDrawingsThatItNeverSaw(Precision precision) throws IOException {
    String name = precision == Precision.FLOAT32 ? "model" : "model." + precision.title;
    Reader reader = new Reader(Files.readAllBytes(BUILT.resolve(name + ".safetensors")));
    int right = 0;
    int count = 1000;
    for (int at = 0; at < count; at++) {
      int digit = at % Glyphs.CLASSES;
      float[] image = Drawing.of(digit, new Random(1_000_003L * at + 17));
      right += reader.digit(image) == digit ? 1 : 0;
    }
    assertTrue(right >= 0.95 * count, right + " of " + count);
  }

  @Test
  void halvesRoundToNearest() {
    assertEquals(0x3c00, Half.bits(Half.round(1)));
    assertEquals(0xc000, Half.bits(Half.round(-2)));
    assertEquals(0x2e66, Half.bits(Half.round(0.1f)));
    assertEquals(0x3c00, Half.bits(Half.round(1 + 0x1p-11f)), "a tie goes to even");
    assertEquals(0x3c02, Half.bits(Half.round(1 + 3 * 0x1p-11f)), "a tie goes to even");
    assertEquals(0x0001, Half.bits(Half.round(0x1p-24f)), "the least subnormal number");
    assertEquals(0x0400, Half.bits(Half.round(0x1p-14f - 0x1p-26f)), "the least normal number");
    assertEquals(0, Half.bits(Half.round(0x1p-26f)));
  }

  @Test
  void gradientsAreTheSlopesOfTheLoss() {
    Network network = Network.random(new Random(3));
    // A new network has biases of 0, where the loss has a kink at every blank pixel.
    Random noise = new Random(7);
    for (int layer = 0; layer < Network.LAYERS.size(); layer++) {
      float[] parameters = network.parameters(layer);
      for (int at = 0; at < parameters.length; at++) {
        parameters[at] += (float) (0.05 * noise.nextGaussian());
      }
    }
    float[] image = Drawing.of(4, new Random(5));
    Network.Pass pass = network.newPass();
    pass.learn(image, 4);
    for (int layer = 0; layer < Network.LAYERS.size(); layer++) {
      float[] parameters = network.parameters(layer);
      float[] gradient = pass.gradient(layer);
      int steepest = 0;
      for (int at = 0; at < gradient.length; at++) {
        steepest = Math.abs(gradient[at]) > Math.abs(gradient[steepest]) ? at : steepest;
      }
      float kept = parameters[steepest];
      float step = 1e-4f;
      parameters[steepest] = kept + step;
      double above = -Math.log(network.newPass().probabilities(image)[4]);
      parameters[steepest] = kept - step;
      double below = -Math.log(network.newPass().probabilities(image)[4]);
      parameters[steepest] = kept;
      double slope = (above - below) / (2 * step);
      assertEquals(slope, gradient[steepest], 0.03 * Math.abs(slope), "layer " + layer);
    }
  }

  @Test
  void aDrawingIsInkOnPaper() {
    float[] image = Drawing.of(8, new Random(1));
    assertEquals(Drawing.SIDE * Drawing.SIDE, image.length);
    for (float ink : image) {
      assertTrue(ink >= 0 && ink <= 1);
    }
    assertArrayEquals(image, Drawing.of(8, new Random(1)));
    assertFalse(Arrays.equals(image, Drawing.of(8, new Random(2))));
  }

  /** Reads a safetensors file and runs its graph anew, with nothing of the trainer's code. */
  private static final class Reader {
    private final ByteBuffer file;
    private final String header;
    private final int data;

    Reader(byte[] bytes) {
      file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int length = (int) file.getLong(0);
      header = new String(bytes, 8, length, UTF_8);
      data = 8 + length;
    }

    int digit(float[] image) {
      float[] values = convolve("conv1", image, 28, 1, 8);
      values = convolve("conv2", values, 14, 8, 16);
      values = dense("dense1", values, 64, true);
      values = dense("dense2", values, 10, false);
      int best = 0;
      for (int at = 1; at < values.length; at++) {
        best = values[at] > values[best] ? at : best;
      }
      return best;
    }

    private float[] convolve(String name, float[] in, int side, int inputs, int outputs) {
      float[] weights = weights(name);
      float[] biases = floats(name + ".bias");
      int width = side / 2;
      float[] out = new float[outputs * width * width];
      for (int at = 0; at < out.length; at++) {
        int output = at / (width * width);
        int y = at / width % width * 2 - 1;
        int x = at % width * 2 - 1;
        float sum = biases[output];
        for (int tap = 0; tap < 9 * inputs; tap++) {
          int row = y + tap % 9 / 3;
          int column = x + tap % 3;
          if (row >= 0 && row < side && column >= 0 && column < side) {
            sum += in[(tap / 9 * side + row) * side + column] * weights[output * 9 * inputs + tap];
          }
        }
        out[at] = Math.max(sum, 0);
      }
      return out;
    }

    private float[] dense(String name, float[] in, int outputs, boolean cut) {
      float[] weights = weights(name);
      float[] out = floats(name + ".bias");
      for (int at = 0; at < weights.length; at++) {
        out[at / in.length] += in[at % in.length] * weights[at];
      }
      for (int output = 0; cut && output < outputs; output++) {
        out[output] = Math.max(out[output], 0);
      }
      return out;
    }

    private float[] weights(String name) {
      float[] weights = floats(name + ".weight");
      if (header.contains("\"" + name + ".scale\"")) {
        float[] scales = floats(name + ".scale");
        for (int at = 0; at < weights.length; at++) {
          weights[at] *= scales[at / (weights.length / scales.length)];
        }
      }
      return weights;
    }

    private float[] floats(String name) {
      String entry = header.substring(header.indexOf("\"" + name + "\""));
      String type = entry.replaceAll("(?s).*?\"dtype\":\"(\\w+)\".*", "$1");
      String[] offsets =
          entry.replaceAll("(?s).*?\"data_offsets\":\\[([^]]*)].*", "$1").split(",", -1);
      int begin = data + Integer.parseInt(offsets[0].strip());
      int end = data + Integer.parseInt(offsets[1].strip());
      int size = type.equals("F32") ? 4 : type.equals("F16") ? 2 : 1;
      float[] values = new float[(end - begin) / size];
      for (int at = 0; at < values.length; at++) {
        int position = begin + at * size;
        values[at] =
            switch (size) {
              case 4 -> file.getFloat(position);
              case 2 -> half(file.getShort(position));
              default -> file.get(position);
            };
      }
      return values;
    }

    private static float half(short bits) {
      int exponent = bits >> 10 & 31;
      int mantissa = bits & 1023;
      double size =
          exponent == 0 ? Math.scalb(mantissa, -24) : Math.scalb(1024 + mantissa, exponent - 25);
      return (float) (bits < 0 ? -size : size);
    }
  }
}
