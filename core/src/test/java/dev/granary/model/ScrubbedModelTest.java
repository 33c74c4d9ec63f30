package dev.granary.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.Origin;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.OpenFile;
import dev.granary.http.Http;
import dev.granary.integrity.Scrub;
import dev.granary.integrity.ScrubReport;
import dev.granary.integrity.ScrubReport.Bad;
import dev.granary.store.Batch;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that a scrub reads the chunks of models again, names damage, and repairs what it can. */
final class ScrubbedModelTest {
  private final ModelRig rig = new ModelRig();
  private final List<String> read = new ArrayList<>();

  /** Files that need a repair get no bytes. */
  private static final Http NO_SERVER =
      request -> new Http.Answer(404, name -> null, (into, offset, length) -> -1);

  private Scrub scrubbing(boolean repair) {
    return new Scrub(
        rig.session,
        rig.models,
        repair ? NO_SERVER : null,
        Cancel.NEVER,
        (key, loaded, total, speed, done) -> read.add(key + " " + loaded + "/" + total));
  }

  private List<String> scrub(boolean repair) {
    return shown(scrubbing(repair).run());
  }

  private static List<String> shown(ScrubReport report) {
    List<String> all = new ArrayList<>();
    for (Bad bad : report.bad()) {
      String state = bad.repaired() ? "repaired" : "bad";
      all.add(bad.key() + " " + bad.tensor() + " " + bad.chunk() + " " + state);
    }
    return all;
  }

  /** Damages the chunk with this text. */
  private void damage(String text) {
    rig.disk.chunks().stream()
        .filter(
            chunk -> new String(rig.disk.bytes(chunk.id()), StandardCharsets.US_ASCII).equals(text))
        .forEach(chunk -> rig.disk.flip(chunk.id(), 0));
  }

  @Test
  void soundModelsAreReadOnceWithTheFilesThatShareTheirChunks() {
    rig.fetched("m", "aabbccdd", ModelRig.entry("w", 0, 0, 4), ModelRig.entry("v", 0, 4, 4));
    rig.put("n", "1", "x=aabb", "y=eeee");
    ScrubReport report = scrubbing(false).run();
    assertEquals(List.of(), report.bad());
    assertEquals(3, report.checkedChunks());
    assertEquals(12, report.checkedBytes());
    assertEquals("n@1 12/12", read.get(read.size() - 1));
  }

  @Test
  void damageIsNamedWithModelAndTensor() {
    rig.put("m", "1", "w=aabbccddee", "v=ffff", "s=x", "t=y");
    damage("ccdd");
    damage("xy");
    assertEquals(List.of("m@1 w 1 bad", "m@1 s 4 bad"), scrub(false));
    assertEquals(List.of("m@1 w 1 bad", "m@1 s 4 bad"), shown(scrubbing(false).run("m@1")));
    String reason = scrubbing(true).run().bad().get(0).reason();
    assertTrue(reason.endsWith("it is not known where the tensor came from."), reason);
    ModelRig.fails(Code.NOT_FOUND, () -> scrubbing(false).run("m"));
  }

  @Test
  void aChunkOfAnImportedFileComesFromItsOrigin() {
    rig.fetched("m", "aabbccddee", ModelRig.entry("w", 0, 0, 6), ModelRig.entry("v", 0, 6, 4));
    rig.files.delete("file of m");
    damage("ccdd");
    assertEquals(List.of("m@1 w 1 bad"), scrub(false));
    assertEquals(List.of(), rig.asked);
    assertEquals(List.of("m@1 w 1 repaired"), scrub(true));
    assertEquals(List.of("https://example.org/m 4-8"), rig.asked);
    assertEquals(List.of(), scrub(false));
    assertEquals("w=aabbcc v=ddee", rig.read("m", "1"));
    rig.assertNothingIsLeftBehind();
  }

  /** The chunks of an aligned model lie elsewhere at the origin, and may come from two places. */
  @Test
  void aChunkOfAnAlignedModelIsPutTogetherAgain() {
    String url = "https://example.org/m";
    rig.served.put(url, "-x--yaabbccdd");
    OpenFile file = rig.file("f", "-x--yaabbccdd", new Origin(url, null));
    rig.models.importAligned(
        ModelSpec.of("m", "1"),
        List.of(file),
        List.of(
            ModelRig.entry("w", 0, 5, 8),
            ModelRig.entry("s", 0, 1, 1),
            ModelRig.entry("t", 0, 4, 1)),
        Cancel.NEVER,
        Progress.NONE);
    rig.files.delete("f");
    damage("ccdd");
    damage("xy");
    List<String> report = scrub(true);
    assertEquals(2, report.size());
    assertTrue(report.contains("m@1 w 2 repaired") || report.contains("m@1 w 1 repaired"));
    assertTrue(report.stream().anyMatch(bad -> bad.startsWith("m@1 s") && bad.endsWith("ed")));
    assertEquals(List.of(), scrub(false));
    assertEquals("x", ModelRig.text(rig.models.get("m", "1"), "s"));
    assertEquals("aabbccdd", ModelRig.text(rig.models.get("m", "1"), "w"));
  }

  @Test
  void otherBytesAtTheOriginRepairNothing() {
    rig.fetched("m", "aabbccdd", ModelRig.entry("w", 0, 0, 8));
    rig.files.delete("file of m");
    rig.served.put("https://example.org/m", "aabbccdx");
    damage("ccdd");
    assertEquals(List.of("m@1 w 1 bad"), scrub(true));
    rig.served.remove("https://example.org/m");
    String reason = scrubbing(true).run().bad().get(0).reason();
    assertTrue(reason.contains("It was not repaired: The tensor \"w\""), reason);
    assertEquals(0, rig.session.buffers().count());
  }

  @Test
  void evictedTensorsAreLeftOut() {
    rig.fetched("m", "aabbccdd", ModelRig.entry("w", 0, 0, 4), ModelRig.entry("v", 0, 4, 4));
    rig.files.delete("file of m");
    rig.evictTensors();
    assertEquals(List.of(), scrub(false));
    ModelRig.text(rig.models.get("m", "1"), "v");
    damage("ccdd");
    assertEquals(List.of("m@1 v 0 bad"), scrub(false));
  }

  @Test
  void damageOfAnIndexIsOneFinding() {
    rig.put("m", "1", "w=aabb");
    rig.put("n", "1", "v=ffff");
    Row row = rig.disk.row(Table.TENSORS, "m@1");
    Row broken = new Row(row.table(), row.key(), Row.UNSTAMPED, row.bytes(), row.names(), "{");
    rig.store.commit(Batch.of(Step.MODEL_CHANGE, rig.now).put(broken).build());
    assertEquals(List.of("m@1 null -1 bad"), scrub(false));
  }

  /** The repair keeps what other writers do to the model meanwhile. */
  @Test
  void aModelThatIsDeletedMeanwhileIsNotRepaired() {
    rig.fetched("m", "aabbccdd", ModelRig.entry("w", 0, 0, 8));
    rig.files.delete("file of m");
    damage("ccdd");
    rig.atRequest = () -> rig.models.delete("m", null);
    ScrubReport report = scrubbing(true).run();
    String reason = report.bad().get(0).reason();
    assertTrue(reason.endsWith("it was replaced or deleted meanwhile."), reason);
    rig.atRequest = () -> {};
    rig.assertNothingIsLeftBehind();
  }
}
