package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.WasmModule;

/** Puts all kernels into one module: with baseline SIMD alone, or with relaxed SIMD, too. */
enum KernelModule {
  BASELINE("kernels.wasm"),
  RELAXED("kernels-relaxed.wasm");

  final String fileName;

  KernelModule(String fileName) {
    this.fileName = fileName;
  }

  byte[] toBytes() {
    WasmModule module = new WasmModule(Layout.PAGES);
    module.constant("state", Layout.STATE);
    module.constant("out", Layout.OUT);
    module.constant("data", Layout.DATA);
    module.constant("piece", Layout.PIECE);
    Crc32cKernel.addTo(module);
    Sha1Kernel.addTo(module);
    Sha256Kernel.addTo(module);
    FloatDistanceKernel.addTo(module);
    Function dot = ByteDistanceKernel.addTo(module, this == RELAXED);
    Function insertion = Pool.insertion(module);
    SelectKernel.addTo(module, insertion);
    HnswSearchKernel.addTo(module, dot, insertion);
    ConversionKernel.addTo(module);
    ShuffleKernel.addTo(module);
    return module.toBytes();
  }
}
