package dev.granary.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Tests digests whose blocks another function folds; here that function is the Java code. */
final class BlockFunctionTest {
  private int folded;

  @Property(tries = 200)
  void theFunctionReceivesAllBlocks(
      @ForAll @Size(max = 400) byte[] bytes,
      @ForAll @Size(max = 20) List<@IntRange(max = 140) Integer> sizes) {
    folded = 0;
    Sha1 sha1 = Sha1.restore(new Sha1().state(), counted(new Sha1()));
    Pieces.feed(bytes, sizes, sha1::update);
    assertEquals(bytes.length / 64, folded);
    assertArrayEquals(Sha1.of(bytes, 0, bytes.length), sha1.digest());
    assertTrue(folded > bytes.length / 64, "it did not fold the padding");

    folded = 0;
    Sha256 sha256 = Sha256.restore(new Sha256().state(), counted(new Sha256()));
    Pieces.feed(bytes, sizes, sha256::update);
    assertEquals(bytes.length / 64, folded);
    assertArrayEquals(Sha256.of(bytes, 0, bytes.length), sha256.digest());
    assertTrue(folded > bytes.length / 64, "it did not fold the padding");
  }

  private BlockFunction counted(BlockDigest java) {
    return (hash, bytes, offset, blocks) -> {
      folded += blocks;
      java.compress(hash, bytes, offset, blocks);
    };
  }
}
