package dev.granary.kernelcases;

import org.teavm.jso.JSObject;

/** Gives JavaScript access to the kernels that a chain chose, and to their memory. */
interface Chain extends JSObject {
  String link();

  /** Returns the exports of the module. */
  JSObject kernels();

  /** Returns the address of new memory, or the code and the message of the error. */
  String allocate(int length);

  /** Writes through the views that Java has. */
  void write(int address, int value);

  /** Reads a value through the present views; -1 where the views differ. */
  int read(int address);
}
