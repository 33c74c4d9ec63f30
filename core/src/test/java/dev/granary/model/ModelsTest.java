package dev.granary.model;

import static dev.granary.model.ModelRig.entry;
import static dev.granary.model.ModelRig.fails;
import static dev.granary.model.ModelRig.spec;
import static dev.granary.model.ModelRig.tensors;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ByteSource;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.OpenFile;
import dev.granary.store.ChunkForm;
import dev.granary.store.Table;
import dev.granary.tensor.DataType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that models are stored, opened, listed, changed and deleted as a whole. */
final class ModelsTest {
  private final ModelRig rig = new ModelRig();

  @Test
  void aModelIsReadAsItWasPut() {
    OpenModel put = rig.put("m", "1", "w=aabbcc", "b=dd", "none=", "v=eeee");
    assertEquals("w=aabbcc b=dd none= v=eeee", ModelRig.read(put));
    assertEquals("w=aabbcc b=dd none= v=eeee", rig.read("m", "1"));
    assertEquals(List.of(), put.missing());
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void aModelKeepsWhatItsCallerSaysOfIt() {
    ModelSpec spec = new ModelSpec("m", "2.0", "A model", "onnx", "{\"a\":[1]}", true);
    TensorSpec tensor = new TensorSpec("w", DataType.FLOAT16, List.of(2L, 3L), "{\"axis\":0}");
    rig.put(spec, TensorSource.of(List.of(tensor), List.of(new byte[12])));
    rig.now += 5;
    OpenModel model = rig.models.get("m", null);
    assertEquals("A model", model.manifest().name());
    assertEquals("onnx", model.manifest().framework());
    assertEquals("{\"a\":[1]}", model.manifest().metadata());
    assertEquals("2.0", model.manifest().version());
    assertEquals(1, model.manifest().tensorCount());
    assertEquals(12, model.manifest().totalSize());
    assertTrue(model.manifest().pinned());
    TensorInfo info = model.tensors().get(0);
    assertEquals(DataType.FLOAT16, info.entry().type());
    assertEquals(List.of(2L, 3L), info.entry().shape());
    assertEquals("{\"axis\":0}", info.metadata());
    assertEquals(rig.now - 5, info.createdAt());
  }

  @Test
  void smallTensorsShareChunksAndLargeOnesHaveTheirOwn() {
    rig.put("m", "1", "a=1", "b=22", "L=aaaabb", "c=3", "d=44", "e=5");
    // The pack goes on behind the large tensor; the large one is cut at the chunk size.
    assertEquals(List.of("1223", "445", "aaaa", "bb"), rig.chunks());
    assertEquals("a=1 b=22 L=aaaabb c=3 d=44 e=5", rig.read("m", "1"));
  }

  @Test
  void aTensorInTwoModelsIsStoredOnce() {
    rig.put("m", "1", "x=12", "w=aaaabbbbcc", "v=dddd");
    rig.put("n", "1", "v=dddd", "u=eeee", "w=aaaabbbbcc");
    assertEquals(List.of("12", "aaaa", "bbbb", "cc", "dddd", "eeee"), rig.chunks());
    assertTrue(rig.models.delete("m", "1"));
    rig.sweep();
    assertEquals("v=dddd u=eeee w=aaaabbbbcc", rig.read("n", "1"));
    rig.assertNothingIsLeftBehind();
  }

  /** The acceptance: two models that share nine tenths take at most 1.15 times as much as one. */
  @Test
  void twoModelsThatShareMostTakeLittleMoreThanOne() {
    String[] one = new String[10];
    String[] other = new String[10];
    for (int i = 0; i < 10; i++) {
      one[i] = "t" + i + "=" + (1000 + i) + "xyzw" + i;
      other[i] = i == 3 ? "t3=9999zzzz3" : one[i];
    }
    rig.put("m", "1", one);
    long alone = rig.disk.totals().storedBytes();
    rig.put("n", "1", other);
    assertTrue(rig.disk.totals().storedBytes() <= 1.15 * alone);
  }

  @Test
  void aPutReplacesTheModelOfTheSameVersionAndKeepsItsPin() {
    rig.put("m", "1", "w=aaaa");
    rig.models.pin("m", null, true);
    rig.put("m", "1", "v=bbbb");
    assertEquals("v=bbbb", rig.read("m", "1"));
    assertTrue(rig.models.get("m", "1").manifest().pinned());
    rig.assertNothingIsLeftBehind();
    assertEquals(List.of("bbbb"), rig.chunks());
  }

  @Test
  void versionsAreListedNewestFirstWhateverTheClockSays() {
    rig.put("m", "b", "w=1111");
    rig.now -= 100_000;
    rig.put("m", "a", "w=2222");
    rig.put("m", "c", "w=3333");
    rig.put("m@c", "x", "w=4444");
    assertEquals(List.of("c", "a", "b"), rig.models.versions("m"));
    assertEquals("w=3333", rig.read("m", null));
    assertEquals("w=1111", rig.read("m", "b"));
    assertNull(rig.read("m", "x"));
    assertEquals(List.of(), rig.models.versions("n"));
  }

  @Test
  void noTwoModelsHaveOneKey() {
    rig.put("a", "b@c", "w=1111");
    rig.put("a@b", "c", "w=2222");
    rig.put("a", "b%40c", "w=3333");
    assertEquals("w=1111", rig.read("a", "b@c"));
    assertEquals("w=2222", rig.read("a@b", "c"));
    assertEquals("w=3333", rig.read("a", "b%40c"));
    assertEquals(List.of("b%40c", "b@c"), rig.models.versions("a"));
  }

  @Test
  void modelsAreListedByNameAndFramework() {
    rig.put(new ModelSpec("m", "1", "One", "onnx", null, null), tensors("w=1"));
    rig.put(new ModelSpec("n", "1", "One", null, null, null), tensors("w=2"));
    assertEquals(2, rig.models.list("One", null).size());
    assertEquals(1, rig.models.list(null, "onnx").size());
    assertEquals(0, rig.models.list("Two", null).size());
    assertEquals("m", rig.models.list(null, null).get(0).manifest().id());
    assertTrue(rig.models.has("m", "1"));
    assertTrue(rig.models.has("m", null));
    assertFalse(rig.models.has("m", "2"));
    assertFalse(rig.models.has("o", null));
  }

  @Test
  void aDeletedVersionLeavesTheOthers() {
    rig.put("m", "1", "w=1111");
    rig.put("m", "2", "w=2222");
    assertTrue(rig.models.delete("m", "2"));
    assertFalse(rig.models.delete("m", "2"));
    assertEquals("w=1111", rig.read("m", null));
    rig.put("m", "3", "w=3333");
    assertTrue(rig.models.delete("m", null));
    assertFalse(rig.models.delete("m", null));
    rig.assertNothingIsLeftBehind();
    assertEquals(List.of(), rig.chunks());
  }

  @Test
  void tensorsAreAddedReplacedAndDeleted() {
    rig.put("m", "1", "w=aaaa", "v=bbbb");
    assertEquals("w=cccc v=bbbb u=dd", ModelRig.read(rig.putTensors("m", "w=cccc", "u=dd")));
    assertEquals(3, rig.models.get("m", null).manifest().tensorCount());
    assertEquals(10, rig.models.get("m", null).manifest().totalSize());
    assertEquals("w=cccc u=dd", ModelRig.read(rig.models.deleteTensor("m", null, "v")));
    assertNull(rig.models.deleteTensor("m", null, "v"));
    assertEquals("w=cccc u=dd", rig.read("m", null));
    rig.assertNothingIsLeftBehind();
    assertEquals(List.of("cccc", "dd"), rig.chunks());
    fails(Code.NOT_FOUND, () -> rig.putTensors("n", "w=1"));
    fails(Code.NOT_FOUND, () -> rig.models.deleteTensor("n", null, "w"));
    fails(Code.NOT_FOUND, () -> rig.models.deleteTensor("n", "1", "w"));
    fails(Code.NOT_FOUND, () -> rig.models.pin("n", "1", true));
  }

  @Test
  void twoTabsThatAddOtherTensorsBothSucceed() {
    rig.put("m", "1", "w=aaaa");
    Models other = rig.models;
    TensorSource slow = new Watched(tensors("v=bbbb"), () -> rig.putTensors("m", "u=cccc"));
    other.putTensors("m", "1", slow, Cancel.NEVER, Progress.NONE);
    assertEquals("w=aaaa u=cccc v=bbbb", rig.read("m", null));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void theLastPutOfTwoWins() {
    TensorSource slow = new Watched(tensors("v=bbbb"), () -> rig.put("m", "1", "u=cccc"));
    rig.put(ModelSpec.of("m", "1"), slow);
    assertEquals("v=bbbb", rig.read("m", "1"));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void aSweepDuringAPutTakesNothing() {
    TensorSource slow = new Watched(tensors("v=bbbbcccc", "w=dddd"), () -> rig.sweep());
    rig.put(ModelSpec.of("m", "1"), slow);
    assertEquals("v=bbbbcccc w=dddd", rig.read("m", "1"));
    assertEquals(List.of(), rig.disk.rows(Table.JOURNALS));
  }

  @Test
  void aModelThatIsDeletedWhileTensorsAreAddedStaysDeleted() {
    rig.put("m", "1", "w=aaaa");
    TensorSource slow = new Watched(tensors("v=bbbb"), () -> rig.models.delete("m", "1"));
    fails(Code.NOT_FOUND, () -> rig.models.putTensors("m", "1", slow, Cancel.NEVER, Progress.NONE));
    assertNull(rig.read("m", "1"));
    rig.assertNothingIsLeftBehind();
    assertEquals(List.of(), rig.chunks());
  }

  @Test
  void aTensorWithTooFewOrTooManyBytesIsInvalidAndLeavesNothing() {
    for (String data : List.of("aaa", "aaaaa", "", "aaaaaaaaaa")) {
      List<TensorSpec> specs = List.of(spec("good", 6), spec("bad", 4));
      TensorSource source =
          TensorSource.of(specs, List.of(new byte[6], data.getBytes(StandardCharsets.US_ASCII)));
      GranaryException failure = fails(Code.INVALID, () -> rig.put(ModelSpec.of("m", "1"), source));
      assertEquals("bad", failure.details().get("tensor"));
      assertNull(rig.read("m", "1"));
      rig.assertNothingIsLeftBehind();
      assertEquals(List.of(), rig.chunks());
    }
  }

  @Test
  void aSmallTensorWithTooManyBytesIsInvalid() {
    TensorSource source = TensorSource.of(List.of(spec("bad", 2)), List.of(new byte[3]));
    fails(Code.INVALID, () -> rig.put(ModelSpec.of("m", "1"), source));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void namesMustBeGivenOnceAndNotBeEmpty() {
    GranaryException twice = fails(Code.INVALID, () -> rig.put("m", "1", "w=aaaa", "w=b"));
    assertEquals("w", twice.details().get("tensor"));
    fails(Code.INVALID, () -> rig.put("m", "1", "=aaaa"));
    fails(Code.INVALID, () -> rig.put("", "1", "w=aaaa"));
    fails(Code.INVALID, () -> rig.put("m", "", "w=aaaa"));
    fails(Code.INVALID, () -> rig.put("m\u0000", "1", "w=aaaa"));
    fails(
        Code.INVALID,
        () -> rig.put(new ModelSpec("m", "1", null, null, "{", null), tensors("w=a")));
    TensorSpec untyped = new TensorSpec("w", null, List.of(2L), null);
    TensorSource source = TensorSource.of(List.of(untyped), List.of(new byte[2]));
    fails(Code.INVALID, () -> rig.put(ModelSpec.of("m", "1"), source));
    rig.assertNothingIsLeftBehind();
    assertEquals(List.of(), rig.chunks());
  }

  @Test
  void theSourceIsClosedOnceWhateverHappens() {
    for (String version : List.of("", "1")) {
      int[] closed = {0};
      TensorSource source =
          new TensorSource() {
            private int next;

            @Override
            public TensorSpec next() {
              return next++ == 0 ? spec("w", 2) : null;
            }

            @Override
            public ByteSource data() {
              throw new IllegalStateException("the source's own");
            }

            @Override
            public void close() {
              closed[0]++;
            }
          };
      try {
        rig.put(ModelSpec.of("m", version), source);
      } catch (GranaryException | IllegalStateException expected) {
        assertEquals(1, closed[0]);
        continue;
      }
      throw new AssertionError("the put succeeded");
    }
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void anImportCopiesNoByte() {
    OpenFile file = rig.file("f", "....aaaabbbbccdd", null);
    long before = rig.disk.totals().storedBytes();
    rig.models.importFiles(
        ModelSpec.of("m", "1"),
        List.of(file),
        List.of(entry("w", 0, 4, 6), entry("v", 0, 10, 4), entry("u", 0, 14, 2)));
    assertEquals(before, rig.disk.totals().storedBytes());
    assertEquals("w=aaaabb v=bbcc u=dd", rig.read("m", "1"));
    rig.files.delete("f");
    rig.sweep();
    assertEquals("w=aaaabb v=bbcc u=dd", rig.read("m", "1"));
    // The chunk of the header belongs to no tensor, so the model does not keep it.
    assertEquals(List.of("aaaa", "bbbb", "ccdd"), rig.chunks());
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void anImportOfSeveralFilesLeavesOutThoseWithoutTensors() {
    OpenFile one = rig.file("f", "aaaa", null);
    OpenFile two = rig.file("g", "bbbb", null);
    OpenFile three = rig.file("h", "cccc", null);
    rig.models.importFiles(
        ModelSpec.of("m", "1"),
        List.of(one, two, three),
        List.of(entry("w", 2, 0, 4), entry("v", 0, 1, 2)));
    assertEquals("w=cccc v=aa", rig.read("m", "1"));
    assertEquals(2, TensorIndex.of(rig.disk.row(Table.TENSORS, "m@1")).parts().size());
    rig.models.deleteTensor("m", null, "v");
    assertEquals("w=cccc", rig.read("m", "1"));
    assertEquals(1, TensorIndex.of(rig.disk.row(Table.TENSORS, "m@1")).parts().size());
  }

  @Test
  void anImportOfWhatLiesOutsideTheFileIsInvalid() {
    OpenFile file = rig.file("f", "aaaa", null);
    for (var bad :
        List.of(
            entry("w", 0, 1, 4), entry("w", 1, 0, 4), entry("w", 0, -1, 2), entry("w", -1, 0, 2))) {
      GranaryException failure =
          fails(
              Code.INVALID,
              () -> rig.models.importFiles(ModelSpec.of("m", "1"), List.of(file), List.of(bad)));
      assertEquals("w", failure.details().get("tensor"));
    }
    fails(
        Code.INVALID,
        () ->
            rig.models.importFiles(
                ModelSpec.of("m", "1"),
                List.of(file),
                List.of(entry("w", 0, 0, 2), entry("w", 0, 2, 2))));
    assertNull(rig.read("m", "1"));
  }

  @Test
  void anImportOfAFileThatHasGoneIsNotFound() {
    OpenFile file = rig.file("f", "aaaabbbb", null);
    rig.files.delete("f");
    rig.sweep();
    GranaryException failure =
        fails(
            Code.NOT_FOUND,
            () ->
                rig.models.importFiles(
                    ModelSpec.of("m", "1"), List.of(file), List.of(entry("w", 0, 0, 4))));
    assertEquals(true, failure.details().get("replaced"));
    assertNull(rig.read("m", "1"));
  }

  @Test
  void anAlignedImportSharesItsTensorsWithOtherModels() {
    rig.put("m", "1", "w=aaaabb", "v=cccc");
    OpenFile file = rig.file("f", "..ccccaaaabbdd", null);
    rig.models.importAligned(
        ModelSpec.of("n", "1"),
        List.of(file),
        List.of(entry("w", 0, 6, 6), entry("v", 0, 2, 4), entry("u", 0, 12, 2)),
        Cancel.NEVER,
        Progress.NONE);
    rig.files.delete("f");
    rig.sweep();
    assertEquals(List.of("aaaa", "bb", "cccc", "dd"), rig.chunks());
    assertEquals("v=cccc w=aaaabb u=dd", rig.read("n", "1"));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void anOpenModelStaysReadableWhereHandlesAreLazy() {
    ModelRig lazy = new ModelRig(ChunkForm.BLOB);
    lazy.put("m", "1", "w=aaaabb", "v=cc");
    OpenModel open = lazy.models.get("m", "1");
    lazy.put("m", "1", "w=dddd");
    lazy.sweep();
    assertEquals("w=aaaabb v=cc", ModelRig.read(open));
    lazy.models.delete("m", null);
    lazy.sweep();
    assertEquals("w=aaaabb v=cc", ModelRig.read(open));
  }

  @Test
  void anOpenModelThatIsReplacedIsNotFoundWhereHandlesAreNotLazy() {
    ModelRig buffer = new ModelRig(ChunkForm.BUFFER);
    buffer.put("m", "1", "w=aaaabb");
    OpenModel open = buffer.models.get("m", "1");
    buffer.put("m", "1", "w=dddd");
    buffer.sweep();
    GranaryException failure = fails(Code.NOT_FOUND, () -> ModelRig.text(open, "w"));
    assertEquals(true, failure.details().get("replaced"));
  }

  @Test
  void aDamagedChunkIsCorruptAndNamesTheModel() {
    rig.put("m", "1", "w=aaaabb");
    rig.disk.flip(
        TensorIndex.of(rig.disk.row(Table.TENSORS, "m@1")).parts().get(0).chunks().get(0).id(), 1);
    GranaryException failure = fails(Code.CORRUPT, () -> rig.read("m", "1"));
    assertEquals("m@1", failure.details().get("key"));
    // The same bytes stored again mend the model.
    rig.put("n", "1", "w=aaaabb");
    assertEquals("w=aaaabb", rig.read("m", "1"));
  }

  @Test
  void aTensorThatTheModelDoesNotHaveIsNotFound() {
    OpenModel model = rig.put("m", "1", "w=aaaa");
    GranaryException failure = fails(Code.NOT_FOUND, () -> model.tensor("v", Cancel.NEVER));
    assertEquals("v", failure.details().get("tensor"));
  }

  @Test
  void progressCountsTheStoredBytes() {
    List<Long> progress = new ArrayList<>();
    rig.models.put(ModelSpec.of("m", "1"), tensors("w=aaaabb", "v=c"), Cancel.NEVER, progress::add);
    assertEquals(List.of(4L, 6L, 7L), progress);
  }

  @Test
  void aCancelledPutLeavesNothing() {
    int[] asked = {0};
    Cancel cancel =
        () -> {
          if (asked[0]++ == 5) {
            throw new IllegalStateException("cancelled");
          }
        };
    try {
      rig.models.put(ModelSpec.of("m", "1"), tensors("w=aaaabbbbccccdddd"), cancel, Progress.NONE);
      throw new AssertionError("the put succeeded");
    } catch (IllegalStateException expected) {
      assertEquals("cancelled", expected.getMessage());
    }
    rig.assertNothingIsLeftBehind();
    assertEquals(List.of(), rig.chunks());
  }

  /** A source during whose end something else happens. */
  private record Watched(TensorSource source, Runnable meanwhile) implements TensorSource {
    @Override
    public TensorSpec next() {
      TensorSpec next = source.next();
      if (next == null) {
        meanwhile.run();
      }
      return next;
    }

    @Override
    public ByteSource data() {
      return source.data();
    }
  }
}
