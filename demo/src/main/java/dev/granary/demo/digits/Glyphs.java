package dev.granary.demo.digits;

import java.util.List;
import java.util.stream.Stream;

/**
 * The shapes of the ten digits, as people draw them. A shape is a list of curves; a curve is a list
 * of control points in a square of 100 by 100, with y downwards.
 */
final class Glyphs {
  static final int CLASSES = 10;

  /** Each line has a digit, then a shape: numbers are x and y, and a slash begins a new curve. */
  private static final String SHAPES =
      """
      0 50 0 15 15 5 50 15 85 50 100 85 85 95 50 85 15 50 0
      0 60 5 25 5 5 45 15 90 50 98 85 80 92 40 75 8 45 2
      0 30 12 5 50 25 92 60 98 92 65 85 20 50 0 25 15
      1 50 0 50 50 50 100
      1 20 28 55 0 / 55 0 53 50 52 100
      1 25 30 52 0 / 52 0 52 100 / 15 100 90 100
      1 38 20 60 0 / 60 0 40 100
      2 8 28 25 5 55 0 85 14 86 38 55 70 8 100 / 8 100 92 100
      2 10 25 35 2 70 5 85 30 60 65 20 93 / 20 93 8 100 / 8 100 50 96 95 98
      2 8 28 25 5 60 0 88 20 78 48 45 78 18 98 5 88 18 76 45 88 95 100
      2 10 10 50 0 80 15 70 45 10 100 / 10 100 95 95
      3 10 15 45 0 80 12 76 38 40 47 / 40 47 85 58 90 82 52 100 8 86
      3 8 0 88 0 / 88 0 45 40 / 45 40 85 52 90 80 55 100 8 88
      3 12 10 50 0 82 16 70 40 35 48 70 52 95 75 60 100 5 90
      3 15 12 60 0 80 20 55 42 40 46 62 48 88 68 70 96 30 100 5 85
      4 22 0 8 62 / 8 62 95 62 / 70 22 68 100
      4 66 0 5 66 / 5 66 96 66 / 66 0 66 100
      4 15 5 12 35 18 55 / 18 55 85 52 / 85 0 82 50 80 100
      4 72 0 40 30 5 62 / 5 62 100 58 / 75 35 62 100
      5 88 0 22 0 / 22 0 15 45 / 15 45 50 36 88 54 86 84 50 100 8 88
      5 24 2 16 42 / 16 42 55 38 90 60 80 92 45 100 10 90 / 24 2 90 0
      5 90 5 50 0 22 8 20 38 55 45 88 65 75 95 40 100 8 90
      6 74 3 35 25 10 60 20 92 55 100 86 82 74 58 42 52 14 70
      6 55 0 25 35 8 75 35 100 75 92 80 65 50 55 14 72
      6 88 8 50 5 15 40 10 75 40 100 85 88 85 62 50 50 15 65
      7 6 0 94 0 / 94 0 60 45 42 100
      7 6 0 92 0 / 92 0 40 100 / 28 52 86 50
      7 10 16 10 0 / 10 0 94 2 / 94 2 55 50 45 100
      7 5 8 50 2 92 4 / 92 4 70 35 30 100
      8 50 47 16 26 50 0 84 24 50 47 10 75 50 100 90 75 50 47
      8 82 16 50 0 18 20 50 46 85 72 50 100 15 76 50 46 82 16
      8 50 0 20 22 50 45 80 22 50 0 / 50 45 12 72 50 100 88 72 50 45
      8 70 8 35 2 20 25 55 45 88 75 55 100 15 85 30 55 75 30 70 8
      9 86 28 50 50 15 28 48 0 84 22 / 86 10 84 55 76 100
      9 84 26 50 52 14 30 45 0 86 16 84 26 / 84 26 85 70 55 100 18 90
      9 88 12 50 0 14 26 45 50 85 30 / 88 12 70 60 50 100
      9 82 20 50 0 18 22 40 48 80 35 / 82 20 80 100
      """;

  private static final List<List<Shape>> BY_DIGIT =
      Stream.iterate(0, digit -> digit + 1).limit(CLASSES).map(Glyphs::shapesOf).toList();

  private Glyphs() {}

  /** A shape: the points of each of its curves. */
  record Shape(List<List<Point>> curves) {}

  record Point(double x, double y) {}

  static List<Shape> of(int digit) {
    return BY_DIGIT.get(digit);
  }

  private static List<Shape> shapesOf(int digit) {
    return SHAPES
        .lines()
        .filter(line -> line.charAt(0) == '0' + digit)
        .map(
            line ->
                new Shape(
                    Stream.of(line.substring(2).split(" / ", -1)).map(Glyphs::curve).toList()))
        .toList();
  }

  private static List<Point> curve(String text) {
    String[] numbers = text.split(" ", -1);
    return Stream.iterate(0, at -> at < numbers.length, at -> at + 2)
        .map(at -> new Point(of(numbers[at]), of(numbers[at + 1])))
        .toList();
  }

  private static double of(String percent) {
    return Integer.parseInt(percent) / 100.0;
  }
}
