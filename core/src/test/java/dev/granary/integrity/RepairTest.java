package dev.granary.integrity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.http.Http;
import dev.granary.http.PartFetch;
import dev.granary.integrity.ScrubReport.Bad;
import dev.granary.integrity.ScrubTest.Damage;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged chunks are fetched again where they came from, and only right bytes are believed. */
final class RepairTest {
  private static final Origin ORIGIN = new Origin("https://example.org/a", "\"1\"");
  private static final String CONTENT = "aaaabbbbcccc";

  private Rig rig = new Rig(ChunkForm.MEMORY);
  private final List<String> asked = new ArrayList<>();
  private final Map<String, String> headers = new HashMap<>();
  private int status = 206;
  private int closed;
  private Runnable meanwhile = () -> {};

  /** A server that has this content. */
  private Http server(String content) {
    return asking -> {
      asked.add(asking.url() + " " + asking.from() + "-" + asking.to());
      meanwhile.run();
      byte[] part = content.substring((int) asking.from(), (int) asking.to()).getBytes(US_ASCII);
      return new Http.Answer(status, headers::get, body(part));
    };
  }

  /** Byte by byte. */
  private ByteSource body(byte[] part) {
    int[] at = {0};
    return new ByteSource() {
      @Override
      public int read(ChunkBuffer into, int offset, int length) {
        if (at[0] == part.length) {
          return -1;
        }
        into.memory()[offset] = part[at[0]++];
        return 1;
      }

      @Override
      public void close() {
        closed++;
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void onlyTheDamagedPartIsFetched(Damage damage) {
    for (ChunkForm form : ChunkForm.values()) {
      asked.clear();
      rig = new Rig(form);
      rig.download("a", CONTENT, ORIGIN);
      damage.happen(rig, rig.chunk("a", 1));
      headers.put("etag", "W/\"1\"");
      headers.put("content-range", "bytes 4-7/12");
      ScrubReport report = rig.repair(server(CONTENT));
      assertEquals(List.of("https://example.org/a 4-8"), asked);
      Bad bad = report.bad().get(0);
      assertEquals(List.of(new Bad("a", null, 1, bad.reason(), true)), report.bad());
      assertTrue(bad.reason().contains(damage.said), bad.reason());
      assertEquals(CONTENT, rig.read("a"));
      assertEquals(List.of(), rig.scrub().bad());
      assertEquals(3, rig.disk.bytesCount());
      assertEquals(0, rig.session.buffers().count());
    }
    assertEquals(ChunkForm.values().length, closed);
  }

  @Test
  void theTotalsStayTrueWhereOnlyBytesWereDamaged() {
    rig.download("a", CONTENT, ORIGIN);
    rig.disk.flip(rig.chunk("a", 1), 0);
    rig.repair(server(CONTENT));
    assertEquals(rig.disk.recount().toString(), rig.disk.totals().toString());
    assertEquals(rig.disk.recount().toString(), rig.totalsAfterASweep());
  }

  @Test
  void bytesThatNobodyNamesGoWithARepair() {
    rig.download("a", CONTENT, ORIGIN);
    rig.disk.loseRow(rig.chunk("a", 1));
    assertEquals(3, rig.disk.bytesCount());
    rig.scrub();
    assertEquals(3, rig.disk.bytesCount());
    rig.repair(server(CONTENT));
    assertEquals(CONTENT, rig.read("a"));
    assertEquals(3, rig.disk.bytesCount());
    assertEquals(rig.disk.recount().toString(), rig.disk.totals().toString());
  }

  @Test
  void oneFileThatIsKnownRepairsAllThatShareItsChunks() {
    rig.put("a", "bbbbbbbb");
    rig.download("b", CONTENT, ORIGIN);
    rig.put("c", "bbbb");
    rig.disk.flip(rig.chunk("a", 0), 0);
    ScrubReport report = rig.repair(server(CONTENT));
    List<String> told = new ArrayList<>();
    for (Bad bad : report.bad()) {
      told.add(bad.key() + " " + bad.chunk() + " " + bad.repaired());
      assertTrue(!bad.reason().contains("not repaired"), bad.reason());
    }
    assertEquals(List.of("a 0 true", "a 1 true", "b 1 true", "c 0 true"), told);
    assertEquals(1, asked.size());
    assertEquals("bbbbbbbb", rig.read("a"));
  }

  @Test
  void withoutAnOriginItStaysDamaged() {
    rig.put("a", CONTENT);
    rig.disk.flip(rig.chunk("a", 1), 0);
    assertNotRepaired(server(CONTENT), "it is not known where the file came from");
    assertEquals(List.of(), asked);
  }

  @Test
  void aServerWithoutRangesIsNotBelieved() {
    damaged();
    status = 200;
    assertNotRepaired(server(CONTENT), "the whole file");
    status = 404;
    assertNotRepaired(server(CONTENT), "status 404");
  }

  @Test
  void anotherFileAtTheOriginIsNotTaken() {
    damaged();
    headers.put("etag", "\"2\"");
    assertNotRepaired(server(CONTENT), "the file at its origin has changed");
    headers.clear();
    assertNotRepaired(server("aaaaBBBBcccc"), "the bytes at its origin are different");
    headers.put("content-range", "bytes 0-3/12");
    assertNotRepaired(server(CONTENT), "another part");
  }

  @Test
  void anAnswerThatBreaksOffIsNotTaken() {
    damaged();
    Http tooShort = asking -> new Http.Answer(206, name -> null, body(new byte[3]));
    assertNotRepaired(tooShort, "3 of 4 bytes");
    Http none =
        asking -> {
          throw new GranaryException(Code.NETWORK, "There is no line.");
        };
    assertNotRepaired(none, "There is no line.");
  }

  /** A manifest is not believed either: no room is made for two gigabytes. */
  @Test
  void aSizeThatNoChunkCanHaveIsNotAskedFor() {
    rig.download("a", CONTENT, ORIGIN);
    Row row = rig.disk.row(Table.FILES, "a");
    String text = row.text().replace("\",4]]", "\",2000000000]]").replace(":12,", ":2000000008,");
    Row wrong = new Row(Table.FILES, "a", Row.UNSTAMPED, row.bytes(), row.names(), text);
    rig.disk.commit(Batch.of(Step.FILE_COMMIT, 0).put(wrong).build());
    assertNotRepaired(server(CONTENT), "larger than that of any chunk");
    assertEquals(List.of(), asked);
  }

  /** The part of a large model begins beyond what an int can count. */
  @Test
  void beyondTwoGigabytesTheRightPartIsFetched() {
    FileManifest small = rig.download("a", "aaaabbbb", ORIGIN);
    List<ChunkRef> chunks = new ArrayList<>();
    for (int i = 0; i < 33; i++) {
      chunks.add(new ChunkRef(small.chunks().get(0).id(), ChunkLayout.LARGEST));
    }
    chunks.add(small.chunks().get(1));
    long size = 33L * ChunkLayout.LARGEST + 4;
    FileManifest large =
        new FileManifest("a", 0, size, "", small.sha256(), chunks, ORIGIN, 0, false, null);
    rig.disk.commit(Batch.of(Step.FILE_COMMIT, 0).put(large.row()).build());
    rig.disk.flip(small.chunks().get(1).id(), 0);
    rig.session.reader().foundDamaged(rig.disk.chunk(small.chunks().get(1).id()));
    Http http =
        asking -> {
          asked.add(asking.from() + "-" + asking.to());
          return new Http.Answer(206, headers::get, body("bbbb".getBytes(US_ASCII)));
        };
    Row row = rig.disk.row(Table.FILES, "a");
    FileContent content = new FileContent(row, new PartFetch(http));
    assertNull(new Repair(rig.session).run(content, 33));
    assertEquals(List.of("2214592512-2214592516"), asked);
    rig.disk.commit(Batch.of(Step.FILE_COMMIT, 0).put(small.row()).build());
    assertEquals("aaaabbbb", rig.read("a"));
  }

  @Test
  void aChunkOfTheLargestSizeIsAskedFor() {
    rig.download("a", CONTENT, ORIGIN);
    Row row = rig.disk.row(Table.FILES, "a");
    int largest = ChunkLayout.LARGEST;
    String text =
        row.text()
            .replace("\",4]]", "\"," + largest + "]]")
            .replace(":12,", ":" + (8 + largest) + ",");
    Row wrong = new Row(Table.FILES, "a", Row.UNSTAMPED, row.bytes(), row.names(), text);
    rig.disk.commit(Batch.of(Step.FILE_COMMIT, 0).put(wrong).build());
    assertNotRepaired(
        asking -> {
          asked.add(asking.from() + "-" + asking.to());
          return new Http.Answer(404, name -> null, body(new byte[0]));
        },
        "status 404");
    assertEquals(List.of("8-" + (8 + largest)), asked);
  }

  @Test
  void aServerThatSendsTooMuchIsReadNoFurther() {
    damaged();
    int[] first = {1};
    Http generous =
        asking ->
            new Http.Answer(
                206,
                name -> null,
                (into, offset, length) -> {
                  int read = Math.min(first[0], length);
                  first[0] = 100;
                  for (int i = 0; i < read; i++) {
                    into.memory()[offset + i] = 'b';
                  }
                  return read;
                });
    assertTrue(rig.repair(generous).bad().get(0).repaired());
    assertEquals(CONTENT, rig.read("a"));
  }

  @Test
  void aFileThatChangesAtEveryTryIsGivenUp() {
    damaged();
    boolean[] pinning = {false};
    meanwhile =
        () ->
            rig.atClock =
                () -> {
                  if (!pinning[0]) {
                    pinning[0] = true;
                    rig.files.pin("a", !rig.files.find("a").pinned());
                    pinning[0] = false;
                  }
                };
    assertNotRepaired(server(CONTENT), "it changes all the time");
    assertEquals(100, rig.store.commits(Step.FILE_REPAIR));
  }

  @Test
  void aFileThatWasOverwrittenMeanwhileIsLeftAlone() {
    damaged();
    meanwhile = () -> rig.put("a", "dddd");
    assertNotRepaired(server(CONTENT), "replaced or deleted");
    assertEquals("dddd", rig.read("a"));
  }

  @Test
  void aFileThatWasPinnedMeanwhileIsRepairedAndPinned() {
    damaged();
    meanwhile = () -> rig.files.pin("a", true);
    assertTrue(rig.repair(server(CONTENT)).bad().get(0).repaired());
    assertEquals(CONTENT, rig.read("a"));
    assertTrue(rig.files.open("a").manifest().pinned());
  }

  @Test
  void whatIsNotAskedForIsNotFetched() {
    damaged();
    assertEquals(false, rig.scrub().bad().get(0).repaired());
    assertEquals(List.of(), asked);
  }

  private void damaged() {
    rig.download("a", CONTENT, ORIGIN);
    rig.disk.flip(rig.chunk("a", 1), 0);
  }

  private void assertNotRepaired(Http http, String why) {
    ScrubReport report = rig.repair(http);
    assertEquals(1, report.bad().size());
    Bad bad = report.bad().get(0);
    assertEquals(false, bad.repaired());
    assertTrue(
        bad.reason().contains("It was not repaired: ") && bad.reason().contains(why), bad.reason());
    assertEquals(0, rig.session.buffers().count());
  }
}
