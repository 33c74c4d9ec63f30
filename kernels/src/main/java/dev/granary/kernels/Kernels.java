package dev.granary.kernels;

import dev.granary.kernels.emit.WasmModule;

/** All kernels in one module. */
final class Kernels {
  private Kernels() {}

  static byte[] module() {
    WasmModule module = new WasmModule(Layout.PAGES);
    module.constant("state", Layout.STATE);
    module.constant("out", Layout.OUT);
    module.constant("data", Layout.DATA);
    module.constant("piece", Layout.PIECE);
    Crc32cKernel.addTo(module);
    Sha256Kernel.addTo(module);
    return module.toBytes();
  }
}
