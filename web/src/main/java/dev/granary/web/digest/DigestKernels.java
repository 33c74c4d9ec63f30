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
 * Computes digests in WebAssembly, several times faster than Java. The kernels are ready once their
 * file is loaded. Until then, and wherever the file or WebAssembly is refused, Java computes the
 * digests.
 */
public final class DigestKernels {
  /** Receives the compiled module. Never suspends. */
  interface Loaded {
    void module(JSObject module);
  }

  /** The exports of the module; the module decides their names. */
  interface Exports extends JSObject {
    void crc32c_blocks(int data, int length, int out);

    void sha256(int state, int data, int blocks);

    @JSProperty
    SimdKernels.Memory getMemory();
  }

  private static final String FILE = "kernels.wasm";

  private static DigestKernels shared;

  private final List<Loaded> waiting = new ArrayList<>();
  private JSObject module;
  private Exports exports;
  private boolean loading;

  /** Views on the parts of the memory that Java reads and writes. */
  private byte[] data;

  private int[] crcs;
  private int[] state;

  /**
   * Returns the kernels of this context, and loads them unless they are loaded already. When that
   * fails, Java computes the digests, and the next call loads again.
   *
   * @param fetch fetches the file of the kernels; null where there is none
   * @param failed hears why the file cannot be used
   */
  public static DigestKernels shared(KernelLoader.Fetch fetch, UnusableFile failed) {
    if (shared == null) {
      shared = new DigestKernels();
    }
    shared.load(fetch, failed);
    return shared;
  }

  private void load(KernelLoader.Fetch fetch, UnusableFile failed) {
    if (loading || ready() || fetch == null) {
      return;
    }
    loading = true;
    settle(
        KernelLoader.module(fetch),
        compiled ->
            settle(
                KernelLoader.instance(compiled),
                made -> loaded(compiled, (KernelLoader.Instance) made),
                cause -> refused(failed, cause)),
        cause -> refused(failed, cause));
  }

  private void refused(UnusableFile failed, JSObject cause) {
    loading = false;
    failed.unusable(FILE, cause);
  }

  /** Takes a module that another context has loaded. */
  public void use(JSObject compiled) {
    settle(
        KernelLoader.instance(compiled),
        made -> loaded(compiled, (KernelLoader.Instance) made),
        refused -> {});
  }

  /** Passes on the compiled module once it is loaded. */
  void whenLoaded(Loaded listener) {
    if (module != null) {
      listener.module(module);
    } else {
      waiting.add(listener);
    }
  }

  private void loaded(JSObject compiled, KernelLoader.Instance made) {
    Exports instance = (Exports) made.getExports();
    // A cache may have kept the file of another version.
    expectLayout(instance, Layout.STATE, Layout.OUT, Layout.DATA, Layout.PIECE);
    // The memory of this module never grows, so views on it stay valid.
    ArrayBuffer memory = instance.getMemory().getBuffer();
    data = new Int8Array(memory, Layout.DATA, Layout.PIECE).toJavaArray();
    crcs = new Int32Array(memory, Layout.OUT, Layout.PIECE / Crc32c.BLOCK).toJavaArray();
    state = new Int32Array(memory, Layout.STATE, 8).toJavaArray();
    exports = instance;
    module = compiled;
    waiting.forEach(listener -> listener.module(compiled));
    waiting.clear();
  }

  /**
   * Returns the block function of SHA-256; null, which means Java, while the kernels are not ready.
   */
  public BlockFunction sha256() {
    return exports == null ? null : this::sha256;
  }

  /** Says whether WebAssembly computes the digests now. */
  public boolean ready() {
    return exports != null;
  }

  /** Computes the CRC-32C of every block of a range, which is at most {@link Layout#PIECE} long. */
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
      params = {"promise", "kept", "refused"},
      script = "promise.then(kept).catch(refused);")
  private static native void settle(Promise promise, Settled kept, Settled refused);

  @JSBody(
      params = {"exports", "state", "out", "data", "piece"},
      script =
          "if (exports.state.value !== state || exports.out.value !== out"
              + " || exports.data.value !== data || exports.piece.value !== piece)"
              + " throw new Error('It is the file of another release.');")
  private static native void expectLayout(Exports exports, int state, int out, int data, int piece);
}
