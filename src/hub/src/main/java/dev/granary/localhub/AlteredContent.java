package dev.granary.localhub;

/** Content with the same length as another content and with some changed bytes. */
final class AlteredContent implements Content {
  private final Content content;
  private final long from;
  private final long to;

  AlteredContent(Content content, long from, long to) {
    this.content = content;
    this.from = from;
    this.to = to;
  }

  @Override
  public long length() {
    return content.length();
  }

  @Override
  public void read(long position, byte[] into, int length) {
    content.read(position, into, length);
    long end = Math.min(to, position + length);
    for (long at = Math.max(from, position); at < end; at++) {
      into[(int) (at - position)] ^= 0x20;
    }
  }
}
