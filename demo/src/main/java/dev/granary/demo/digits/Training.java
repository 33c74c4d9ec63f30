package dev.granary.demo.digits;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Trains a network by Adam on drawings that are generated as they are needed. Each batch is divided
 * into the same parts on every machine, and the parts are added in order, so the result does not
 * depend on the number of processors.
 *
 * @param drawings how many drawings the network sees; each is new
 * @param seed decides everything that is random
 */
record Training(int drawings, long seed) {
  private static final int PARTS = 2;
  private static final int DRAWINGS_OF_PART = 16;
  private static final float RATE = 0.003f;
  private static final float MEAN_DECAY = 0.9f;
  private static final float SQUARE_DECAY = 0.999f;

  /** Drawings with this added to the seed are held out. */
  private static final long HELD_OUT = 1L << 40;

  Network run() {
    Network network = Network.random(new Random(seed));
    List<Network.Pass> passes = IntStream.range(0, PARTS).mapToObj(i -> network.newPass()).toList();
    List<Adam> optimisers =
        IntStream.range(0, Network.LAYERS.size())
            .mapToObj(layer -> new Adam(network.parameters(layer)))
            .toList();
    int steps = drawings / (PARTS * DRAWINGS_OF_PART);
    ExecutorService threads = Executors.newFixedThreadPool(PARTS);
    try {
      for (int step = 0; step < steps; step++) {
        int batch = step * PARTS;
        List<Callable<Void>> parts =
            IntStream.range(0, PARTS)
                .mapToObj(part -> learning(passes.get(part), batch + part))
                .toList();
        for (Future<Void> part : threads.invokeAll(parts)) {
          part.get();
        }
        float rate = RATE * (1 - step / (float) steps);
        for (int layer = 0; layer < optimisers.size(); layer++) {
          optimisers.get(layer).step(passes, layer, step + 1, rate);
        }
      }
    } catch (InterruptedException | ExecutionException failed) {
      throw new IllegalStateException("The training was interrupted", failed);
    } finally {
      threads.shutdownNow();
    }
    return network;
  }

  /** Returns which share of held-out drawings a network recognises. */
  double accuracy(Network network, int heldOut) {
    Network.Pass pass = network.newPass();
    int right = 0;
    for (int at = 0; at < heldOut; at++) {
      int digit = at % Glyphs.CLASSES;
      right += pass.digit(Drawing.of(digit, random(HELD_OUT + at))) == digit ? 1 : 0;
    }
    return right / (double) heldOut;
  }

  private Callable<Void> learning(Network.Pass pass, int part) {
    return () -> {
      for (int at = 0; at < DRAWINGS_OF_PART; at++) {
        int drawing = part * DRAWINGS_OF_PART + at;
        Random random = random(drawing);
        int digit = random.nextInt(Glyphs.CLASSES);
        pass.learn(Drawing.of(digit, random), digit);
      }
      return null;
    };
  }

  private Random random(long drawing) {
    // Neighbouring seeds of a Random begin alike; a multiplication spreads them.
    return new Random((seed * 31 + drawing) * 0x9E3779B97F4A7C15L);
  }

  /** The state of Adam for the parameters of one layer. */
  private static final class Adam {
    private final float[] parameters;
    private final float[] mean;
    private final float[] square;

    Adam(float[] parameters) {
      this.parameters = parameters;
      mean = new float[parameters.length];
      square = new float[parameters.length];
    }

    /** Uses the gradients of all parts of a batch, and clears them. */
    void step(List<Network.Pass> passes, int layer, int step, float rate) {
      float meanScale = (float) (1 / (1 - StrictMath.pow(MEAN_DECAY, step)));
      float squareScale = (float) (1 / (1 - StrictMath.pow(SQUARE_DECAY, step)));
      for (int at = 0; at < parameters.length; at++) {
        float gradient = 0;
        for (Network.Pass pass : passes) {
          gradient += pass.gradient(layer)[at];
          pass.gradient(layer)[at] = 0;
        }
        gradient /= PARTS * DRAWINGS_OF_PART;
        mean[at] += (1 - MEAN_DECAY) * (gradient - mean[at]);
        square[at] += (1 - SQUARE_DECAY) * (gradient * gradient - square[at]);
        float scale = (float) Math.sqrt(square[at] * squareScale) + 1e-8f;
        parameters[at] -= rate * mean[at] * meanScale / scale;
      }
    }
  }
}
