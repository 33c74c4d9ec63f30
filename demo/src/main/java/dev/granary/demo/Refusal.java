package dev.granary.demo;

/** The server cannot start; the message is the whole sentence that somebody reads in a terminal. */
final class Refusal extends RuntimeException {
  Refusal(String message) {
    super(message);
  }
}
