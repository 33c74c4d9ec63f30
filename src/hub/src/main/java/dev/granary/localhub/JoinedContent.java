package dev.granary.localhub;

/** A header in memory, followed by other content. */
final class JoinedContent implements Content {
  private final byte[] head;
  private final Content rest;

  JoinedContent(byte[] head, Content rest) {
    this.head = head;
    this.rest = rest;
  }

  @Override
  public long length() {
    return head.length + rest.length();
  }

  @Override
  public void read(long position, byte[] into, int length) {
    if (position >= head.length) {
      rest.read(position - head.length, into, length);
      return;
    }
    int ofHead = (int) Math.min(length, head.length - position);
    if (ofHead < length) {
      byte[] tail = new byte[length - ofHead];
      rest.read(0, tail, tail.length);
      System.arraycopy(tail, 0, into, ofHead, tail.length);
    }
    System.arraycopy(head, (int) position, into, 0, ofHead);
  }
}
