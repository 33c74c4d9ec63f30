package dev.granary.integrity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.integrity.ScrubReport.Bad;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.ChunkRow;
import dev.granary.store.NewChunk;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damage of every kind is found, named, and harms nothing else; storing the bytes again heals. */
final class ScrubTest {
  /** The ways to damage a chunk, and the reasons that the report gives. */
  enum Damage {
    FLIPPED("have changed"),
    BYTES_MISSING("bytes are missing"),
    CHUNK_MISSING("is missing"),
    ROW_MISSING("is missing");

    final String said;

    Damage(String said) {
      this.said = said;
    }

    void happen(Rig rig, String chunk) {
      switch (this) {
        case FLIPPED -> rig.disk.flip(chunk, 1);
        case BYTES_MISSING -> rig.disk.lose(chunk, false);
        case CHUNK_MISSING -> rig.disk.lose(chunk, true);
        case ROW_MISSING -> rig.disk.loseRow(chunk);
      }
    }
  }

  private Rig rig = new Rig(ChunkForm.MEMORY);

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void whatIsFineIsSaidToBe(ChunkForm form) {
    rig = new Rig(form);
    rig.put("a", "aaaabbbbcc");
    rig.put("b", "bbbb");
    rig.put("empty", "");
    assertEquals(new ScrubReport(3, 10, List.of()), rig.scrub());
    assertEquals(new ScrubReport(1, 4, List.of()), rig.scrub("b"));
    assertEquals(new ScrubReport(0, 0, List.of()), rig.scrub("empty"));
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void damageIsNamedAndHarmsNothingElse(Damage damage) {
    for (ChunkForm form : ChunkForm.values()) {
      rig = new Rig(form);
      rig.put("a", "aaaabbbbcc");
      rig.put("b", "dddd");
      damage.happen(rig, rig.chunk("a", 1));
      ScrubReport report = rig.scrub();
      assertEquals(4, report.checkedChunks());
      assertEquals(14, report.checkedBytes());
      assertBad(report, damage.said, "a 1");
      assertEquals(List.of(), rig.scrub("b").bad());
      assertEquals("dddd", rig.read("b"));
      assertEquals(2, rig.files.list("").size());
      GranaryException told = assertThrows(GranaryException.class, () -> rig.read("a"));
      assertEquals(Code.CORRUPT, told.code());
      assertEquals("a", told.details().get("key"));
      assertEquals(1, told.details().get("chunk"));
    }
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void storingTheSameBytesAgainHealsAllWhoShareThem(Damage damage) {
    rig.put("a", "aaaabbbbcc");
    rig.put("b", "bbbb");
    damage.happen(rig, rig.chunk("b", 0));
    assertBad(rig.scrub(), damage.said, "a 1", "b 0");
    rig.put("c", "bbbb");
    assertEquals(List.of(), rig.scrub().bad());
    assertEquals("aaaabbbbcc", rig.read("a"));
    assertEquals("bbbb", rig.read("b"));
    assertEquals(rig.disk.recount().toString(), rig.disk.totals().toString());
    rig.session.sweep().recount();
    assertEquals(rig.disk.chunks().size(), rig.disk.bytesCount());
  }

  @Test
  void healingAChunkThatPointsAtAnothersBytesHarmsNoOther() {
    for (ChunkForm form : ChunkForm.values()) {
      rig = new Rig(form);
      rig.put("a", "aaaa");
      rig.put("b", "bbbb");
      rig.disk.misplace(rig.chunk("a", 0), rig.chunk("b", 0));
      assertBad(rig.scrub(), Damage.FLIPPED.said, "a 0");
      rig.put("a", "aaaa");
      assertEquals(List.of(), rig.scrub().bad());
      assertEquals("bbbb", rig.read("b"));
      rig.session.sweep().recount();
      assertEquals(2, rig.disk.bytesCount());
      assertEquals(rig.disk.recount().toString(), rig.disk.totals().toString());
    }
  }

  /** One transaction does not look for the names of the chunks of many small files. */
  @Test
  void aReadThatFoundAChunkMissingTellsWhoeverStoresItAgain() {
    rig.put("a", "aaaa");
    rig.disk.loseRow(rig.chunk("a", 0));
    assertThrows(GranaryException.class, () -> rig.read("a"));
    NewChunk again = rig.session.reader().mending(new NewChunk(rig.chunk("a", 0), 4, null, null));
    assertEquals(ChunkRow.NOWHERE, again.replaces());
  }

  @Test
  void aReadThatMetTheDamageIsEnoughForThat() {
    rig.put("a", "aaaabbbb");
    rig.disk.flip(rig.chunk("a", 1), 0);
    assertThrows(GranaryException.class, () -> rig.read("a"));
    rig.put("a", "aaaabbbb");
    assertEquals("aaaabbbb", rig.read("a"));
    assertEquals(rig.disk.recount().toString(), rig.totalsAfterASweep());
  }

  @ParameterizedTest
  @EnumSource(Verify.class)
  void damageThatCameAfterAReadIsFound(Verify verify) {
    rig = new Rig(ChunkForm.MEMORY, verify);
    rig.put("a", "aaaabbbb");
    rig.read("a");
    rig.disk.flip(rig.chunk("a", 1), 0);
    assertBad(rig.scrub(), Damage.FLIPPED.said, "a 1");
    assertThrowsUnless(verify == Verify.NEVER, () -> rig.read("a"));
  }

  /** A forger who changes bytes changes their CRC as well. */
  @Test
  void bytesThatFitTheirChecksumsButNotTheIdAreFound() {
    rig.put("a", "aaaa");
    rig.disk.forge(rig.chunk("a", 0), "zzzz".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertBad(rig.scrub(), "its SHA-256 is", "a 0");
  }

  @Test
  void anEncodingOfALaterGranaryIsNamedAndHidesNothing() {
    rig.put("a", "aaaabbbb");
    rig.put("b", "cccc");
    rig.disk.encode(rig.chunk("a", 0), "later");
    rig.disk.flip(rig.chunk("b", 0), 0);
    ScrubReport report = rig.scrub();
    assertEquals(3, report.checkedChunks());
    assertEquals(
        List.of("a 0", "b 0"),
        report.bad().stream().map(each -> each.key() + " " + each.chunk()).toList());
    assertTrue(report.bad().get(0).reason().contains("encoding"), report.bad().get(0)::reason);
  }

  @Test
  void aDamagedManifestIsOneOfItsOwn() {
    rig.put("a", "aaaa");
    rig.put("b", "bbbb");
    rig.put("c", "cccc");
    Row damaged = rig.disk.row(Table.FILES, "b");
    rig.disk.commit(
        Batch.of(Step.FILE_PIN, 1)
            .put(new Row(Table.FILES, "b", 0, damaged.bytes(), damaged.names(), "{\"v\":1"))
            .build());
    ScrubReport report = rig.scrub();
    assertEquals(2, report.checkedChunks());
    assertBad(report, "manifest of \"b\" is damaged", "b -1");
    assertBad(rig.scrub("b"), "manifest", "b -1");
    assertEquals("aaaa", rig.read("a"));
    rig.put("b", "bbbb");
    assertEquals(List.of(), rig.scrub().bad());
  }

  @Test
  void aChunkThatAFileHasTwiceIsReadOnceAndNamedTwice() {
    rig.put("a", "aaaaaaaabb");
    rig.disk.flip(rig.chunk("a", 0), 0);
    ScrubReport report = rig.scrub();
    assertEquals(2, report.checkedChunks());
    assertBad(report, Damage.FLIPPED.said, "a 0", "a 1");
  }

  @Test
  void whatIsDeletedMeanwhileIsNotMissing() {
    rig.put("a", "aaaabbbb");
    rig.put("b", "cccc");
    Cancel deleting =
        () -> {
          if (rig.files.delete("a")) {
            rig.totalsAfterASweep();
          }
        };
    ScrubReport report =
        new Scrub(rig.session, null, null, deleting, (key, loaded, total, speed, done) -> {}).run();
    assertEquals(new ScrubReport(1, 4, List.of()), report);
  }

  @Test
  void aFileThatIsReplacedMeanwhileIsLeftOut() {
    rig.put("a", "aaaabbbb");
    Cancel replacing =
        () -> {
          if (rig.files.find("a").size() == 8) {
            rig.put("a", "cccc");
            rig.totalsAfterASweep();
          }
        };
    assertEquals(new ScrubReport(0, 0, List.of()), scrub(replacing));
  }

  /** The pin is another write of the manifest, of the same content. */
  @Test
  void aFileThatIsPinnedMeanwhileIsCheckedAllTheSame() {
    rig.put("a", "aaaabbbb");
    rig.disk.flip(rig.chunk("a", 1), 0);
    ScrubReport report = scrub(() -> rig.files.pin("a", true));
    assertEquals(2, report.checkedChunks());
    assertBad(report, Damage.FLIPPED.said, "a 1");
  }

  private ScrubReport scrub(Cancel meanwhile) {
    return new Scrub(rig.session, null, null, meanwhile, (key, loaded, total, speed, done) -> {})
        .run();
  }

  /** A writer that has not read the damage itself learns of it from the session. */
  @ParameterizedTest
  @EnumSource(Damage.class)
  void aScrubTellsTheWriterOfTheChunk(Damage damage) {
    rig.put("a", "aaaa");
    String id = rig.chunk("a", 0);
    long place = rig.disk.chunk(id).physicalId();
    damage.happen(rig, id);
    boolean lost = rig.disk.chunk(id) == null;
    rig.scrub();
    assertEquals(lost ? ChunkRow.NOWHERE : place, offered(id));
  }

  @Test
  void aScrubTellsTheWriterOfAForgedChunkAndOfOneOfAnotherSize() {
    rig.put("a", "aaaa");
    rig.put("b", "bbbb");
    rig.disk.forge(rig.chunk("a", 0), "zzzz".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    Row row = rig.disk.row(Table.FILES, "b");
    String text = row.text().replace("\",4]]", "\",3]]").replace("\"size\":4", "\"size\":3");
    Row wrong = new Row(Table.FILES, "b", Row.UNSTAMPED, row.bytes(), row.names(), text);
    rig.disk.commit(Batch.of(Step.FILE_COMMIT, 0).put(wrong).build());
    List<Bad> bad = rig.scrub().bad();
    assertEquals(2, bad.size());
    assertTrue(bad.get(1).reason().contains("4 bytes in place of 3"), bad.get(1).reason());
    for (String id : List.of(rig.chunk("a", 0), rig.chunk("b", 0))) {
      assertEquals(rig.disk.chunk(id).physicalId(), offered(id));
    }
  }

  /** What a writer of a chunk replaces; -1 for nothing. */
  private long offered(String id) {
    NewChunk offered = new NewChunk(id, 4, null, null);
    NewChunk mending = rig.session.reader().mending(offered);
    return mending == offered ? -1 : mending.replaces();
  }

  @Test
  void itTellsHowFarItIs() {
    rig.put("a", "aaaabbbb");
    rig.put("b", "aaaacc");
    rig.atClock = () -> rig.now += 1000;
    List<String> told = new ArrayList<>();
    new Scrub(
            rig.session,
            null,
            null,
            Cancel.NEVER,
            (key, loaded, total, speed, done) -> told.add(key + " " + loaded + "/" + total + done))
        .run();
    assertEquals(List.of("a 4/10false", "a 8/10false", "b 10/10false", "b 10/10true"), told);
  }

  @Test
  void itEndsWhenItIsCancelled() {
    rig.put("a", "aaaabbbb");
    IllegalStateException reason = new IllegalStateException("enough");
    int[] checks = {0};
    Cancel cancel =
        () -> {
          if (++checks[0] == 2) {
            throw reason;
          }
        };
    Scrub scrub =
        new Scrub(rig.session, null, null, cancel, (key, loaded, total, speed, done) -> {});
    assertSame(reason, assertThrows(IllegalStateException.class, scrub::run));
  }

  @Test
  void anAbsentKeyIsNotFound() {
    GranaryException told = assertThrows(GranaryException.class, () -> rig.scrub("absent"));
    assertEquals(Code.NOT_FOUND, told.code());
    assertTrue(told.getMessage().contains("\"absent\""), told.getMessage());
  }

  private static void assertThrowsUnless(boolean not, Runnable read) {
    if (not) {
      read.run();
    } else {
      assertThrows(GranaryException.class, read::run);
    }
  }

  private static void assertBad(ScrubReport report, String said, String... places) {
    List<String> found = new ArrayList<>();
    for (Bad bad : report.bad()) {
      found.add(bad.key() + " " + bad.chunk());
      assertTrue(bad.reason().contains(said), bad.reason());
      assertEquals(false, bad.repaired());
    }
    assertEquals(List.of(places), found);
  }
}
