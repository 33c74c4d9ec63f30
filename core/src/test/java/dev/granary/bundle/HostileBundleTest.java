package dev.granary.bundle;

import static dev.granary.bundle.BundleRig.CHUNK;
import static dev.granary.bundle.BundleRig.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ChunkLayout;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests bundles made with bad intent. The import stores nothing wrong, and the error says what is
 * wrong.
 */
final class HostileBundleTest {
  private static final String A = sha("aaa");
  private static final String CHUNKS = "\"chunks\":[[\"" + A + "\",3]]";
  private static final String GOOD = "\"v\":1,\"size\":3,\"type\":\"\",\"sha256\":\"" + A + "\"";

  private final BundleRig from = new BundleRig();
  private final BundleRig to = new BundleRig();

  @Test
  void aTruncatedBundleStoresOnlyWholeFiles() {
    from.put("a", new byte[] {1, 2, 3});
    from.put("b", new byte[] {4, 5});
    byte[] bundle = from.export("a", "b");
    for (int length = 0; length < bundle.length; length++) {
      BundleRig each = new BundleRig();
      byte[] cut = Arrays.copyOf(bundle, length);
      each.refuses(length < BundleRecord.START ? Code.INVALID : Code.INTEGRITY, cut);
      byte[] a = each.read("a");
      assertTrue(a == null || Arrays.equals(a, new byte[] {1, 2, 3}));
      assertTrue(a != null || each.read("b") == null, "files come in their order");
      each.take(bundle);
      assertArrayEquals(new byte[] {4, 5}, each.read("b"));
    }
  }

  @Test
  void aFlippedBitAnywhereIsNoticed() {
    from.put("a", new byte[] {1, 2, 3});
    byte[] bundle = from.export("a");
    for (int bit = 0; bit < bundle.length * 8; bit++) {
      BundleRig each = new BundleRig();
      byte[] changed = bundle.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      GranaryException failure = assertThrows(GranaryException.class, () -> each.take(changed));
      assertTrue(
          failure.code() == Code.INVALID
              || failure.code() == Code.INTEGRITY
              || (failure.code() == Code.VERSION && bit / 8 < BundleRecord.START),
          failure.code() + " at " + bit / 8 + ": " + failure.getMessage());
      byte[] a = each.read("a");
      assertTrue(a == null || Arrays.equals(a, new byte[] {1, 2, 3}));
    }
  }

  @Test
  void aWrongChunkIsNamedAndTheChunksBeforeItAreKept() {
    from.put("a", bytes(2 * CHUNK, 4));
    byte[] bundle = from.export("a");
    bundle[bundle.length - 200] ^= 1;
    GranaryException failure = to.refuses(Code.INTEGRITY, bundle);
    assertEquals("a", failure.details().get("key"));
    assertEquals(1, failure.details().get("chunk"));
    assertEquals(null, to.read("a"));
    assertEquals(1, to.disk.chunks().size());
    bundle[bundle.length - 200] ^= 1;
    to.take(bundle);
    assertArrayEquals(from.read("a"), to.read("a"));
    assertTrue(to.events.contains("a from " + CHUNK));
  }

  @Test
  void aFileWithAWrongDigestNeverAppears() {
    byte[] lie =
        bundle("{\"key\":\"k\",\"file\":{" + GOOD.replace(A, sha("b")) + "," + CHUNKS + "}}");
    GranaryException failure = to.refuses(Code.INTEGRITY, lie);
    assertEquals("k", failure.details().get("key"));
    assertEquals(null, to.read("k"));
    assertEquals(0, to.journals());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"key\":\"k\"}",
        "{\"key\":7,\"file\":{}}",
        "{\"key\":\"k\",\"file\":{}}",
        "{\"key\":\"k\",\"file\":{GOOD}}",
        "{\"key\":\"\",\"file\":{GOOD,CHUNKS}}",
        "{\"key\":\"\\ud800\",\"file\":{GOOD,CHUNKS}}",
        "{\"key\":\"\\ud800k\",\"file\":{GOOD,CHUNKS}}",
        "{\"key\":\"k\\udc00\",\"file\":{GOOD,CHUNKS}}",
        "{\"key\":\"\\ud800\\udc00\\udc00\",\"file\":{GOOD,CHUNKS}}",
        "{\"key\":\"k\",\"file\":{GOOD,CHUNKS,\"type\":\"a\\u001fb\"}}",
        "{\"key\":\"k\",\"file\":{GOOD,CHUNKS,\"type\":\"a\\r\\nb: c\"}}",
        "{\"key\":\"k\",\"file\":{GOOD,CHUNKS,\"metadata\":[]}}",
        "{\"key\":\"k\",\"file\":{GOOD,CHUNKS,\"origin\":{}}}",
        "{\"key\":\"k\",\"file\":{GOOD,CHUNKS,\"origin\":{\"url\":\"javascript:0\"}}}",
        "{\"key\":\"k\",\"file\":{GOOD,CHUNKS,\"size\":4}}",
        "{\"key\":\"k\",\"file\":{GOOD,CHUNKS,\"sha256\":\"0\"}}",
        "{\"key\":\"k\",\"file\":{GOOD,\"chunks\":[[\"UPPER\",3]]}}",
        "{\"key\":\"k\",\"file\":{GOOD,\"chunks\":[[\"A\",0]],\"size\":0}}",
        "{\"key\":\"k\",\"file\":{GOOD,\"chunks\":[[\"A\",67108865]],\"size\":67108865}}",
        "{\"key\":\"k\",\"file\":{GOOD,\"chunks\":[[\"A\",1],[\"A\",1],[\"A\",1],[\"A\",1]],\"size\":4}}",
        "{\"key\":\"k\",\"file\":{GOOD,CHUNKS}} ?",
        "{\"key\":\"\u00e4\",\"file\":{GOOD,CHUNKS}}"
      })
  void anImpossibleFileIsInvalid(String body) {
    String json =
        body.replace("GOOD", GOOD)
            .replace("CHUNKS", CHUNKS)
            .replace("UPPER", A.toUpperCase(java.util.Locale.ROOT))
            .replace("\"A\"", "\"" + A + "\"");
    GranaryException failure = to.refuses(Code.INVALID, bundle(json));
    assertTrue(failure.getMessage().startsWith("The bundle has a file "), failure.getMessage());
    boolean readable = json.startsWith("{\"key\":\"k\",\"file\"");
    assertEquals(readable, failure.details().get("key").equals("k"), failure.getMessage());
    assertEquals(0, to.disk.chunks().size());
    assertEquals(0, to.journals());
  }

  @Test
  void theSameFileWithoutTheErrorIsAccepted() {
    to.take(bundle("{\"x\":[],\"key\":\"k\",\"file\":{" + GOOD + "," + CHUNKS + ",\"y\":{}}}"));
    assertArrayEquals("aaa".getBytes(StandardCharsets.US_ASCII), to.read("k"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"type\":\"a\\tb c\"",
        "\"metadata\":{\"x\":[]}",
        "\"origin\":{\"url\":\"http://a\"}",
        "\"origin\":{\"url\":\"https://a\"}",
      })
  void anUnusualFileIsAccepted(String member) {
    to.take(bundle("{\"key\":\"k\",\"file\":{" + GOOD + "," + CHUNKS + "," + member + "}}"));
    assertArrayEquals("aaa".getBytes(StandardCharsets.US_ASCII), to.read("k"));
  }

  /** The largest lengths that a bundle may have: here the bytes are missing, nothing else. */
  @Test
  void aLengthAtTheBoundIsRead() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(BundleRecord.start());
    out.writeBytes(new BundleRecord(BundleRecord.Type.FILE, BundledFile.LARGEST, A).encode());
    to.refuses(Code.INTEGRITY, out.toByteArray());
    int largest = ChunkLayout.LARGEST;
    String sizes = ",\"chunks\":[[\"" + A + "\"," + largest + "]],\"size\":" + largest;
    byte[] file =
        ("{\"key\":\"k\",\"file\":{" + GOOD + sizes + "}}").getBytes(StandardCharsets.US_ASCII);
    byte[] records = records(BundleRecord.Type.FILE, file);
    ByteArrayOutputStream cut = new ByteArrayOutputStream();
    cut.writeBytes(records);
    cut.writeBytes(new BundleRecord(BundleRecord.Type.CHUNK, largest, A).encode());
    to.refuses(Code.INTEGRITY, cut.toByteArray());
  }

  /** An aborted stream looks as if it had ended. */
  @Test
  void anAbortIsNotAnIncompleteBundle() {
    from.put("a", new byte[] {1, 2, 3});
    byte[] cut = Arrays.copyOf(from.export("a"), 100);
    IllegalStateException reason = new IllegalStateException("enough");
    boolean[] aborted = {false};
    int[] reads = {0};
    to.meanwhile = () -> aborted[0] = ++reads[0] > 3;
    Cancel cancel =
        () -> {
          if (aborted[0]) {
            throw reason;
          }
        };
    assertSame(reason, assertThrows(IllegalStateException.class, () -> to.take(cut, 5000, cancel)));
    assertEquals(4, reads[0]);
  }

  @Test
  void aKeyThatIsTooLongIsInvalid() {
    for (int length : new int[] {1024, 1025}) {
      String key = "k".repeat(length);
      byte[] bundle = bundle("{\"key\":\"" + key + "\",\"file\":{" + GOOD + "," + CHUNKS + "}}");
      if (length == 1024) {
        to.take(bundle);
      } else {
        to.refuses(Code.INVALID, bundle);
      }
    }
  }

  /** Lengths are refused before memory is allocated for them. */
  @ParameterizedTest
  @CsvSource({"FILE, 16777217", "FILE, 4294967295", "END, 16777217", "CHUNK, 4294967295"})
  void aLengthOutOfBoundsIsInvalid(BundleRecord.Type type, long length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(BundleRecord.start());
    out.writeBytes(new BundleRecord(type, length, A).encode());
    to.refuses(Code.INVALID, out.toByteArray());
    assertTrue(to.session.buffers().peak() == 0);
  }

  @Test
  void otherBytesAreInvalidAndANewerBundleIsVersion() {
    to.refuses(
        Code.INVALID,
        "Once upon a time there was no bundle at all.".getBytes(StandardCharsets.US_ASCII));
    byte[] newer = from.export();
    newer[8] = 2;
    GranaryException failure = to.refuses(Code.VERSION, newer);
    assertEquals(2, failure.details().get("found"));
    assertEquals(1, failure.details().get("supported"));
  }

  @Test
  void recordsInAWrongPlaceAreInvalid() {
    byte[] manifest =
        ("{\"key\":\"k\",\"file\":{" + GOOD + "," + CHUNKS + "}}")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = "aaa".getBytes(StandardCharsets.US_ASCII);
    to.refuses(Code.INVALID, records(BundleRecord.Type.CHUNK, chunk));
    to.refuses(
        Code.INVALID,
        records(BundleRecord.Type.FILE, manifest, BundleRecord.Type.END, BundleEnd.encode(1, 0)));
    to.refuses(
        Code.INVALID,
        records(
            BundleRecord.Type.FILE,
            manifest,
            BundleRecord.Type.CHUNK,
            "bbb".getBytes(StandardCharsets.US_ASCII)));
    to.refuses(
        Code.INVALID,
        records(
            BundleRecord.Type.FILE,
            manifest,
            BundleRecord.Type.CHUNK,
            chunk,
            BundleRecord.Type.CHUNK,
            chunk));
    to.refuses(
        Code.INVALID,
        records(
            BundleRecord.Type.FILE,
            manifest,
            BundleRecord.Type.CHUNK,
            chunk,
            BundleRecord.Type.FILE,
            manifest));
    to.refuses(
        Code.INVALID,
        records(BundleRecord.Type.END, BundleEnd.encode(0, 0), BundleRecord.Type.END, new byte[0]));
  }

  @Test
  void anEndWithWrongCountsIsIntegrity() {
    to.refuses(Code.INTEGRITY, records(BundleRecord.Type.END, BundleEnd.encode(1, 0)));
    to.refuses(Code.INTEGRITY, records(BundleRecord.Type.END, BundleEnd.encode(0, 1)));
    to.refuses(
        Code.INVALID, records(BundleRecord.Type.END, "{".getBytes(StandardCharsets.US_ASCII)));
    to.refuses(
        Code.INTEGRITY, records(BundleRecord.Type.END, "{}".getBytes(StandardCharsets.US_ASCII)));
    byte[] more = "{\"files\":0,\"chunks\":0} 0".getBytes(StandardCharsets.US_ASCII);
    to.refuses(Code.INVALID, records(BundleRecord.Type.END, more));
    byte[] later = "{\"later\":[{}],\"files\":0,\"chunks\":0}".getBytes(StandardCharsets.US_ASCII);
    assertEquals(List.of(), to.take(records(BundleRecord.Type.END, later)));
  }

  @Test
  void aChunkOfTwoSizesIsInvalid() {
    byte[] one =
        ("{\"key\":\"k\",\"file\":{" + GOOD + "," + CHUNKS + "}}")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] two =
        ("{\"key\":\"l\",\"file\":{" + GOOD + ",\"chunks\":[[\"" + A + "\",4]],\"size\":4}}")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = "aaa".getBytes(StandardCharsets.US_ASCII);
    to.refuses(
        Code.INVALID,
        records(
            BundleRecord.Type.FILE,
            one,
            BundleRecord.Type.CHUNK,
            chunk,
            BundleRecord.Type.FILE,
            two));
    assertEquals(null, to.read("l"));
  }

  private static byte[] bundle(String manifest) {
    return records(
        BundleRecord.Type.FILE,
        manifest.getBytes(StandardCharsets.ISO_8859_1),
        BundleRecord.Type.CHUNK,
        "aaa".getBytes(StandardCharsets.US_ASCII),
        BundleRecord.Type.END,
        BundleEnd.encode(1, 1));
  }

  /** Types and bodies in turn. */
  private static byte[] records(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(BundleRecord.start());
    for (int i = 0; i < parts.length; i += 2) {
      byte[] body = (byte[]) parts[i + 1];
      String sha256 = Hex.encode(Sha256.of(body, 0, body.length));
      out.writeBytes(new BundleRecord((BundleRecord.Type) parts[i], body.length, sha256).encode());
      out.writeBytes(body);
    }
    return out.toByteArray();
  }

  private static String sha(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Hex.encode(Sha256.of(bytes, 0, bytes.length));
  }
}
