package dev.granary.download;

import static dev.granary.download.Bench.KEY;
import static dev.granary.download.ScriptedServer.drop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.model.Models;
import dev.granary.model.TextSafetensors;
import dev.granary.store.FaultyStore.Death;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests downloads that are cut at their tensors: killed anywhere, they go on with the same cuts.
 */
final class AlignedDownloadTest {
  private static final String FILE = TextSafetensors.of("a=aabbccddee", "s=s", "b=ffgg", "c=hhiij");
  private static final FileSpec ALIGNED = FileSpec.ANY.aligned(true);

  private final Bench bench = new Bench();

  /** The sizes of the chunks of a download that nothing interrupts. */
  private final List<Integer> cuts;

  AlignedDownloadTest() {
    bench.server.content = FILE;
    connect("first");
    assertEquals(FILE, bench.fetch(ALIGNED));
    cuts = sizes();
    int last = cuts.size();
    assertEquals(List.of(4, 4, 2, 1, 4, 4, 1), cuts.subList(last - 7, last));
    bench.files.delete(KEY);
    bench.session.sweep().run(0);
    bench.server.asked.clear();
  }

  /** Opens a session in which files are cut at their tensors. */
  private void connect(String owner) {
    bench.dieAndReconnect(owner);
    new Models(bench.session, null);
  }

  private List<Integer> sizes() {
    FileManifest manifest = bench.files.open(KEY).manifest();
    List<Integer> sizes = new ArrayList<>();
    for (ChunkRef chunk : manifest.chunks()) {
      sizes.add(chunk.size());
    }
    return sizes;
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"DIE_BEFORE", "DIE_AFTER"})
  void killedAtEachStepItGoesOnWithTheSameCuts(Fault fault) {
    for (Step step : List.of(Step.FILE_BEGIN, Step.FILE_CHUNK, Step.FILE_COMMIT)) {
      int commits = step == Step.FILE_CHUNK ? cuts.size() : 1;
      for (int nth = 1; nth <= commits; nth++) {
        bench.store.failAt(step, nth, fault);
        assertThrows(Death.class, () -> bench.fetch(ALIGNED));
        // Its connection ends with the process.
        bench.server.open = 0;
        connect(step + " " + nth);
        bench.server.asked.clear();
        long held = bench.journal() == null ? 0 : bench.journal().watermark();
        assertEquals(FILE, bench.fetch(ALIGNED));
        assertEquals(cuts, sizes());
        if (held > 0) {
          assertEquals(List.of(held + "-"), bench.server.asked);
        }
        bench.assertNothingIsLeftBehind();
        bench.files.delete(KEY);
        bench.session.sweep().run(0);
        connect("after " + step + " " + nth);
      }
    }
  }

  @Test
  void aBrokenConnectionChangesNoCut() {
    for (int after = 1; after < FILE.length(); after++) {
      bench.server.then(drop(after));
      assertEquals(FILE, bench.fetch(ALIGNED));
      assertEquals(cuts, sizes());
      assertEquals(2, bench.server.asked.size());
      assertEquals(0, bench.server.open);
      assertEquals(0, bench.session.buffers().count());
      bench.server.asked.clear();
      bench.files.delete(KEY);
    }
  }

  /** Stops a download after so many bytes. */
  private void interrupt(FileSpec spec, int after) {
    bench.server.then(drop(after));
    Download once = new Download(KEY, ScriptedServer.URL, spec, List.of(), 0, false);
    Bench.fails(Code.NETWORK, () -> bench.fetch(once));
  }

  @Test
  void itResumesFromTheJournalAlone() {
    interrupt(ALIGNED, FILE.length() - 12);
    connect("another");
    assertEquals(FILE, bench.resume());
    assertEquals(cuts, sizes());
  }

  @Test
  void aCallerThatDoesNotAskForItKeepsTheCuts() {
    interrupt(ALIGNED, FILE.length() - 12);
    connect("another");
    assertEquals(FILE, bench.fetch(FileSpec.ANY));
    assertEquals(cuts, sizes());
  }

  @Test
  void aCallerThatAsksForItLaterGetsTheRestCut() {
    int start = TextSafetensors.start(FILE);
    interrupt(FileSpec.ANY, start);
    assertTrue(bench.journal().watermark() > start - 8);
    connect("another");
    assertEquals(FILE, bench.fetch(ALIGNED));
    assertEquals(cuts, sizes());
  }

  @Test
  void aPromiseOfSizeAndDigestIsKept() {
    FileSpec promised =
        new FileSpec("", FILE.length(), Bench.sha256(FILE), null, null).aligned(true);
    assertEquals(FILE, bench.fetch(promised));
    assertEquals(cuts, sizes());
    bench.files.delete(KEY);
    FileSpec wrong = new FileSpec("", FILE.length(), "00".repeat(32), null, null).aligned(true);
    Bench.fails(Code.INTEGRITY, () -> bench.fetch(wrong));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aSessionThatCutsNothingFinishesIt() {
    interrupt(ALIGNED, FILE.length() - 12);
    bench.dieAndReconnect("without models");
    assertEquals(FILE, bench.resume());
    bench.assertNothingIsLeftBehind();
  }
}
