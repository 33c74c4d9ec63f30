package dev.granary.store;

/**
 * Many values as one number, for an explorer that wants to know whether it has been in a state
 * before.
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
