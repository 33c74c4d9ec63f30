package dev.granary.sim;

import static dev.granary.sim.Scripts.delete;
import static dev.granary.sim.Scripts.download;
import static dev.granary.sim.Scripts.inTurn;
import static dev.granary.sim.Scripts.pin;
import static dev.granary.sim.Scripts.put;
import static dev.granary.sim.Scripts.putAndRead;
import static dev.granary.sim.Scripts.putSmall;
import static dev.granary.sim.Scripts.read;
import static dev.granary.sim.Scripts.resume;
import static dev.granary.sim.Scripts.sweep;
import static dev.granary.sim.Scripts.sweepGarbage;
import static dev.granary.sim.Scripts.use;

import dev.granary.sim.Scenario.Fault;
import dev.granary.space.Sweep;
import dev.granary.store.ChunkForm;
import dev.granary.store.SimDisk.Flaw;
import dev.granary.store.Step;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lists the mistakes that an implementation of this protocol could make, each planted where it
 * would be made. The simulator must find them all.
 */
record PlantedBug(String mistake, Supplier<Scenario> scenario) {
  static final List<PlantedBug> ALL =
      List.of(
          new PlantedBug(
              "a sweep deletes chunks that it found unnamed in an earlier transaction",
              () ->
                  new Scenario("sweep-without-recheck")
                      .flaw(Flaw.SWEEP_TAKES_ANY_CANDIDATE)
                      .before(inTurn(put("k", "aabb"), delete("k")))
                      .actor("w1", put("j", "bb"))
                      .actor("sweeper", PlantedScripts::sweepOfWhatWasUnnamed)),
          new PlantedBug(
              "a writer's commits do not require its stamp",
              () ->
                  new Scenario("commit-without-epoch")
                      .actor(
                          "w1",
                          PlantedScripts.withoutRequirements(Step.FILE_CHUNK, put("k", "aabb")))
                      .actor("w2", put("k", "cc"))
                      .actor("sweeper", sweep(0))),
          new PlantedBug(
              "a writer resumes a journal that has changed since it was read",
              () ->
                  new Scenario("resume-without-stamp")
                      .actor("w1", download("k", "aabbc"))
                      .actor(
                          "w2",
                          PlantedScripts.requiringPresence(Step.FILE_BEGIN, resume("k", "aabbc")))),
          new PlantedBug(
              "stamps start at one again after a key's journal is deleted",
              () ->
                  new Scenario("stamps-start-again")
                      .flaw(Flaw.STAMPS_PER_ROW)
                      .actor("w1", put("k", "aa"))
                      .actor("w2", put("k", "bb"))
                      .actor("w3", put("k", "cc"))
                      .actor("sweeper", sweep(0))),
          new PlantedBug(
              "the manifest is committed before the chunks it names",
              () ->
                  new Scenario("manifest-before-chunks")
                      .flaw(Flaw.NAMES_UNCHECKED)
                      .actor("w1", run -> PlantedScripts.putManifestFirst(run, "k", "aabb"))
                      .actor("reader", read("k"))),
          new PlantedBug(
              "chunks are written relaxed under a strict manifest",
              () ->
                  new Scenario("relaxed-chunks")
                      .flaw(Flaw.RELAXED_CHUNKS)
                      .actor("w1", put("k", "aabb"))
                      .actor("reader", inTurn(read("k"), read("k")))
                      .faults(1, Fault.POWER_LOSS)),
          new PlantedBug(
              "writers hold a database-wide lock, and a writer at quota waits for it",
              () ->
                  new Scenario("lock-held-at-quota")
                      .actor("w1", PlantedScripts.underTheDatabaseLock(put("k", "aa")))
                      .actor("w2", PlantedScripts.underTheDatabaseLock(put("j", "bb")))
                      .faults(2, Fault.QUOTA)),
          new PlantedBug(
              "a writer decides before the transaction whether a chunk is already stored",
              () ->
                  new Scenario("presence-decided-outside")
                      .flaw(Flaw.NAMES_UNCHECKED)
                      .before(inTurn(put("k", "aabb"), delete("k")))
                      .actor("w1", PlantedScripts.decidingPresenceOutside(put("j", "bb")))
                      .actor("sweeper", sweep(0))),
          new PlantedBug(
              "journals of dead owners are never deleted",
              () ->
                  new Scenario("immortal-journals")
                      .everybodySeemsAlive()
                      .actor("w1", put("k", "aabb"))
                      .faults(1, Fault.DEATH)),
          new PlantedBug(
              "a condemned chunk that is named again stays condemned",
              () ->
                  new Scenario("not-redeemed")
                      .flaw(Flaw.NOT_REDEEMED)
                      .before(inTurn(put("k", "aabb"), delete("k")))
                      .actor("w1", put("j", "bb"))),
          new PlantedBug(
              "a reader takes the manifest and the chunks' handles in two transactions",
              () ->
                  new Scenario("read-in-two-transactions")
                      .before(put("k", "aa"))
                      .actor("w1", put("k", "bb"))
                      .actor("reader", run -> PlantedScripts.readInTwoTransactions(run, "k"))
                      .actor("sweeper", sweep(0))),
          new PlantedBug(
              "an eviction does not require that its item is unchanged since the plan",
              () ->
                  new Scenario("eviction-without-stamp")
                      .before(put("j", "bb"))
                      .actor(
                          "w1", PlantedScripts.withoutRequirements(Step.EVICT, download("k", "aa")))
                      .actor("pinner", pin("j"))
                      .faults(1, Fault.QUOTA)),
          new PlantedBug(
              "a sweep treats living owners as dead",
              () ->
                  new Scenario("living-taken-for-dead")
                      .everybodySeemsDead()
                      .actor("w1", put("k", "aa"))
                      .actor("sweeper", sweep(0))),
          new PlantedBug(
              "a sweep ignores the grace period",
              () ->
                  new Scenario("grace-ignored")
                      .flaw(Flaw.GRACE_IGNORED)
                      .before(inTurn(put("k", "aa"), delete("k")))
                      .actor("sweeper", sweep(Sweep.GRACE))),
          new PlantedBug(
              "a writer that makes room evicts what it is about to overwrite",
              () ->
                  new Scenario("own-key-evicted")
                      .before(put("k", "aa"))
                      .actor("w1", PlantedScripts.evictingItsOwnKey(put("k", "bb")))),
          new PlantedBug(
              "a writer decides about the pin before its last transaction",
              () ->
                  new Scenario("pin-decided-early")
                      .before(put("k", "aa"))
                      .actor("w1", PlantedScripts.whateverIsOverwritten(put("k", "bb")))
                      .actor("pinner", pin("k"))),
          new PlantedBug(
              "a small put does not require that the file it overwrites is unchanged",
              () ->
                  new Scenario("small-put-overwrites-blindly")
                      .before(put("k", "aa"))
                      .actor(
                          "w1",
                          PlantedScripts.withoutRequirements(Step.FILE_PUT, putSmall("k", "b")))
                      .actor("pinner", pin("k"))),
          new PlantedBug(
              "a small put does not check whether another writer is writing its key",
              () ->
                  new Scenario("small-put-beside-a-writer")
                      .actor("w1", put("k", "aa"))
                      .actor(
                          "w2",
                          PlantedScripts.withoutRequirements(Step.FILE_PUT, putSmall("k", "b")))),
          new PlantedBug(
              "a download appends the server's new version to bytes of the old one",
              () ->
                  new Scenario("versions-mixed")
                      .actor("w1", DownloadScripts.fetchUntagged("k", "aab"))
                      .actor("w2", DownloadScripts.fetchUntagged("k", "ddc"))
                      .faults(1, Fault.DEATH)),
          new PlantedBug(
              "a download does not notice that it was paused",
              () ->
                  new Scenario("pause-ignored")
                      .actor(
                          "w1",
                          PlantedScripts.withoutRequirements(
                              Step.FILE_CHUNK, DownloadScripts.fetch("k", "aab")))
                      .actor("pauser", DownloadScripts.pause("k"))),
          new PlantedBug(
              "a bare deletion leaves the totals unchanged",
              () ->
                  new Scenario("totals-believed")
                      .flaw(Flaw.TOTALS_BELIEVED)
                      .before(inTurn(put("k", "aa"), put("j", "bb")))
                      .actor("w1", delete("k"))
                      .faults(2, Fault.QUOTA)),
          new PlantedBug(
              "a sweep asks which owners live before it reads the journals",
              () ->
                  new Scenario("owners-asked-first")
                      .actor("sweeper", PlantedScripts::sweepOfOwnersAskedFirst)
                      .later("w1", put("k", "aa"))),
          new PlantedBug(
              "a session asks whether it is alone before it reads which chunks are garbage",
              () ->
                  new Scenario("alone-asked-first")
                      .form(ChunkForm.BUFFER)
                      .sparesReaders()
                      .before(put("k", "aa"))
                      .actor("sweeper", PlantedScripts::sweepAloneAskedFirst)
                      .later("reader", read("k"))
                      .later("deleter", delete("k"))
                      .faults(1, Fault.CLOCK)
                      .clockJumps(Sweep.SHORT_GRACE)),
          new PlantedBug(
              "a sweep keeps only the short grace although another session is open",
              () ->
                  new Scenario("only-the-short-grace")
                      .form(ChunkForm.BUFFER)
                      .sparesReaders()
                      .before(inTurn(put("k", "aa"), delete("k")))
                      .actor(
                          "sweeper",
                          PlantedScripts.withGrace(
                              Sweep.SHORT_GRACE, run -> run.sweep.sweepGarbage()))
                      .later("writer", inTurn(put("k", "aa"), delete("k")))
                      .later("reader", read("k"))
                      .faults(2, Fault.CLOCK)
                      .clockJumps(Sweep.SHORT_GRACE)),
          new PlantedBug(
              "a background sweep leaves no time to open what was just stored",
              () ->
                  new Scenario("no-short-grace")
                      .sparesReaders()
                      .actor("w1", putAndRead("k", "aa"))
                      .actor("w2", putSmall("k", "b"))
                      .actor("sweeper", PlantedScripts.withGrace(0, sweepGarbage()))),
          new PlantedBug(
              "after a wrong prediction, the first weighing of a commit still counts",
              () ->
                  new Scenario("first-weighing-counts")
                      .flaw(Flaw.FIRST_WEIGHING_COUNTS)
                      .before(put("k", "aa"))
                      .actor("w1", putSmall("k", "b"))
                      .actor("w2", putSmall("k", "c"))
                      .faults(1, Fault.WRONG_PREDICTION)),
          new PlantedBug(
              "a small put does not keep within the budget",
              () ->
                  new Scenario("small-put-without-budget")
                      .budget(2)
                      .actor("w1", put("k", "aa"))
                      .actor("w2", PlantedScripts.withoutBudget(putSmall("j", "b")))),
          new PlantedBug(
              "the uses that a session writes replace those of another session",
              () ->
                  new Scenario("uses-replaced")
                      .flaw(Flaw.USES_REPLACED)
                      .before(put("k", "aa"))
                      .actor("w1", use("k"))
                      .actor("w2", use("k"))),
          new PlantedBug(
              "a failed put deletes the old file",
              () ->
                  new Scenario("old-file-lost")
                      .before(put("k", "aa"))
                      .actor("w1", PlantedScripts.discardingTheOldFileToo("k", put("k", "bb")))
                      .faults(1, Fault.FAILURE)));

  @Override
  public String toString() {
    return mistake;
  }
}
