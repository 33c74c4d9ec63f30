package dev.granary.kernelcases;

import dev.granary.GranaryException;
import dev.granary.web.kernel.KernelChain;
import dev.granary.web.kernel.KernelMemory;
import org.teavm.jso.JSObject;

/** Holds the kernels that a chain chose, and their memory. */
final class LoadedChain implements Chain {
  private final KernelChain chain;

  LoadedChain(KernelChain chain) {
    this.chain = chain;
  }

  @Override
  public String link() {
    return switch (chain.link()) {
      case RELAXED -> "relaxed";
      case BASELINE -> "baseline";
      case JAVA -> "java";
    };
  }

  @Override
  public JSObject kernels() {
    return chain.memory().kernels();
  }

  @Override
  public String allocate(int length) {
    try {
      return Integer.toString(chain.memory().allocate(length));
    } catch (IllegalArgumentException e) {
      return "INVALID";
    } catch (GranaryException e) {
      return e.code() + " " + e.details().get("needed") + " " + e.details().get("available");
    }
  }

  @Override
  public void write(int address, int value) {
    KernelMemory memory = chain.memory();
    memory.bytes()[address] = (byte) value;
    memory.ints()[address / 4 + 1] = value;
    memory.floats()[address / 4 + 2] = value;
  }

  @Override
  public int read(int address) {
    KernelMemory memory = chain.memory();
    int value = memory.bytes()[address];
    boolean same =
        memory.ints()[address / 4 + 1] == value && memory.floats()[address / 4 + 2] == value;
    return same ? value : -1;
  }
}
