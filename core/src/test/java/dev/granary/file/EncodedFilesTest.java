package dev.granary.file;

import static dev.granary.file.Bench.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ChunkSource;
import dev.granary.chunk.codec.Deflate;
import dev.granary.chunk.codec.ZipDeflate;
import dev.granary.digest.Crc32c;
import dev.granary.integrity.Scrub;
import dev.granary.integrity.ScrubReport;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.ChunkRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests files with encoded chunks. A reader sees no difference. */
final class EncodedFilesTest {
  private static final int CHUNK = 2 * Crc32c.BLOCK;
  private static final FileSpec AUTO = FileSpec.ANY.encoded(true);

  /** Two full chunks of weights, and a shorter one. */
  private static final byte[] WEIGHTS = weights(2 * CHUNK + 20_000);

  private Bench bench = new Bench();
  private int expanded;

  @BeforeEach
  void connect() {
    connect(new Bench());
  }

  private void connect(Bench other) {
    bench = other;
    bench.deflate = counting();
    bench.connect("first", CHUNK, Batch.UNLIMITED);
  }

  private Deflate counting() {
    Deflate real = new ZipDeflate();
    return new Deflate() {
      @Override
      public Pending<byte[]> compress(byte[] bytes, int length, int limit) {
        return real.compress(bytes, length, limit);
      }

      @Override
      public Pending<byte[]> expand(byte[] compressed, int limit) {
        expanded++;
        return real.expand(compressed, limit);
      }
    };
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void encodedFilesTakeLessSpaceAndReadTheSame(ChunkForm form) {
    connect(new Bench(form));
    FileManifest plain = put("plain", WEIGHTS, FileSpec.ANY);
    long asTheyAre = bench.disk.totals().storedBytes();
    bench.files.delete("plain");
    bench.assertNothingIsLeftBehind();

    bench.connect("first", CHUNK, Batch.UNLIMITED);
    FileManifest encoded = put("encoded", WEIGHTS, AUTO);
    assertEquals(plain.sha256(), encoded.sha256());
    assertEquals(plain.chunks(), encoded.chunks());
    assertEquals(WEIGHTS.length, encoded.size());
    assertTrue(bench.disk.totals().storedBytes() < 0.9 * asTheyAre);
    for (ChunkRow chunk : bench.disk.chunks()) {
      assertEquals("shuffle4+deflate", chunk.encoding());
      assertTrue(chunk.storedSize() < chunk.size());
    }
    OpenFile file = bench.files.open("encoded");
    assertArrayEquals(WEIGHTS, file.bytes(0, WEIGHTS.length));
    for (int at :
        new int[] {0, 1, Crc32c.BLOCK - 1, CHUNK - 5, 2 * CHUNK - 1, WEIGHTS.length - 7}) {
      assertArrayEquals(
          Arrays.copyOfRange(WEIGHTS, at, at + 7), file.bytes(at, at + 7), "from " + at);
    }
    assertEquals(List.of(), scrub().bad());
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aChunkThatDoesNotBecomeSmallerIsNotEncoded() {
    byte[] noise = new byte[CHUNK + 1];
    new Random(7).nextBytes(noise);
    put("k", noise, AUTO);
    assertEquals(List.of("identity", "identity"), encodings());
    assertNotNull(bench.files.open("k").content().heldAsItIs(0));
    assertArrayEquals(noise, read("k"));
  }

  /** A reading supplies a chunk in pieces of growing size. */
  @Test
  void oneReadingDecodesEachChunkOnce() {
    put("k", WEIGHTS, AUTO);
    expanded = 0;
    ContentReading reading = bench.files.open("k").read(0, WEIGHTS.length);
    int pieces = 0;
    for (byte[] piece = reading.next(); piece != null; piece = reading.next()) {
      pieces++;
    }
    assertEquals(3, expanded);
    assertTrue(pieces > 3);
  }

  @Test
  void encodedBytesAreNeverReturnedAsContent() {
    put("k", WEIGHTS, AUTO);
    OpenFile file = bench.files.open("k");
    assertNotNull(file.content().held(0));
    assertNull(file.content().heldAsItIs(0));
  }

  /** The estimate assumes that the remaining chunks are encoded as well as the stored ones. */
  @Test
  void theEstimateOfMissingSpaceCountsEncodedBytes() {
    put("k", WEIGHTS, AUTO);
    long encoded = bench.disk.totals().storedBytes();
    bench.files.delete("k");
    bench.assertNothingIsLeftBehind();
    long budget = encoded + encoded / 30;
    assertTrue(budget < WEIGHTS.length - (CHUNK - CHUNK * encoded / WEIGHTS.length));

    bench.connect("tight", CHUNK, budget);
    byte[] noise = new byte[(int) encoded];
    new Random(7).nextBytes(noise);
    put("victim", noise, FileSpec.ANY);
    bench.files.pin("victim", true);
    GranaryException full =
        fails(
            Code.QUOTA, () -> bench.files.put("k", ChunkSource.of(WEIGHTS), sized(), Cancel.NEVER));
    long needed = (Long) full.details().get("needed");
    assertTrue(needed > encoded * 0.97 && needed < budget, needed + " of " + encoded);

    bench.files.pin("victim", false);
    bench.files.put("k", ChunkSource.of(WEIGHTS), sized(), Cancel.NEVER);
    assertArrayEquals(WEIGHTS, read("k"));
    assertNull(bench.files.open("victim"));
  }

  private static FileSpec sized() {
    return Bench.sized(WEIGHTS.length).encoded(true);
  }

  /** The first stored form stays and serves both files. */
  @Test
  void aChunkIsStoredOnceInEitherForm() {
    put("encoded", WEIGHTS, AUTO);
    long stored = bench.disk.totals().storedBytes();
    put("plain", WEIGHTS, FileSpec.ANY);
    assertEquals(stored, bench.disk.totals().storedBytes());
    assertEquals(3, bench.disk.chunks().size());
    bench.files.delete("encoded");
    assertArrayEquals(WEIGHTS, read("plain"));

    byte[] others = Arrays.copyOfRange(WEIGHTS, 4, CHUNK);
    put("first plain", others, FileSpec.ANY);
    put("then encoded", others, AUTO);
    assertArrayEquals(others, read("then encoded"));
    bench.assertNothingIsLeftBehind();
  }

  /** The budget counts stored bytes. */
  @Test
  void moreFilesFitIntoABudget() {
    bench.connect("narrow", CHUNK, WEIGHTS.length - 1);
    GranaryException full = fails(Code.QUOTA, () -> put("k", WEIGHTS, FileSpec.ANY));
    assertEquals("k", full.details().get("key"));
    bench.session.sweep().run(0);
    put("k", WEIGHTS, AUTO);
    assertArrayEquals(WEIGHTS, read("k"));
    bench.assertTotalsEqualARecount();
  }

  @Test
  void aResumingWriterEncodesToo() {
    ChunkSource first =
        (index, into) -> {
          if (index == 1) {
            throw new IllegalStateException("cut off");
          }
          return ChunkSource.of(WEIGHTS).chunk(index, into);
        };
    FileWriter writer = bench.writers.begin("k", AUTO, Bench.ORIGIN, true, Cancel.NEVER);
    assertThrows(
        IllegalStateException.class,
        () -> writer.write(first, Cancel.NEVER, FileWriter.Progress.NONE));
    var row = bench.journals().get(0);
    assertTrue(Journal.decode("k", row.stamp(), row.text()).spec().encoded());

    bench.dieAndReconnect("second");
    bench
        .writers
        .resume("k")
        .write(ChunkSource.of(WEIGHTS), Cancel.NEVER, FileWriter.Progress.NONE);
    assertArrayEquals(WEIGHTS, read("k"));
    assertEquals(Collections.nCopies(3, "shuffle4+deflate"), encodings());
    bench.assertNothingIsLeftBehind();
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void damageIsFoundNamedAndRepaired(ChunkForm form) {
    for (int place : new int[] {0, 1, 1000, -1}) {
      connect(new Bench(form));
      put("k", WEIGHTS, AUTO);
      String chunk = bench.chunkId("k", 1);
      int stored = bench.disk.chunk(chunk).storedSize();
      bench.disk.flip(chunk, place < 0 ? stored - 1 : place);

      ScrubReport report = scrub();
      assertEquals(1, report.bad().size(), "at " + place);
      assertEquals("k", report.bad().get(0).key());
      assertEquals(1, report.bad().get(0).chunk());
      GranaryException thrown = fails(Code.CORRUPT, () -> read("k"));
      assertEquals("k", thrown.details().get("key"));
      assertEquals(1, thrown.details().get("chunk"));
      assertArrayEquals(
          Arrays.copyOf(WEIGHTS, CHUNK), bench.files.open("k").bytes(0, CHUNK), "chunk 0 is fine");

      put("again", WEIGHTS, place == 0 ? FileSpec.ANY : AUTO);
      assertArrayEquals(WEIGHTS, read("k"));
      assertEquals(List.of(), scrub().bad());
      bench.assertNothingIsLeftBehind();
    }
  }

  /**
   * The blocks were right once and count as verified, but an encoded chunk is decoded as a whole,
   * so nothing of it can be read.
   */
  @Test
  void laterDamageIsRepairedToo() {
    put("k", WEIGHTS, AUTO);
    assertArrayEquals(WEIGHTS, read("k"));
    bench.disk.flip(bench.chunkId("k", 0), 0);
    fails(Code.CORRUPT, () -> read("k"));
    put("k", WEIGHTS, AUTO);
    assertArrayEquals(WEIGHTS, read("k"));
  }

  @Test
  void withoutPlatformCompressionNothingIsEncodedOrDecoded() {
    put("before", WEIGHTS, AUTO);
    bench.deflate = null;
    bench.connect("second", CHUNK, Batch.UNLIMITED);
    GranaryException thrown = fails(Code.UNSUPPORTED, () -> read("before"));
    assertEquals("shuffle4+deflate", thrown.details().get("encoding"));
    assertEquals(
        "UNSUPPORTED", assertThrows(GranaryException.class, () -> scrub()).code().toString());

    byte[] others = Arrays.copyOfRange(WEIGHTS, 4, CHUNK);
    put("after", others, AUTO);
    assertArrayEquals(others, read("after"));
    assertNotNull(bench.files.open("after").content().heldAsItIs(0));
  }

  private FileManifest put(String key, byte[] content, FileSpec spec) {
    return bench.files.put(key, ChunkSource.of(content), spec, Cancel.NEVER);
  }

  private byte[] read(String key) {
    OpenFile file = bench.files.open(key);
    return file.bytes(0, file.manifest().size());
  }

  private List<String> encodings() {
    return bench.disk.chunks().stream().map(ChunkRow::encoding).toList();
  }

  private ScrubReport scrub() {
    return new Scrub(
            bench.session, null, null, Cancel.NEVER, (key, loaded, total, speed, done) -> {})
        .run();
  }

  private static byte[] weights(int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(length);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) (0.02 * random.nextGaussian()));
    }
    return bytes.array();
  }
}
