package dev.granary.localhub;

/** Content in memory. */
final class StoredContent implements Content {
  private final byte[] bytes;

  StoredContent(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public void read(long position, byte[] into, int length) {
    System.arraycopy(bytes, (int) position, into, 0, length);
  }
}
