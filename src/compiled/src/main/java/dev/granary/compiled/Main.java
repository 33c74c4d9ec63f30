package dev.granary.compiled;

/**
 * Runs the checks that TeaVM compiles. Standard output is the console, in Node and in a browser.
 */
final class Main {
  private Main() {}

  public static void main(String[] args) {
    for (String line : SelfCheck.run()) {
      System.out.println(line);
    }
  }
}
