package dev.granary.model;

import static dev.granary.model.ModelRig.entry;
import static dev.granary.model.ModelRig.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.granary.Cancel;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ModelManifest;
import dev.granary.catalog.Origin;
import dev.granary.file.OpenFile;
import dev.granary.space.Clean;
import dev.granary.space.Clear;
import dev.granary.space.ItemKind;
import dev.granary.store.Batch;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests that models and single tensors are evicted by their own times of last use. */
final class ModelSpaceTest {
  private static final long NOTHING = Clean.NOTHING;

  private final ModelRig rig = new ModelRig();

  private void use(String id, String... tensors) {
    rig.now += 1000;
    OpenModel model = rig.models.get(id, null);
    for (String tensor : tensors) {
      model.bytes(tensor, Cancel.NEVER);
    }
    rig.session.accessLog().flush();
  }

  @Test
  void unusedTensorsAreEvictedAndTheModelListsThem() {
    rig.put("m", "1", "w=aaaa", "v=bbbb", "u=cccc");
    use("m", "v");
    assertEquals(
        List.of("tensor m@1/u 4", "tensor m@1/w 4"), rig.clean(500, NOTHING, ItemKind.TENSOR));
    OpenModel model = rig.models.get("m", null);
    assertEquals(List.of("w", "u"), model.missing());
    assertEquals("w=- v=bbbb u=-", ModelRig.read(model));
    assertEquals(3, model.manifest().tensorCount());
    assertEquals(List.of("bbbb"), rig.chunks());
    assertEquals(4, rig.disk.totals().bytes(Table.TENSORS));
    rig.assertNothingIsLeftBehind();
    // An evicted tensor is not evicted again.
    assertEquals(List.of(), rig.clean(NOTHING, 4, ItemKind.TENSOR));
  }

  @Test
  void aTensorWithoutBytesIsNeverEvicted() {
    rig.put("m", "1", "w=aaaa", "empty=");
    rig.now += 1000;
    assertEquals(List.of("tensor m@1/w 4"), rig.clean(500, NOTHING, ItemKind.TENSOR));
    assertEquals(List.of("w"), rig.models.get("m", null).missing());
  }

  @Test
  void tensorsAreEvictedUntilWhatIsLeftIsSmallEnough() {
    rig.put("m", "1", "w=aaaa", "v=bbbb", "u=cccc");
    use("m", "w");
    use("m", "u");
    assertEquals(
        List.of("tensor m@1/v 4", "tensor m@1/w 4"), rig.clean(NOTHING, 4, ItemKind.TENSOR));
    assertEquals("w=- v=- u=cccc", rig.read("m", null));
  }

  @Test
  void aTensorWhoseChunkIsStillNeededFreesNothing() {
    rig.put("m", "1", "w=aaaa", "a=1", "b=2");
    rig.put("n", "1", "w=aaaa");
    use("m", "b");
    use("n", "w");
    assertEquals(
        List.of("tensor m@1/a 0", "tensor m@1/w 0"), rig.clean(1500, NOTHING, ItemKind.TENSOR));
    assertEquals("w=- a=- b=2", rig.read("m", null));
    assertEquals("w=aaaa", rig.read("n", null));
    assertEquals(List.of("12", "aaaa"), rig.chunks());
    // For space alone, tensors that share their chunks are not evicted.
    assertEquals(List.of("tensor m@1/b 2"), rig.clean(NOTHING, 4, ItemKind.TENSOR));
  }

  @Test
  void unusedModelsAreEvictedAsAWhole() {
    rig.put("m", "1", "w=aaaa", "v=bbbb");
    rig.put("n", "1", "w=aaaa", "u=cccc");
    use("n", "u");
    assertEquals(List.of("model m@1 4"), rig.clean(500, NOTHING, ItemKind.MODEL));
    assertNull(rig.read("m", null));
    assertEquals("w=aaaa u=cccc", rig.read("n", null));
    assertEquals(List.of("aaaa", "cccc"), rig.chunks());
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void aModelThatIsUnusedAsAWholeGoesWithItsTensors() {
    rig.put("m", "1", "w=aaaa", "v=bbbb");
    rig.put("n", "1", "w=aaaa", "u=cccc");
    use("n", "u");
    Clean.Request request =
        new Clean.Request(500, NOTHING, Set.of(ItemKind.MODEL, ItemKind.TENSOR));
    Clean.Report plan = rig.session.clean().plan(request);
    assertEquals(8 + 0, plan.freedBytes());
    Clean.Report report = rig.session.clean().run(request, Cancel.NEVER);
    assertEquals(plan.freedBytes(), report.freedBytes());
    assertEquals(plan.sweptChunks(), report.sweptChunks());
    assertEquals(List.of("tensor n@1/w 4", "model m@1 4"), List.copyOf(sorted(rig.evicted)));
    assertNull(rig.read("m", null));
    assertEquals("w=- u=cccc", rig.read("n", null));
    rig.assertNothingIsLeftBehind();
  }

  private static List<String> sorted(List<String> evicted) {
    return evicted.stream().sorted((one, other) -> other.compareTo(one)).toList();
  }

  @Test
  void pinnedModelsKeepTheirTensors() {
    rig.put("m", "1", "w=aaaa");
    rig.models.pin("m", null, true);
    assertEquals(List.of(), rig.clean(0, 0, ItemKind.TENSOR, ItemKind.MODEL, ItemKind.FILE));
    assertEquals("w=aaaa", rig.read("m", null));
  }

  @Test
  void cleaningFilesKeepsModels() {
    rig.put("m", "1", "w=aaaa");
    assertEquals(List.of(), rig.clean(0, 0, ItemKind.FILE));
    assertEquals("w=aaaa", rig.read("m", null));
  }

  @Test
  void timesOfLastUseAreKeptOfModelsAndTensors() {
    rig.put("m", "1", "w=aaaa", "v=bbbb");
    final long stored = rig.now;
    use("m", "v");
    rig.dieAndReconnect("the next session");
    OpenModel model = rig.models.get("m", null);
    assertEquals(stored, model.tensors().get(0).lastAccessed());
    assertEquals(stored + 1000, model.tensors().get(1).lastAccessed());
    assertEquals(stored + 1000, rig.models.list(null, null).get(0).lastAccessed());
    rig.models.deleteTensor("m", null, "v");
    rig.session.accessLog().flush();
    assertEquals(List.of("model/m@1"), accessKeys());
    rig.models.delete("m", null);
    rig.session.accessLog().flush();
    assertEquals(List.of(), accessKeys());
  }

  /** A program that stores its model again and again must not leave rows behind each time. */
  @Test
  void aModelThatIsReplacedForgetsTheTensorsThatItHasNoMore() {
    rig.put("m", "1", "w=aaaa", "v=bbbb");
    rig.put("m/w", "1", "v=bbbb");
    use("m/w", "v");
    use("m", "v", "w");
    rig.put("m", "1", "w=cccc", "u=dddd");
    List<String> shown = accessKeys().stream().map(key -> key.replace('\0', '|')).toList();
    assertEquals(List.of("model/m/w@1", "model/m@1", "tensor/|m/w@1|v", "tensor/|m@1|w"), shown);
  }

  private List<String> accessKeys() {
    return rig.disk.rows(Table.ACCESS).stream().map(row -> row.key()).toList();
  }

  @Test
  void deletionsAndEvictionsTakeTheTimesOfTensorsWithThem() {
    rig.put("m", "1", "w=aaaa", "v=bbbb");
    use("m", "v", "w");
    rig.now += 5000;
    rig.clean(500, NOTHING, ItemKind.TENSOR);
    assertEquals(List.of("model/m@1"), accessKeys());
    use("m");
    rig.now += 5000;
    rig.clean(500, NOTHING, ItemKind.MODEL);
    assertEquals(List.of(), accessKeys());
    rig.put("n", "1", "w=aaaa");
    use("n", "w");
    rig.models.delete("n", null);
    assertEquals(List.of(), accessKeys());
  }

  @Test
  void tensorsThatComeBackMakeRoomBeforeOtherThings() {
    rig.fetched("m", "aaaabbbb", entry("w", 0, 0, 4), entry("v", 0, 4, 4));
    rig.files.delete("file of m");
    rig.now += 1000;
    rig.put("n", "1", "u=cccc");
    use("m", "w");
    rig.connect("with a budget", 12);
    rig.file("f", "dddd", null);
    assertEquals(List.of("tensor m@1/v 4"), rig.evicted);
    rig.file("g", "eeee", null);
    // The other tensor of m was used last, so n goes, which does not come back.
    assertEquals(List.of("tensor m@1/v 4", "model n@1 4"), rig.evicted);
    assertEquals("w=aaaa v=-", rig.read("m", null));
    rig.assertSound();
  }

  /** A page may fetch a Blob by its address, which is dead as soon as the page has gone. */
  @Test
  void tensorsOfABlobGoOnlyWithTheirModel() {
    Origin blob = new Origin("blob:https://example.org/1", null);
    OpenFile file = rig.file("f", "aaaabbbb", blob);
    rig.models.importFiles(
        ModelSpec.of("m", "1"), List.of(file), List.of(entry("w", 0, 0, 4), entry("v", 0, 4, 4)));
    rig.files.delete("f");
    rig.sweep();
    rig.connect("with a budget", 8);
    rig.file("g", "cccc", null);
    assertEquals(List.of("model m@1 8"), rig.evicted);
  }

  @Test
  void aModelTooLargeForItsBudgetIsUsedByParts() {
    rig.fetched("m", "aaaabbbbcccc", entry("w", 0, 0, 4), entry("v", 0, 4, 4), entry("u", 0, 8, 4));
    rig.files.delete("file of m");
    rig.evictTensors();
    rig.connect("with a budget", 8);
    for (int round = 0; round < 3; round++) {
      for (String each : List.of("w=aaaa", "v=bbbb", "u=cccc")) {
        rig.now += 1000;
        String name = each.substring(0, 1);
        OpenModel model = rig.models.get("m", null);
        assertEquals(each, name + "=" + ModelRig.text(model, name));
      }
    }
    assertEquals(List.of("bbbb", "cccc"), rig.chunks());
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void theModelThatIsBeingReplacedStays() {
    rig.put("m", "1", "w=aaaa");
    rig.connect("with a budget", 4);
    fails(Code.QUOTA, () -> rig.put("m", "1", "w=bbbb"));
    assertEquals("w=aaaa", rig.read("m", null));
    rig.put("n", "1", "w=bbbb");
    assertNull(rig.read("m", null));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void theTensorsOfTheModelThatIsBeingReplacedStay() {
    rig.fetched("m", "aaaa", entry("w", 0, 0, 4));
    rig.files.delete("file of m");
    rig.connect("with a budget", 4);
    fails(Code.QUOTA, () -> rig.put("m", "1", "w=bbbb"));
    assertEquals(List.of(), rig.evicted);
    assertEquals("w=aaaa", rig.read("m", null));
  }

  /** A disk that is more than full takes only deletions, so whole models must go. */
  @Test
  void whereNoRowCanBeWrittenAModelGoesAsAWhole() {
    rig.fetched("m", "aaaabbbb", entry("w", 0, 0, 4), entry("v", 0, 4, 4));
    rig.files.delete("file of m");
    rig.sweep();
    rig.connect("with a budget", 8);
    rig.store.failAt(Step.EVICT, 1, Fault.QUOTA);
    rig.file("f", "cccc", null);
    assertEquals(List.of("model m@1 8"), rig.evicted);
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void aTensorThatIsUsedAfterThePlanWasMadeStays() {
    rig.put("m", "1", "w=aaaa", "v=bbbb");
    rig.now += 1000;
    rig.models.get("m", null).bytes("v", Cancel.NEVER);
    assertEquals(List.of("tensor m@1/w 4"), rig.clean(500, NOTHING, ItemKind.TENSOR));
  }

  @Test
  void aDamagedModelStaysAndHidesNoOtherOne() {
    rig.put("m", "1", "w=aaaa");
    rig.put("n", "1", "w=bbbb");
    ModelManifest broken = rig.models.get("m", null).manifest();
    String text = broken.encode().substring(1);
    Row row = new Row(Table.MODELS, "m@1", 0, 1, List.of(), text);
    rig.disk.begin(Batch.of(Step.MODEL_PUT, rig.now).put(row).build()).join();
    assertEquals(1, rig.models.list(null, null).size());
    assertEquals(List.of("model n@1 4"), rig.clean(0, 0, ItemKind.MODEL));
    fails(Code.CORRUPT, () -> rig.models.get("m", "1"));
    rig.models.delete("m", "1");
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void clearingLeavesNoHalfOfAModel() {
    for (int i = 0; i < 300; i++) {
      rig.put("m" + i, "1", "w=" + (1000 + i));
    }
    rig.store.failAt(Step.CLEAR, 2, Fault.FAIL);
    new Clear(rig.store, rig.session.clock(), rig.session.sweep()).run();
    rig.assertSound();
    new Clear(rig.store, rig.session.clock(), rig.session.sweep()).run();
    assertEquals(0, rig.disk.totals().storedBytes());
    rig.assertNothingIsLeftBehind();
  }
}
