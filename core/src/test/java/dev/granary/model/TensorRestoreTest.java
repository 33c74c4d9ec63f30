package dev.granary.model;

import static dev.granary.model.ModelRig.entry;
import static dev.granary.model.ModelRig.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.Origin;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.OpenFile;
import dev.granary.space.Clean;
import dev.granary.space.ItemKind;
import dev.granary.store.ChunkForm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that an evicted tensor comes back, and how it fails where it cannot. */
final class TensorRestoreTest {
  private static final String URL = "https://example.org/m";

  private ModelRig rig = new ModelRig();

  /** Stores a model that is known to come from the server, evicts it, and deletes its file. */
  private OpenModel evicted() {
    rig.fetched(
        "m", "..aaaabbbbbbcc", entry("w", 0, 2, 4), entry("v", 0, 6, 6), entry("u", 0, 12, 2));
    rig.files.delete("file of m");
    rig.evictTensors();
    assertEquals(List.of(), rig.chunks());
    return rig.models.get("m", null);
  }

  @Test
  void onlyTheChunksOfTheTensorAreFetched() {
    for (ChunkForm form : List.of(ChunkForm.MEMORY, ChunkForm.BLOB, ChunkForm.BUFFER)) {
      rig = new ModelRig(form);
      OpenModel model = evicted();
      assertEquals("bbbbbb", ModelRig.text(model, "v"));
      assertEquals(List.of(URL + " 4-8", URL + " 8-12"), rig.asked);
      assertEquals(List.of("w", "u"), model.missing());
      assertEquals("bbbbbb", ModelRig.text(model, "v"));
      assertEquals("w=- v=bbbbbb u=-", rig.read("m", null));
      assertEquals(2, rig.asked.size());
      rig.assertNothingIsLeftBehind();
    }
  }

  @Test
  void chunksThatAreStoredAreNotFetched() {
    OpenModel model = evicted();
    ModelRig.text(model, "v");
    rig.asked.clear();
    assertEquals("aaaa", ModelRig.text(model, "w"));
    assertEquals(List.of(URL + " 0-4"), rig.asked);
    rig.asked.clear();
    rig.file("f", "..aaaabbbbbbcc", null);
    rig.evictTensors();
    assertEquals("cc", ModelRig.text(rig.models.get("m", null), "u"));
    assertEquals(List.of(), rig.asked);
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void aTensorWithoutAnOriginIsNotFoundAndSaysThatItWasEvicted() {
    rig.put("m", "1", "w=aaaa", "v=bbbb");
    rig.evictTensors();
    OpenModel model = rig.models.get("m", null);
    GranaryException failure = fails(Code.NOT_FOUND, () -> ModelRig.text(model, "w"));
    assertEquals(true, failure.details().get("evicted"));
    assertEquals("w", failure.details().get("tensor"));
    assertEquals("m@1", failure.details().get("key"));
    // Stored again, it is whole.
    rig.putTensors("m", "w=aaaa");
    assertEquals("w=aaaa v=-", rig.read("m", null));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void otherBytesAtTheOriginAreNeverStored() {
    OpenModel model = evicted();
    rig.served.put(URL, "..aaaabbbbXbcc");
    GranaryException failure = fails(Code.INTEGRITY, () -> ModelRig.text(model, "v"));
    assertEquals(true, failure.details().get("evicted"));
    assertEquals("v", failure.details().get("tensor"));
    assertEquals(List.of("w", "v", "u"), model.missing());
    rig.assertNothingIsLeftBehind();
    assertEquals(List.of(), rig.chunks());
  }

  @Test
  void aServerThatNoLongerHasTheFileIsAFailure() {
    OpenModel model = evicted();
    rig.served.clear();
    GranaryException failure = fails(Code.NETWORK, () -> ModelRig.text(model, "v"));
    assertEquals(true, failure.details().get("evicted"));
    assertEquals(URL, failure.details().get("url"));
    rig.assertNothingIsLeftBehind();
  }

  /** Each tensor says where it lies at the origin, because the part has other offsets. */
  @Test
  void aTensorThatWasCopiedComesBackFromWhereItWas() {
    String content = "hh1122aaaabb33xx4";
    rig.served.put(URL, content);
    OpenFile file = rig.file("f", content, new Origin(URL, null));
    rig.models.importAligned(
        ModelSpec.of("m", "1"),
        List.of(file),
        List.of(
            entry("a", 0, 2, 2),
            entry("b", 0, 4, 1),
            entry("L", 0, 6, 6),
            entry("c", 0, 12, 1),
            entry("d", 0, 16, 1)),
        Cancel.NEVER,
        Progress.NONE);
    rig.files.delete("f");
    rig.evictTensors();
    assertEquals(List.of(), rig.chunks());
    OpenModel model = rig.models.get("m", null);
    assertEquals("aaaabb", ModelRig.text(model, "L"));
    assertEquals(List.of(URL + " 6-10", URL + " 10-12"), rig.asked);
    rig.asked.clear();
    // The four small tensors share a chunk, which is put together from three places.
    assertEquals("11", ModelRig.text(model, "a"));
    assertEquals(List.of(URL + " 2-5", URL + " 12-13"), rig.asked);
    rig.asked.clear();
    assertEquals("3", ModelRig.text(model, "c"));
    assertEquals("4", ModelRig.text(model, "d"));
    assertEquals("2", ModelRig.text(model, "b"));
    assertEquals(List.of(URL + " 16-17"), rig.asked);
    assertEquals("a=11 b=2 L=aaaabb c=3 d=4", rig.read("m", null));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void aChunkOfADeletedTensorCannotBePutTogether() {
    String content = "hh1xx2";
    rig.served.put(URL, content);
    OpenFile file = rig.file("f", content, new Origin(URL, null));
    rig.models.importAligned(
        ModelSpec.of("m", "1"),
        List.of(file),
        List.of(entry("a", 0, 2, 1), entry("b", 0, 5, 1)),
        Cancel.NEVER,
        Progress.NONE);
    rig.files.delete("f");
    rig.models.deleteTensor("m", null, "a");
    rig.evictTensors();
    GranaryException failure =
        fails(Code.NOT_FOUND, () -> ModelRig.text(rig.models.get("m", null), "b"));
    assertEquals(true, failure.details().get("evicted"));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void aTensorThatWasReplacedMeanwhileIsNotBroughtBack() {
    OpenModel model = evicted();
    rig.putTensors("m", "v=new!");
    GranaryException failure = fails(Code.NOT_FOUND, () -> ModelRig.text(model, "v"));
    assertEquals(true, failure.details().get("replaced"));
    assertEquals("w=- v=new! u=-", rig.read("m", null));
  }

  @Test
  void aModelThatChangesDuringTheFetchKeepsItsChange() {
    OpenModel model = evicted();
    rig.atRequest = () -> rig.putTensors("m", "x=1");
    assertEquals("aaaa", ModelRig.text(model, "w"));
    rig.atRequest = () -> {};
    assertEquals("w=aaaa v=- u=- x=1", rig.read("m", null));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void aModelThatIsDeletedDuringTheFetchStaysDeleted() {
    OpenModel model = evicted();
    rig.atRequest = () -> rig.models.delete("m", null);
    fails(Code.NOT_FOUND, () -> ModelRig.text(model, "w"));
    rig.assertNothingIsLeftBehind();
    assertEquals(List.of(), rig.chunks());
  }

  @Test
  void aSweepDuringTheFetchTakesNothing() {
    OpenModel model = evicted();
    rig.atRequest = () -> rig.sweep();
    assertEquals("bbbbbb", ModelRig.text(model, "v"));
    rig.assertNothingIsLeftBehind();
  }

  /** The buffer form has no handles, so a tensor can go while the model is open. */
  @Test
  void aTensorThatIsEvictedWhileTheModelIsOpenComesBack() {
    rig = new ModelRig(ChunkForm.BUFFER);
    OpenModel model = rig.fetched("m", "aaaabb", entry("w", 0, 0, 6));
    rig.files.delete("file of m");
    rig.now += 1000;
    rig.clean(0, Clean.NOTHING, ItemKind.TENSOR);
    assertEquals("aaaabb", ModelRig.text(model, "w"));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void aCancelledFetchLeavesNothing() {
    OpenModel model = evicted();
    int[] asked = {0};
    Cancel cancel =
        () -> {
          if (asked[0]++ == 3) {
            throw new IllegalStateException("cancelled");
          }
        };
    try {
      model.bytes("v", cancel);
      throw new AssertionError("the read succeeded");
    } catch (IllegalStateException expected) {
      assertEquals("cancelled", expected.getMessage());
    }
    rig.assertNothingIsLeftBehind();
    assertEquals(List.of(), rig.chunks());
  }
}
