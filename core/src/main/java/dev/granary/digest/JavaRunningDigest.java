package dev.granary.digest;

import dev.granary.Pending;

final class JavaRunningDigest implements Digests.RunningDigest {
  private final Sha256 sha256;

  JavaRunningDigest(Sha256 sha256) {
    this.sha256 = sha256;
  }

  @Override
  public Pending<byte[]> update(byte[] bytes, int length) {
    sha256.update(bytes, 0, length);
    return Pending.ready(sha256.state());
  }

  @Override
  public Pending<byte[]> digest() {
    return Pending.ready(sha256.digest());
  }
}
