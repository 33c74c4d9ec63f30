package dev.granary.vector;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Generates vectors of one kind, and finds the true neighbours by looking at all of them. */
public enum VectorSet {
  /** A few latent dimensions, in clusters: what a search finds easy. */
  CLUSTERED(42, 2000, 48) {
    @Override
    void fill(Random random, float[][] vectors) {
      project(random, vectors, 12, 40, 0.15);
    }
  },
  /** Many latent dimensions and no clusters: all distances are nearly the same. */
  HARD(43, 2000, 64) {
    @Override
    void fill(Random random, float[][] vectors) {
      project(random, vectors, 48, 0, 0.5);
    }
  },
  /** Each vector ten times. */
  DUPLICATES(44, 1000, 32) {
    @Override
    void fill(Random random, float[][] vectors) {
      project(random, vectors, 16, 0, 0.3);
      for (int i = 0; i < vectors.length - QUERIES; i++) {
        vectors[i] = vectors[i % 100];
      }
    }
  },
  /** Each vector a hundred times, one time after the other. */
  COPIES(45, 1500, 32) {
    @Override
    void fill(Random random, float[][] vectors) {
      project(random, vectors, 16, 0, 0.3);
      for (int i = 0; i < vectors.length - QUERIES; i++) {
        vectors[i] = vectors[i - i % 100];
      }
    }
  },
  ALL_EQUAL(46, 600, 20) {
    @Override
    void fill(Random random, float[][] vectors) {
      for (float[] vector : vectors) {
        Arrays.fill(vector, 0.25f);
      }
    }
  },
  /** Some dimensions are ten times as large as the rest, others are far from zero. */
  OUTLIERS(47, 2000, 64) {
    @Override
    void fill(Random random, float[][] vectors) {
      project(random, vectors, 32, 0, 0.3);
      for (float[] vector : vectors) {
        vector[3] *= 10;
        vector[40] *= 10;
        vector[7] += 8;
        vector[50] -= 20;
      }
    }
  },
  TINY(48, 7, 3) {
    @Override
    void fill(Random random, float[][] vectors) {
      project(random, vectors, 3, 0, 0);
    }
  };

  public static final int QUERIES = 100;

  private static final Map<VectorSet, float[][]> GENERATED = new ConcurrentHashMap<>();

  private final int seed;
  private final int rows;
  private final int dimensions;

  VectorSet(int seed, int rows, int dimensions) {
    this.seed = seed;
    this.rows = rows;
    this.dimensions = dimensions;
  }

  abstract void fill(Random random, float[][] vectors);

  public int dimensions() {
    return dimensions;
  }

  /** Generates the rows and then {@link #QUERIES} queries of the same kind, once. */
  private float[][] generate() {
    return GENERATED.computeIfAbsent(
        this,
        set -> {
          float[][] vectors = new float[rows + QUERIES][dimensions];
          fill(new Random(seed), vectors);
          return vectors;
        });
  }

  /** Returns the rows, which callers must not change. */
  public float[][] rows() {
    return Arrays.copyOf(generate(), rows);
  }

  public float[][] queries() {
    float[][] all = generate();
    return Arrays.copyOfRange(all, rows, all.length);
  }

  private static void project(
      Random random, float[][] vectors, int latent, int clusters, double noise) {
    int dimensions = vectors[0].length;
    double[][] projection = gaussians(random, latent, dimensions);
    double[][] centres = gaussians(random, clusters, latent);
    for (float[] vector : vectors) {
      double[] centre = clusters == 0 ? new double[latent] : centres[random.nextInt(clusters)];
      double spread = clusters == 0 ? 1 : 0.4;
      double[] point = new double[latent];
      for (int l = 0; l < latent; l++) {
        point[l] = centre[l] + spread * random.nextGaussian();
      }
      for (int d = 0; d < dimensions; d++) {
        double sum = 0;
        for (int l = 0; l < latent; l++) {
          sum += point[l] * projection[l][d];
        }
        vector[d] = (float) (sum / Math.sqrt(latent) + noise * random.nextGaussian());
      }
    }
  }

  private static double[][] gaussians(Random random, int rows, int columns) {
    double[][] numbers = new double[rows][columns];
    for (double[] row : numbers) {
      for (int i = 0; i < columns; i++) {
        row[i] = random.nextGaussian();
      }
    }
    return numbers;
  }

  /** Computes a distance in doubles, straight from the definition of the metric. */
  public static double distance(Metric metric, float[] a, float[] b) {
    double dot = 0;
    double squareA = 0;
    double squareB = 0;
    double straight = 0;
    double blocks = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squareA += (double) a[i] * a[i];
      squareB += (double) b[i] * b[i];
      straight += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
      blocks += Math.abs((double) a[i] - b[i]);
    }
    return switch (metric) {
      case COSINE -> squareA * squareB == 0 ? 0 : -dot / Math.sqrt(squareA * squareB);
      case DOT -> -dot;
      case EUCLIDEAN -> straight;
      case MANHATTAN -> blocks;
    };
  }

  /** Returns the true distances of the best rows, in order. */
  public static double[] truth(Metric metric, float[][] rows, float[] query, int best) {
    return IntStream.range(0, rows.length)
        .mapToDouble(row -> distance(metric, rows[row], query))
        .boxed()
        .sorted(Comparator.naturalOrder())
        .limit(best)
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  /**
   * Returns the share of the true neighbours that a search has found. A row as near as the last of
   * the truth counts: which of several equal rows a search returns is its own choice.
   */
  public static double recall(
      Metric metric, float[][] rows, float[] query, int best, IntStream found) {
    double[] truth = truth(metric, rows, query, best);
    double last = truth[truth.length - 1];
    double limit = last + 1e-5 * (1e-3 + Math.abs(last));
    long hits = found.distinct().filter(row -> distance(metric, rows[row], query) <= limit).count();
    return (double) hits / truth.length;
  }
}
