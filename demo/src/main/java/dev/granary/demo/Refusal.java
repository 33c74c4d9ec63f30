package dev.granary.demo;

/** Signals that the server cannot start; the message is a whole sentence for the terminal. */
final class Refusal extends RuntimeException {
  Refusal(String message) {
    super(message);
  }
}
