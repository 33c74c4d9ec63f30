package dev.granary.model;

import static dev.granary.model.ModelRig.entry;
import static dev.granary.model.ModelRig.tensors;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.catalog.Origin;
import dev.granary.file.FileWriter.Progress;
import dev.granary.space.Clean;
import dev.granary.space.ItemKind;
import dev.granary.store.FaultyStore.Death;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that each change of a model fails, finds no room, and dies at each of its commits. The
 * model is the old one or the new one, nothing else stays behind, and the same change succeeds
 * afterwards.
 */
final class ModelFaultPointTest {
  private static final String OLD = "w=aaaabb v=cccc";

  private ModelRig rig;

  /**
   * A change of the model m.
   *
   * @param after the state in which it leaves the model; null when the model is deleted
   */
  private record Change(String name, String after, Consumer<ModelRig> act) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Change> changes() {
    return List.of(
        new Change(
            "put",
            "w=dddd u=eeeeff",
            rig ->
                rig.models.put(
                    ModelSpec.of("m", "1"),
                    tensors("w=dddd", "u=eeeeff"),
                    Cancel.NEVER,
                    Progress.NONE)),
        new Change(
            "import",
            "x=hhhh",
            rig ->
                rig.models.importFiles(
                    ModelSpec.of("m", "1"),
                    List.of(rig.files.open("f")),
                    List.of(entry("x", 0, 0, 4)))),
        new Change(
            "align",
            "x=hhii",
            rig ->
                rig.models.importAligned(
                    ModelSpec.of("m", "1"),
                    List.of(rig.files.open("f")),
                    List.of(entry("x", 0, 2, 4)),
                    Cancel.NEVER,
                    Progress.NONE)),
        new Change("add", "w=aaaabb v=cccc u=eeeeff", rig -> rig.putTensors("m", "u=eeeeff")),
        new Change("remove", "w=aaaabb", rig -> rig.models.deleteTensor("m", "1", "v")),
        new Change("pin", OLD, rig -> rig.models.pin("m", "1", true)),
        new Change("delete", null, rig -> rig.models.delete("m", "1")),
        new Change(
            "evict tensor",
            "w=- v=cccc",
            rig -> {
              rig.now += 1000;
              rig.models.get("m", "1").tensor("v", Cancel.NEVER);
              clean(rig, ItemKind.TENSOR);
            }),
        new Change(
            "evict model",
            null,
            rig -> {
              rig.now += 1000;
              clean(rig, ItemKind.MODEL);
            }));
  }

  private static void clean(ModelRig rig, ItemKind kind) {
    rig.session.clean().run(new Clean.Request(500, Clean.NOTHING, Set.of(kind)), Cancel.NEVER);
  }

  private void begin() {
    rig = new ModelRig();
    rig.put("m", "1", "w=aaaabb", "v=cccc");
    rig.file("f", "hhhhiiiijj", null);
    // Otherwise a session that finds no room may evict the file.
    rig.files.pin("f", true);
  }

  /** Lists the commits that a change makes. */
  private List<Step> steps(Change change) {
    begin();
    List<Step> steps = new ArrayList<>();
    for (Step step : Step.values()) {
      rig.store.failAt(step, Integer.MAX_VALUE, Fault.FAIL);
    }
    change.act.accept(rig);
    for (Step step : Step.values()) {
      for (int i = 0; i < rig.store.commits(step); i++) {
        steps.add(step);
      }
    }
    assertEquals(change.after, rig.read("m", "1"));
    return steps;
  }

  @ParameterizedTest
  @MethodSource("changes")
  void eachChangeIsWholeOrHasNotHappened(Change change) {
    List<Step> steps = steps(change);
    assertTrue(!steps.isEmpty());
    for (int i = 0; i < steps.size(); i++) {
      int nth = i - steps.indexOf(steps.get(i)) + 1;
      for (Fault fault : Fault.values()) {
        begin();
        rig.store.failAt(steps.get(i), nth, fault == Fault.QUOTA ? 1_000_000 : 1, fault);
        String before = rig.read("m", "1");
        boolean died = strike(change);
        String now = rig.read("m", "1");
        if (fault != Fault.DIE_AFTER || steps.get(i) == Step.FILE_BEGIN) {
          boolean harmless = steps.get(i) == Step.SWEEP || steps.get(i) == Step.RECOUNT;
          assertTrue(before.equals(now) || harmless, change + " " + steps.get(i));
        }
        assertTrue(before.equals(now) || Objects.equals(change.after, now), change + ": " + now);
        if (!died) {
          rig.store.failAt(steps.get(i), 1, 0, fault);
        }
        rig.assertSound();
        rig.assertNothingIsLeftBehind();
        assertEquals(now, rig.read("m", "1"));
        if (now != null) {
          change.act.accept(rig);
          assertEquals(change.after, rig.read("m", "1"));
        }
        rig.assertNothingIsLeftBehind();
      }
    }
  }

  /** Makes a change that fails; returns whether the session has died. */
  private boolean strike(Change change) {
    try {
      change.act.accept(rig);
    } catch (GranaryException failed) {
      return false;
    } catch (Death death) {
      rig.dieAndReconnect("after a death");
      return true;
    }
    return false;
  }

  /** A tensor comes back as a whole, or is still evicted, and comes back at the next try. */
  @ParameterizedTest
  @EnumSource(Fault.class)
  void aTensorComesBackOrIsStillEvicted(Fault fault) {
    for (Step step : List.of(Step.FILE_BEGIN, Step.FILE_CHUNK, Step.MODEL_RESTORE)) {
      for (int nth = 1; nth <= 2; nth++) {
        rig = new ModelRig();
        rig.fetched("m", "..aaaabb", entry("w", 0, 2, 6));
        rig.files.delete("file of m");
        rig.evictTensors();
        rig.store.failAt(step, nth, fault == Fault.QUOTA ? 1_000_000 : 1, fault);
        try {
          ModelRig.text(rig.models.get("m", null), "w");
          assertTrue(!rig.store.fired());
        } catch (GranaryException failed) {
          rig.store.failAt(step, 1, 0, fault);
        } catch (Death death) {
          rig.dieAndReconnect("after a death");
        }
        boolean whole =
            !rig.store.fired() || (step == Step.MODEL_RESTORE && fault == Fault.DIE_AFTER);
        String now = rig.read("m", null);
        assertTrue(now.equals("w=-") || now.equals("w=aaaabb"), now);
        assertTrue(whole || now.equals("w=-"), step + " " + fault + ": " + now);
        rig.assertNothingIsLeftBehind();
        assertEquals("aaaabb", ModelRig.text(rig.models.get("m", null), "w"));
        rig.assertNothingIsLeftBehind();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void anEvictionForRoomKillsNoModelByHalf(Fault fault) {
    rig = new ModelRig();
    rig.served.put("url", "aaaabbbb");
    rig.models.importFiles(
        ModelSpec.of("m", "1"),
        List.of(rig.file("f", "aaaabbbb", new Origin("url", null))),
        List.of(entry("w", 0, 0, 4), entry("v", 0, 4, 4)));
    rig.files.delete("f");
    rig.connect("with a budget", 8);
    rig.store.failAt(Step.EVICT, 1, fault);
    try {
      rig.file("g", "cccc", null);
    } catch (GranaryException failed) {
      assertEquals("w=aaaa v=bbbb", rig.read("m", null));
    } catch (Death death) {
      rig.dieAndReconnect("after a death");
    }
    rig.assertSound();
    rig.assertNothingIsLeftBehind();
  }
}
