package dev.granary.kernelcases;

import org.teavm.jso.JSObject;

/** The kernels that a chain came to, and their memory, as JavaScript sees them. */
interface Chain extends JSObject {
  String link();

  /** The module's own exports. */
  JSObject kernels();

  /** The address of so many bytes, or the code of the error and what it says. */
  String allocate(int length);

  /** Writes through the views that Java has. */
  void write(int address, int value);

  /** Reads what was written, through the views that it has now; -1 where they differ. */
  int read(int address);
}
