package dev.granary.demo.digits;

import dev.granary.demo.digits.Glyphs.Point;
import java.util.List;
import java.util.Random;

/**
 * A drawing of a digit: an image of 28 by 28 numbers from 0 to 1, where 1 is ink. {@code image.js}
 * of the page makes its images by the same rule, without the random parts.
 */
final class Drawing {
  static final int SIDE = 28;

  /** The longer side of a drawing, in pixels. The rest of the image is a margin. */
  private static final double BOX = 20;

  private static final int STEPS = 6;

  private final float[] image = new float[SIDE * SIDE];

  private Drawing() {}

  /** Draws a digit with a random hand: another shape, slant, thickness and tremble each time. */
  static float[] of(int digit, Random random) {
    List<Glyphs.Shape> shapes = Glyphs.of(digit);
    Hand hand = new Hand(random);
    double[][] curves =
        shapes.get(random.nextInt(shapes.size())).curves().stream()
            .map(curve -> hand.draw(curve))
            .toArray(double[][]::new);
    Drawing drawing = new Drawing();
    drawing.place(curves, random);
    double radius = 0.75 + 0.8 * random.nextDouble();
    for (double[] curve : curves) {
      for (int at = 2; at < curve.length; at += 2) {
        drawing.line(curve[at - 2], curve[at - 1], curve[at], curve[at + 1], radius);
      }
    }
    drawing.noise(random);
    return drawing.image;
  }

  /** Moves the curves to the middle of the image, and scales them to the size of the box. */
  private void place(double[][] curves, Random random) {
    double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
    double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
    for (double[] curve : curves) {
      for (int at = 0; at < curve.length; at++) {
        low[at % 2] = Math.min(low[at % 2], curve[at]);
        high[at % 2] = Math.max(high[at % 2], curve[at]);
      }
    }
    double longer = Math.max(high[0] - low[0], high[1] - low[1]);
    double scale = BOX / longer * (0.9 + 0.2 * random.nextDouble());
    double[] shift = {2 * random.nextDouble() - 1, 2 * random.nextDouble() - 1};
    for (double[] curve : curves) {
      for (int at = 0; at < curve.length; at++) {
        double middle = (low[at % 2] + high[at % 2]) / 2;
        curve[at] = SIDE / 2.0 + (curve[at] - middle) * scale + shift[at % 2];
      }
    }
  }

  /** Inks the pixels whose middle is near the line; at the edge of the pen the ink grows thin. */
  private void line(double x1, double y1, double x2, double y2, double radius) {
    double reach = radius + 1;
    int left = Math.max(0, (int) (Math.min(x1, x2) - reach));
    int right = Math.min(SIDE - 1, (int) (Math.max(x1, x2) + reach));
    int top = Math.max(0, (int) (Math.min(y1, y2) - reach));
    int bottom = Math.min(SIDE - 1, (int) (Math.max(y1, y2) + reach));
    double dx = x2 - x1;
    double dy = y2 - y1;
    double square = dx * dx + dy * dy;
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        double px = x + 0.5 - x1;
        double py = y + 0.5 - y1;
        double along = square == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / square));
        double ox = px - along * dx;
        double oy = py - along * dy;
        double ink = Math.max(0, Math.min(1, radius + 0.5 - Math.sqrt(ox * ox + oy * oy)));
        int pixel = y * SIDE + x;
        image[pixel] = Math.max(image[pixel], (float) ink);
      }
    }
  }

  private void noise(Random random) {
    float strength = random.nextFloat() < 0.5f ? 0 : 0.12f * random.nextFloat();
    for (int pixel = 0; strength > 0 && pixel < image.length; pixel++) {
      float noisy = image[pixel] + strength * (2 * random.nextFloat() - 1);
      image[pixel] = Math.max(0, Math.min(1, noisy));
    }
  }

  /** The habits of one drawing: how far its points stray, and how the whole is bent. */
  private static final class Hand {
    private final Random random;
    private final double[] matrix;
    private final double stray;
    private final double[] wave;

    Hand(Random random) {
      this.random = random;
      double turn = 0.16 * random.nextGaussian();
      double slant = 0.22 * random.nextGaussian();
      double wide = 0.55 + 0.6 * random.nextDouble();
      double cos = StrictMath.cos(turn);
      double sin = StrictMath.sin(turn);
      matrix = new double[] {wide * cos, slant * cos - sin, wide * sin, slant * sin + cos};
      stray = 0.015 + 0.04 * random.nextDouble();
      wave = new double[8];
      for (int at = 0; at < wave.length; at += 4) {
        wave[at] = 0.05 * random.nextGaussian();
        wave[at + 1] = 2 + 4 * random.nextDouble();
        wave[at + 2] = 2 + 4 * random.nextDouble();
        wave[at + 3] = 2 * Math.PI * random.nextDouble();
      }
    }

    /** Returns the x and y of many points along a curve. */
    double[] draw(List<Point> curve) {
      int count = curve.size();
      double[] points = new double[2 * count];
      for (int i = 0; i < count; i++) {
        points[2 * i] = curve.get(i).x() + stray * random.nextGaussian();
        points[2 * i + 1] = curve.get(i).y() + stray * random.nextGaussian();
      }
      double[] drawn = new double[2 * (STEPS * (count - 1) + 1)];
      for (int step = 0; step < drawn.length / 2; step++) {
        int from = Math.min(step / STEPS, count - 2);
        double t = step / (double) STEPS - from;
        bend(through(points, from, t, 0), through(points, from, t, 1), drawn, 2 * step);
      }
      return drawn;
    }

    /**
     * Interpolates between two points by a Catmull-Rom spline; {@code axis} is 0 for x, 1 for y.
     */
    private static double through(double[] points, int from, double t, int axis) {
      int last = points.length / 2 - 1;
      double a = points[2 * Math.max(from - 1, 0) + axis];
      double b = points[2 * from + axis];
      double c = points[2 * (from + 1) + axis];
      double d = points[2 * Math.min(from + 2, last) + axis];
      return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }

    private void bend(double x, double y, double[] into, int at) {
      double bentX = x + wave[0] * StrictMath.sin(wave[1] * x + wave[2] * y + wave[3]);
      double bentY = y + wave[4] * StrictMath.sin(wave[5] * x + wave[6] * y + wave[7]);
      into[at] = matrix[0] * bentX + matrix[1] * bentY;
      into[at + 1] = matrix[2] * bentX + matrix[3] * bentY;
    }
  }
}
