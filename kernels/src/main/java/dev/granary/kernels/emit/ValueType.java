package dev.granary.kernels.emit;

/** The types of values (section 5.3.1). */
enum ValueType {
  I32(0x7f),
  V128(0x7b);

  final int code;

  ValueType(int code) {
    this.code = code;
  }
}
