package dev.granary.store;

/**
 * Combines many values into one number. An explorer uses it to recognise a state it has visited.
 */
public final class Fingerprint {
  private long value = 0xCBF29CE484222325L;

  public Fingerprint copy() {
    Fingerprint copy = new Fingerprint();
    copy.value = value;
    return copy;
  }

  public Fingerprint add(long part) {
    value = (value ^ part) * 0x9E3779B97F4A7C15L;
    value ^= value >>> 32;
    return this;
  }

  public Fingerprint add(Object part) {
    return add(part == null ? 0L : part.hashCode());
  }

  public long value() {
    return value;
  }
}
