package dev.granary.sim;

import static dev.granary.sim.CollectionScripts.deleteCollection;
import static dev.granary.sim.CollectionScripts.readCollection;
import static dev.granary.sim.CollectionScripts.saveCollection;
import static dev.granary.sim.ModelScripts.addTensors;
import static dev.granary.sim.ModelScripts.deleteModel;
import static dev.granary.sim.ModelScripts.deleteTensor;
import static dev.granary.sim.ModelScripts.evictModels;
import static dev.granary.sim.ModelScripts.evictTensors;
import static dev.granary.sim.ModelScripts.fetchModel;
import static dev.granary.sim.ModelScripts.importFile;
import static dev.granary.sim.ModelScripts.pinModel;
import static dev.granary.sim.ModelScripts.putModel;
import static dev.granary.sim.ModelScripts.readModel;
import static dev.granary.sim.ModelScripts.useModel;
import static dev.granary.sim.Scripts.clean;
import static dev.granary.sim.Scripts.delete;
import static dev.granary.sim.Scripts.download;
import static dev.granary.sim.Scripts.inTurn;
import static dev.granary.sim.Scripts.makeRoom;
import static dev.granary.sim.Scripts.pin;
import static dev.granary.sim.Scripts.put;
import static dev.granary.sim.Scripts.putAndRead;
import static dev.granary.sim.Scripts.putSlowly;
import static dev.granary.sim.Scripts.putSmall;
import static dev.granary.sim.Scripts.read;
import static dev.granary.sim.Scripts.resume;
import static dev.granary.sim.Scripts.resumeRead;
import static dev.granary.sim.Scripts.sweep;
import static dev.granary.sim.Scripts.sweepGarbage;
import static dev.granary.sim.Scripts.use;

import dev.granary.chunk.ChunkSource.Beat;
import dev.granary.sim.Scenario.Fault;
import dev.granary.space.Owners;
import dev.granary.space.Sweep;
import dev.granary.store.ChunkForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Lists the scenarios: small ones, of which every schedule is tried, and ones made from a seed. */
final class Scenarios {
  private static final long DAY = 24 * 3600_000L;

  private static final List<String> CONTENTS =
      List.of("aabb", "bbcc", "aa", "ccbbaa", "aaaa", "aabbc", "");

  private Scenarios() {}

  static List<Supplier<Scenario>> small() {
    return List.of(
        () ->
            new Scenario("writers-reader-sweeper")
                .before(put("k", "aacc"))
                .actor("w1", put("k", "aabb"))
                .actor("w2", put("k", "bb"))
                .actor("reader", read("k"))
                .actor("sweeper", sweep(0)),
        () ->
            new Scenario("deaths")
                .before(put("k", "aacc"))
                .actor("w1", put("k", "aabb"))
                .actor("w2", put("k", "bb"))
                .actor("sweeper", sweep(0))
                .faults(1, Fault.DEATH, Fault.DEATH_AFTER_COMMIT),
        () ->
            new Scenario("failures")
                .before(put("k", "aacc"))
                .actor("w1", put("k", "aabb"))
                .actor("deleter", delete("k"))
                .faults(2, Fault.FAILURE, Fault.QUOTA),
        () ->
            new Scenario("eviction")
                .before(inTurn(put("j", "bbcc"), put("i", "ccdd")))
                .actor("w1", put("k", "aabb"))
                .actor("pinner", pin("j"))
                .faults(1, Fault.QUOTA),
        () ->
            new Scenario("power-loss")
                .before(inTurn(put("k", "aabb"), put("j", "bb")))
                .actor("w1", put("k", "bbcc"))
                .actor("user", inTurn(use("k"), use("j")))
                .actor("sweeper", sweep(0))
                .faults(1, Fault.POWER_LOSS),
        () ->
            new Scenario("takeover")
                .actor("w1", download("k", "aabbc"))
                .actor("w2", resume("k", "aabbc"))
                .actor("sweeper", sweep(0))
                .faults(1, Fault.DEATH, Fault.DEATH_AFTER_COMMIT),
        () ->
            new Scenario("two-tabs")
                .before(put("k", "aacc"))
                .actor("tab1", inTurn(put("k", "aabb"), delete("k"), read("k")))
                .actor("tab2", inTurn(read("k"), clean(), put("k", "bb"))),
        () ->
            new Scenario("small-puts")
                .before(put("k", "aacc"))
                .actor("w1", putSmall("k", "a"))
                .actor("w2", put("k", "aab"))
                .actor("pinner", pin("k"))
                .actor("sweeper", sweep(0))
                .faults(1, Fault.DEATH, Fault.DEATH_AFTER_COMMIT),
        () ->
            new Scenario("small-puts-at-quota")
                .before(inTurn(putSmall("k", "a"), put("j", "bb")))
                .actor("w1", putSmall("k", "b"))
                .actor("w2", putSmall("k", ""))
                .actor("reader", read("k"))
                .actor("deleter", delete("k"))
                .faults(2, Fault.QUOTA, Fault.FAILURE),
        () ->
            new Scenario("slow-writer")
                .leases()
                .before(put("k", "aa"))
                .actor("w1", putSlowly("k", "aabb"))
                .actor("sweeper", sweep(0))
                .faults(2, Fault.CLOCK)
                .clockJumps((long) Beat.PATIENCE, Owners.LEASE + 1),
        () ->
            new Scenario("three-writers")
                .actor("w1", put("k", "aa"))
                .actor("w2", put("k", "bb"))
                .actor("w3", put("k", "cc")),
        () ->
            new Scenario("buffer-reader")
                .form(ChunkForm.BUFFER)
                .before(put("k", "aabb"))
                .actor("w1", put("k", "aacc"))
                .actor("reader", read("k"))
                .actor("reader2", read("k"))
                .actor("sweeper", sweep(0))
                .faults(1, Fault.DEATH),
        () ->
            new Scenario("downloads")
                .actor("w1", DownloadScripts.fetch("k", "aab"))
                .actor("w2", DownloadScripts.fetch("k", "ddc"))
                .faults(1, Fault.DEATH, Fault.DEATH_AFTER_COMMIT),
        () ->
            new Scenario("downloads-swept")
                .before(inTurn(put("k", "aadd"), delete("k")))
                .actor("w1", DownloadScripts.fetch("k", "aab"))
                .actor("sweeper", sweep(0))
                .faults(1, Fault.DEATH, Fault.DEATH_AFTER_COMMIT),
        () ->
            new Scenario("downloads-stopped")
                .actor("w1", DownloadScripts.fetch("k", "aab"))
                .actor("pauser", DownloadScripts.pause("k"))
                .actor("dropper", DownloadScripts.discard("k"))
                .faults(1, Fault.DEATH),
        () ->
            new Scenario("late-writer")
                .pageSize(1)
                .before(inTurn(put("k", "aabb"), delete("k")))
                .actor("sweeper", sweep(0))
                .later("w1", put("k", "bb"))
                .faults(1, Fault.DEATH, Fault.DEATH_AFTER_COMMIT),
        () ->
            new Scenario("restart")
                .before(inTurn(put("k", "aabb"), put("j", "bb")))
                .actor("w1", inTurn(use("k"), download("k", "bbcc")))
                .later("w2", inTurn(resume("k", "bbcc"), use("j"), read("k")))
                .faults(2, Fault.POWER_LOSS),
        () ->
            new Scenario("stale-resume")
                .actor("w1", download("k", "aabb"))
                .actor("w2", resumeRead("k", "aabb"))
                .later("sweeper", sweep(0))
                .faults(1, Fault.DEATH),
        () ->
            new Scenario("throwing-store")
                .before(put("k", "aa"))
                .actor("w1", put("k", "bb"))
                .actor("w2", inTurn(putSmall("k", "a"), delete("k")))
                .actor("sweeper", sweep(0))
                .faults(1, Fault.THROW),
        () ->
            new Scenario("wrong-predictions")
                .before(put("k", "aacc"))
                .actor("w1", putSmall("k", "a"))
                .actor("w2", put("k", "bb"))
                .actor("deleter", delete("k"))
                .faults(1, Fault.WRONG_PREDICTION),
        () ->
            new Scenario("budget")
                .budget(5)
                .before(inTurn(put("i", "aa"), put("j", "bb"), pin("j")))
                .actor("w1", putSmall("k", "c"))
                .actor("w2", inTurn(putSmall("l", "d"), putSmall("m", "e"))),
        () ->
            new Scenario("background-sweep")
                .sparesReaders()
                .before(put("k", "aacc"))
                .actor("w1", putSmall("k", "d"))
                .actor("reader", read("k"))
                .actor("sweeper", sweepGarbage())
                .faults(1, Fault.CLOCK)
                .clockJumps(Sweep.SHORT_GRACE),
        () ->
            new Scenario("stored-and-opened")
                .sparesReaders()
                .actor("w1", putAndRead("k", "bb"))
                .actor("w2", putSmall("k", "d"))
                .actor("sweeper", sweepGarbage())
                .faults(1, Fault.CLOCK)
                .clockJumps(Sweep.SHORT_GRACE),
        () ->
            new Scenario("sessions-open-in-between")
                .form(ChunkForm.BUFFER)
                .sparesReaders()
                .pageSize(1)
                .before(put("k", "aabb"))
                .actor("sweeper", sweepGarbage())
                .later("reader", read("k"))
                .later("deleter", delete("k"))
                .faults(1, Fault.CLOCK)
                .clockJumps(Sweep.SHORT_GRACE),
        () ->
            new Scenario("garbage-again")
                .form(ChunkForm.BUFFER)
                .sparesReaders()
                .before(inTurn(put("k", "aa"), delete("k")))
                .actor("sweeper", sweepGarbage())
                .later("writer", inTurn(put("k", "aa"), delete("k")))
                .later("reader", read("k"))
                .faults(1, Fault.CLOCK)
                .clockJumps(Sweep.SHORT_GRACE),
        () ->
            new Scenario("models")
                .before(putModel("m", "w=aa"))
                .actor("w1", putModel("m", "w=aab"))
                .actor("w2", addTensors("m", "v=bb")),
        () ->
            new Scenario("models-swept")
                .before(putModel("m", "w=aa"))
                .actor("w1", putModel("m", "w=bb"))
                .actor("sweeper", sweep(0))
                .faults(1, Fault.DEATH, Fault.DEATH_AFTER_COMMIT),
        () ->
            new Scenario("models-deaths")
                .before(putModel("m", "w=aa"))
                .actor("w1", putModel("m", "w=bb v=c"))
                .actor("reader", readModel("m"))
                .actor("deleter", deleteModel("m"))
                .faults(1, Fault.DEATH, Fault.DEATH_AFTER_COMMIT, Fault.THROW),
        () ->
            new Scenario("models-failures")
                .before(putModel("m", "w=aa v=bb"))
                .actor("w1", addTensors("m", "u=cc"))
                .actor("w2", deleteTensor("m", "v"))
                .faults(1, Fault.FAILURE, Fault.QUOTA),
        () ->
            new Scenario("imports")
                .before(put("f", "aabb"))
                .actor("importer", importFile("m", "f"))
                .actor("deleter", delete("f"))
                .actor("reader", readModel("m"))
                .actor("sweeper", sweep(0))
                .faults(1, Fault.DEATH, Fault.DEATH_AFTER_COMMIT),
        () ->
            new Scenario("tensors-evicted")
                .before(inTurn(fetchModel("m", "aab"), delete("f"), useModel("m")))
                .actor("evictor", evictTensors())
                .actor("reader", readModel("m"))
                .actor("pinner", pinModel("m")),
        () ->
            new Scenario("tensors-evicted-buffers")
                .form(ChunkForm.BUFFER)
                .before(inTurn(fetchModel("m", "aa"), delete("f")))
                .actor("evictor", evictTensors())
                .actor("reader", readModel("m"))
                .actor("deleter", deleteModel("m")),
        () ->
            new Scenario("tensors-return")
                .before(inTurn(fetchModel("m", "aab"), delete("f"), evictTensors()))
                .actor("reader", readModel("m"))
                .actor("w1", deleteTensor("m", "t0"))
                .faults(1, Fault.DEATH, Fault.DEATH_AFTER_COMMIT, Fault.FAILURE),
        () ->
            new Scenario("tensors-return-twice")
                .before(inTurn(fetchModel("m", "aa"), delete("f"), evictTensors()))
                .actor("reader", readModel("m"))
                .actor("reader2", readModel("m"))
                .actor("sweeper", sweep(0)),
        () ->
            new Scenario("models-power-loss")
                .before(inTurn(fetchModel("m", "aa"), delete("f"), evictTensors()))
                .actor("reader", inTurn(readModel("m"), useModel("m"), putModel("m", "w=b")))
                .faults(1, Fault.POWER_LOSS),
        () ->
            new Scenario("models-budget")
                .budget(4)
                .before(inTurn(fetchModel("m", "aabb"), delete("f"), clean()))
                .actor("w1", putSmall("k", "c"))
                .actor("reader", readModel("m")),
        () ->
            new Scenario("collections")
                .before(saveCollection("c", "aa bb"))
                .actor("w1", saveCollection("c", "aa cc"))
                .actor("w2", saveCollection("c", "dd")),
        () ->
            new Scenario("collections-deaths")
                .before(saveCollection("c", "aa bb"))
                .actor("w1", saveCollection("c", "bb cc"))
                .actor("reader", readCollection("c"))
                .actor("sweeper", sweep(0))
                .faults(1, Fault.DEATH, Fault.DEATH_AFTER_COMMIT, Fault.THROW),
        () ->
            new Scenario("collections-buffers")
                .form(ChunkForm.BUFFER)
                .before(saveCollection("c", "aa bb"))
                .actor("w1", saveCollection("c", "aa"))
                .actor("reader", readCollection("c"))
                .actor("deleter", deleteCollection("c"))
                .faults(1, Fault.FAILURE, Fault.QUOTA),
        () ->
            new Scenario("collections-power-loss")
                .before(saveCollection("c", "aa bb"))
                .actor("w1", inTurn(saveCollection("c", "cc bb"), readCollection("c")))
                .actor("sweeper", sweep(0))
                .faults(1, Fault.POWER_LOSS),
        () ->
            new Scenario("clock")
                .leases()
                .before(put("k", "aa"))
                .actor("w1", download("k", "bb"))
                .actor("sweeper", inTurn(sweep(Sweep.GRACE), sweep(Sweep.GRACE)))
                .faults(2, Fault.CLOCK)
                .clockJumps(Sweep.GRACE + 1, -3 * DAY, 8 * DAY));
  }

  /** Makes a scenario that depends only on its seed. */
  static Scenario random(long seed) {
    Random random = new Random(seed);
    Scenario scenario = new Scenario("seed-" + seed);
    scenario.form(random.nextInt(3) == 0 ? ChunkForm.BUFFER : ChunkForm.BLOB);
    if (random.nextInt(3) == 0) {
      scenario.leases();
    }
    scenario.before(inTurn(put("k", content(random)), put("j", content(random))));
    int actors = 3 + random.nextInt(4);
    for (int i = 0; i < actors; i++) {
      List<Actor.Script> scripts = new ArrayList<>();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        scripts.add(anything(random));
      }
      Actor.Script all = inTurn(scripts.toArray(new Actor.Script[0]));
      if (i > 1 && random.nextInt(3) == 0) {
        scenario.later("a" + i, all);
      } else {
        scenario.actor("a" + i, all);
      }
    }
    scenario.pageSize(List.of(1, 2, 256).get(random.nextInt(3)));
    if (random.nextInt(4) == 0) {
      scenario.budget(6 + random.nextInt(6));
    }
    scenario.makesRoom().clockJumps(Sweep.SHORT_GRACE, Sweep.GRACE + 1, -3 * DAY, 8 * DAY);
    scenario.faults(random.nextInt(5), Fault.DEATH, Fault.values());
    return scenario;
  }

  /**
   * Makes two tabs that each do a dozen things to the same two keys. The scenario of the same name
   * does this in browsers.
   */
  static Scenario hammer(long seed) {
    Random random = new Random(seed);
    Scenario scenario = new Scenario("hammer-" + seed);
    for (int tab = 1; tab <= 2; tab++) {
      Actor.Script[] scripts = new Actor.Script[12];
      for (int i = 0; i < scripts.length; i++) {
        scripts[i] = hammering(random);
      }
      scenario.actor("tab" + tab, inTurn(scripts));
    }
    return scenario;
  }

  private static Actor.Script hammering(Random random) {
    String key = random.nextBoolean() ? "j" : "k";
    return switch (random.nextInt(8)) {
      case 0, 1 -> put(key, content(random));
      case 2 -> putSmall(key, random.nextBoolean() ? "a" : "b");
      case 3 -> delete(key);
      case 4 -> random.nextBoolean() ? sweep(0) : clean();
      default -> read(key);
    };
  }

  private static Actor.Script anything(Random random) {
    String key = random.nextInt(3) == 0 ? "j" : "k";
    return switch (random.nextInt(20)) {
      case 0 -> put(key, content(random));
      case 1 -> putAndRead(key, content(random));
      case 2 -> putSmall(key, random.nextBoolean() ? "a" : "c");
      case 3 -> download(key, "aabbcc");
      case 4 -> resume(key, "aabbcc");
      case 5 -> delete(key);
      case 6 -> random.nextBoolean() ? clean() : sweep(random.nextBoolean() ? 0 : Sweep.GRACE);
      case 7 -> use(key);
      case 8 -> random.nextBoolean() ? pin(key) : makeRoom(2 + random.nextInt(8));
      case 9 -> sweepGarbage();
      case 10 -> resumeRead(key, "aabbcc");
      case 11 -> putModel("m", random.nextBoolean() ? "w=aabb v=c" : "v=a u=cc w=bb");
      case 12 -> addTensors("m", random.nextBoolean() ? "v=bb" : "x=aac");
      case 13 -> random.nextBoolean() ? deleteTensor("m", "v") : deleteModel("m");
      case 14 -> random.nextBoolean() ? evictTensors() : evictModels();
      case 15 -> random.nextBoolean() ? pinModel("m") : useModel("m");
      case 16 -> random.nextBoolean() ? importFile("m", key) : fetchModel("m", "aabbc");
      case 17 -> readModel("m");
      case 18 ->
          switch (random.nextInt(4)) {
            case 0 -> readCollection("c");
            case 1 -> deleteCollection("c");
            default -> saveCollection("c", random.nextBoolean() ? "aa bb" : "bb c aa");
          };
      default -> read(key);
    };
  }

  private static String content(Random random) {
    return CONTENTS.get(random.nextInt(CONTENTS.size()));
  }
}
