package dev.granary.web.digest;

import dev.granary.digest.BlockFunction;
import dev.granary.digest.Crc32c;
import dev.granary.kernels.Layout;
import dev.granary.web.dom.Promise;
import dev.granary.web.dom.Settled;
import dev.granary.web.kernel.KernelLoader;
import dev.granary.web.kernel.SimdKernels;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Int32Array;
import org.teavm.jso.typedarrays.Int8Array;

/**
 * The WebAssembly kernels: what Java does here, several times faster. They are there once their
 * file has come; until then, and wherever that or WebAssembly is refused, Java does it.
 */
public final class DigestKernels {
  /** Is told the compiled module. Never suspends. */
  interface Loaded {
    void module(JSObject module);
  }

  /** The exports of the module, which decides the names. */
  interface Exports extends JSObject {
    void crc32c_blocks(int data, int length, int out);

    void sha256(int state, int data, int blocks);

    @JSProperty
    SimdKernels.Memory getMemory();
  }

  private static DigestKernels shared;

  private final List<Loaded> waiting = new ArrayList<>();
  private JSObject module;
  private Exports exports;

  /** The parts of the memory that Java reads and writes. */
  private byte[] data;

  private int[] crcs;
  private int[] state;

  /**
   * Those of this context, loaded when they are first asked for; they stay away when that fails.
   *
   * @param fetch fetches their file; null where there is none
   */
  public static DigestKernels shared(KernelLoader.Fetch fetch) {
    if (shared == null) {
      shared = new DigestKernels();
      if (fetch != null) {
        whenKept(KernelLoader.module(fetch), shared::use);
      }
    }
    return shared;
  }

  /** Takes a module that somebody else has loaded. */
  public void use(JSObject compiled) {
    whenKept(
        KernelLoader.instance(compiled), made -> loaded(compiled, (KernelLoader.Instance) made));
  }

  /** Tells the compiled module once it is there. */
  void whenLoaded(Loaded told) {
    if (module != null) {
      told.module(module);
    } else {
      waiting.add(told);
    }
  }

  private void loaded(JSObject compiled, KernelLoader.Instance made) {
    Exports instance = (Exports) made.getExports();
    if (!isLaidOut(instance, Layout.STATE, Layout.OUT, Layout.DATA, Layout.PIECE)) {
      // A file of another version, which some cache has kept.
      return;
    }
    // This module's memory never grows, so that views on it stay good.
    ArrayBuffer memory = instance.getMemory().getBuffer();
    data = new Int8Array(memory, Layout.DATA, Layout.PIECE).toJavaArray();
    crcs = new Int32Array(memory, Layout.OUT, Layout.PIECE / Crc32c.BLOCK).toJavaArray();
    state = new Int32Array(memory, Layout.STATE, 8).toJavaArray();
    exports = instance;
    module = compiled;
    waiting.forEach(told -> told.module(compiled));
    waiting.clear();
  }

  /** How SHA-256 folds blocks: null for Java's own way, as long as the kernels are not there. */
  public BlockFunction sha256() {
    return exports == null ? null : this::sha256;
  }

  boolean ready() {
    return exports != null;
  }

  /** CRC-32C of every block of a range, which is not longer than {@link Layout#PIECE}. */
  void blockCrcs(byte[] bytes, int offset, int length, int[] into, int at) {
    System.arraycopy(bytes, offset, data, 0, length);
    exports.crc32c_blocks(Layout.DATA, length, Layout.OUT);
    System.arraycopy(crcs, 0, into, at, (length + Crc32c.BLOCK - 1) / Crc32c.BLOCK);
  }

  private void sha256(int[] hash, byte[] bytes, int offset, int blocks) {
    System.arraycopy(hash, 0, state, 0, state.length);
    int end = offset + blocks * 64;
    for (int at = offset; at < end; at += Layout.PIECE) {
      int length = Math.min(Layout.PIECE, end - at);
      System.arraycopy(bytes, at, data, 0, length);
      exports.sha256(Layout.STATE, Layout.DATA, length / 64);
    }
    System.arraycopy(state, 0, hash, 0, state.length);
  }

  @JSBody(
      params = {"promise", "told"},
      script = "promise.then(told).catch(function() {});")
  private static native void whenKept(Promise promise, Settled told);

  @JSBody(
      params = {"exports", "state", "out", "data", "piece"},
      script =
          "return exports.state.value === state && exports.out.value === out"
              + " && exports.data.value === data && exports.piece.value === piece;")
  private static native boolean isLaidOut(Exports exports, int state, int out, int data, int piece);
}
