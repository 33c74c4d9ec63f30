package dev.granary.sim;

import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.Journal;
import dev.granary.catalog.ModelManifest;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.model.ModelProbe;
import dev.granary.space.Sweep;
import dev.granary.store.Batch;
import dev.granary.store.ChunkRow;
import dev.granary.store.Fingerprint;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Checks the protocol's promises on the disk after every commit. */
final class Invariants {
  /** The SHA-256 of the few contents that the scenarios have, which are checked very often. */
  private static final Map<String, String> DIGESTS = new ConcurrentHashMap<>();

  private final World world;

  /** Which actor committed which content under which key, and when it was so last. */
  private final Map<String, Integer> committed = new TreeMap<>();

  /** How often each key's content has changed. */
  private final Map<String, Integer> changes = new TreeMap<>();

  /** The files after the last commit. */
  private Map<String, String> contents = new TreeMap<>();

  private Set<String> pinned = new HashSet<>();

  /** The journals, and the times at which chunks were condemned, after the last commit. */
  private Map<String, Row> journals = new TreeMap<>();

  private Map<String, Long> condemned = new TreeMap<>();

  /** The last writer of each key's journal, as "actor key". */
  private final Set<String> touchedBy = new TreeSet<>();

  private final Map<String, Long> stamps = new TreeMap<>();

  /** How many uses of each item were written since its access row was deleted. */
  private Map<String, Long> uses = new TreeMap<>();

  /**
   * Which actor is writing which key, as "actor key". A journal may outlive its writer's attempt.
   */
  private final Set<String> writing = new TreeSet<>();

  /** The models after the last commit, how often each has changed, and who committed how often. */
  private Map<String, ModelProbe> models = new TreeMap<>();

  private final Map<String, Integer> modelChanges = new TreeMap<>();
  private final Map<String, Integer> modelCommits = new TreeMap<>();
  private Set<String> pinnedModels = new HashSet<>();

  Invariants(World world) {
    this.world = world;
  }

  Invariants copy(World copied) {
    Invariants copy = new Invariants(copied);
    copy.committed.putAll(committed);
    copy.changes.putAll(changes);
    copy.contents = contents;
    copy.pinned = pinned;
    copy.journals = journals;
    copy.condemned = condemned;
    copy.touchedBy.addAll(touchedBy);
    copy.stamps.putAll(stamps);
    copy.uses.putAll(uses);
    copy.writing.addAll(writing);
    copy.models = models;
    copy.modelChanges.putAll(modelChanges);
    copy.modelCommits.putAll(modelCommits);
    copy.pinnedModels = pinnedModels;
    return copy;
  }

  /** Returns how often an actor has committed this content under this key. */
  int committed(String actor, String key, String content) {
    return committed.getOrDefault(actor + " " + key + "=" + content, 0);
  }

  /** Returns how often a key's content has changed. */
  int changes(String key) {
    return changes.getOrDefault(key, 0);
  }

  /** Returns a model as it is on the disk now, or null. */
  ModelProbe model(String key) {
    return models.get(key);
  }

  /** Returns how often a model has changed. */
  int modelChanges(String key) {
    return modelChanges.getOrDefault(key, 0);
  }

  /** Returns how often an actor has stored a model, or changed its tensors. */
  int modelCommits(String actor, String key) {
    return modelCommits.getOrDefault(actor + " " + key, 0);
  }

  /** Returns how often an actor has brought tensors of a model back. */
  int modelRestores(String actor, String key) {
    return modelCommits.getOrDefault(actor + " restores " + key, 0);
  }

  /** Returns whether a sweep has taken a journal from an actor that writes models. */
  boolean expired(String actor) {
    return touchedBy.stream()
        .anyMatch(
            touch ->
                touch.startsWith("expiry " + Journal.RESERVED)
                    && touch.contains("/" + actor + "/"));
  }

  /** Returns whether another actor has begun to write a key, or deleted its journal. */
  boolean contested(String actor, String key) {
    return touchedBy.stream()
        .anyMatch(touch -> touch.endsWith(" " + key) && !touch.equals(actor + " " + key));
  }

  /** Records the end of an actor's attempt to write a key, successful or not. */
  boolean stopsWriting(String actor, String key) {
    return writing.remove(actor + " " + key);
  }

  void afterCommit(String actor, Batch batch, Outcome outcome) {
    Map<String, String> contentsBefore = contents;
    Set<String> pinnedBefore = pinned;
    Map<String, ModelProbe> modelsBefore = models;
    checkWriter(actor, batch);
    checkResumed(actor, batch);
    checkTaken(actor, batch);
    checkModelEviction(batch);
    checkDisk();
    checkUses(batch);
    checkModels(actor, batch, modelsBefore);
    for (String key : changed(contentsBefore, contents)) {
      boolean written = stores(batch) && writes(batch, Table.FILES, key);
      boolean removed = batch.step() == Step.FILE_DELETE || batch.step() == Step.EVICT;
      boolean asked = removed && batch.deletes().contains(new RowKey(Table.FILES, key));
      require(written || asked, key + " was changed by " + actor + "'s " + batch.step().label());
    }
    for (Row row : batch.puts()) {
      if (row.table() == Table.JOURNALS) {
        touchedBy.add(actor + " " + row.key());
        writing.add(actor + " " + row.key());
        stamps.put(actor + " " + row.key(), outcome.stamp());
      }
    }
    if (stores(batch)) {
      String key = batch.puts().get(0).key();
      require(
          !pinnedBefore.contains(key) || pinned.contains(key),
          actor + " overwrote " + key + " and removed its pin");
      committed.merge(actor + " " + key + "=" + contents.get(key), 1, Integer::sum);
    }
    if (!batch.chunks().isEmpty()) {
      long stored = world.disk.totals().storedBytes();
      require(stored <= world.scenario.budget, "A chunk was stored beyond the budget: " + stored);
    }
  }

  /** Checks that a batch changes only the models whose rows it writes. */
  private void checkModels(String actor, Batch batch, Map<String, ModelProbe> before) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(models.keySet());
    for (String key : keys) {
      String old = before.containsKey(key) ? before.get(key).text() : "";
      String now = models.containsKey(key) ? models.get(key).text() : "";
      boolean put = writes(batch, Table.TENSORS, key);
      boolean deleted = batch.deletes().contains(new RowKey(Table.TENSORS, key));
      require(
          old.equals(now) || put || deleted,
          key + " was changed by " + actor + "'s " + batch.step().label());
      if (put || deleted) {
        modelChanges.merge(key, 1, Integer::sum);
      }
      if (put) {
        String what = batch.step() == Step.MODEL_RESTORE ? " restores " : " ";
        modelCommits.merge(actor + what + key, 1, Integer::sum);
      }
    }
  }

  /** Checks that uses add up, and that what was deleted is not used. */
  private void checkUses(Batch batch) {
    for (RowKey key : batch.deletes()) {
      uses.remove(key.table() == Table.ACCESS ? key.key() : "");
    }
    for (Row row : batch.puts()) {
      if (row.table() == Table.ACCESS) {
        uses.merge(row.key(), row.bytes(), Long::sum);
      }
    }
    Map<String, Long> stored = usesOnDisk();
    require(stored.equals(uses), "The uses are " + stored + " and not " + uses);
    for (String key : stored.keySet()) {
      String item = key.substring(key.indexOf('/') + 1);
      boolean known = key.startsWith("file/") ? contents.containsKey(item) : true;
      known &= !key.startsWith("model/") || models.containsKey(item);
      require(known, "The uses of a deleted item were kept: " + key);
    }
  }

  private Map<String, Long> usesOnDisk() {
    Map<String, Long> stored = new TreeMap<>();
    world.disk.rows(Table.ACCESS).forEach(row -> stored.put(row.key(), row.bytes()));
    return stored;
  }

  private void checkModelEviction(Batch batch) {
    for (String key : batch.step() == Step.EVICT ? pinnedModels : Set.<String>of()) {
      boolean touched = writes(batch, Table.TENSORS, key);
      touched |= batch.deletes().contains(new RowKey(Table.TENSORS, key));
      require(!touched, "A pinned model was evicted: " + key);
    }
  }

  private static boolean stores(Batch batch) {
    return batch.step() == Step.FILE_COMMIT || batch.step() == Step.FILE_PUT;
  }

  private static boolean writes(Batch batch, Table table, String key) {
    return batch.puts().stream().anyMatch(row -> row.table() == table && row.key().equals(key));
  }

  /** Checks that a chunk step and a file's commit come from the last writer of the journal. */
  private void checkWriter(String actor, Batch batch) {
    if (batch.step() == Step.FILE_PUT) {
      checkSmall(actor, batch);
    }
    String key = journalOf(batch);
    if (key == null) {
      return;
    }
    Row journal = journals.get(key);
    Long last = stamps.get(actor + " " + key);
    require(
        journal != null && owner(journal).equals(actor) && last != null && last == journal.stamp(),
        actor + " wrote " + key + " although another actor is its writer");
  }

  /** Returns the key of the journal that only its writer may use in this batch, or null. */
  private static String journalOf(Batch batch) {
    switch (batch.step()) {
      case FILE_CHUNK, FILE_COMMIT -> {
        return batch.puts().get(0).key();
      }
      case MODEL_PUT, MODEL_CHANGE, MODEL_RESTORE, COLLECTION_PUT -> {
        for (RowKey ended : batch.deletes()) {
          if (ended.table() == Table.JOURNALS) {
            return ended.key();
          }
        }
        return null;
      }
      default -> {
        return null;
      }
    }
  }

  /** Checks that a writer resumes the journal that is stored, with all its chunks. */
  private void checkResumed(String actor, Batch batch) {
    Row taken = batch.step() == Step.FILE_BEGIN ? batch.puts().get(0) : null;
    // A tensor that comes back begins with those of its chunks that are stored.
    boolean model = taken != null && taken.key().startsWith(Journal.RESERVED);
    if (taken != null && !model && !taken.names().isEmpty()) {
      Row before = journals.get(taken.key());
      require(
          before != null && before.bytes() == taken.bytes() && before.names().equals(taken.names()),
          actor + " resumed " + taken.key() + " from a journal that had changed");
    }
  }

  /** Checks that a small put deletes a journal under its key. */
  private void checkSmall(String actor, Batch batch) {
    String key = batch.puts().get(0).key();
    boolean ends = batch.deletes().contains(new RowKey(Table.JOURNALS, key));
    require(
        journals.containsKey(key) == ends, actor + " stored " + key + " beside its current writer");
    if (ends) {
      touchedBy.add(actor + " " + key);
    }
  }

  /** Checks that evictions, expiries and sweeps delete only what they may. */
  private void checkTaken(String actor, Batch batch) {
    for (RowKey key : batch.deletes()) {
      Row journal = journals.get(key.key());
      if (batch.step() == Step.EVICT) {
        require(!pinned.contains(key.key()), "A pinned file was evicted: " + key.key());
        require(
            !writing.contains(actor + " " + key.key()),
            actor + " evicted the old version of " + key.key() + ", which it overwrites");
      }
      if (batch.step() == Step.FILE_DISCARD) {
        touchedBy.add(actor + " " + key.key());
      }
      if (batch.step() == Step.JOURNAL_EXPIRE) {
        touchedBy.add("expiry " + key.key());
        checkExpired(
            actor, Journal.decode(journal.key(), journal.stamp(), journal.text()), batch.now());
      }
    }
    for (String id : batch.step() == Step.SWEEP ? batch.sweep() : List.<String>of()) {
      Long condemnedAt = condemned.get(id);
      boolean early =
          batch.grace() > 0 && condemnedAt != null && batch.now() - condemnedAt < batch.grace();
      require(
          !early || world.disk.chunk(id) != null,
          "A chunk was deleted before its grace was over: " + short8(id));
    }
  }

  private void checkExpired(String actor, Journal journal, long now) {
    if (!world.scenario.leases) {
      // A session deletes a journal of its own that it has given up, and could not delete before.
      require(
          journal.owner().equals(actor) || !world.alive().contains(journal.owner()),
          "The journal of " + journal.key() + " was taken from its living owner");
    }
    long age = Math.abs(now - journal.touchedAt());
    require(
        !journal.resumable()
            || age >= Sweep.KEPT_UNFINISHED
            || world.scenario.roomIsShort()
            || world.scenario.makesRoom,
        "The journal of " + journal.key() + " was not kept for a resume");
  }

  private static String owner(Row journal) {
    return Journal.decode(journal.key(), journal.stamp(), journal.text()).owner();
  }

  /** Checks that a loss of power lost no strict write. */
  void afterPowerLoss() {
    Map<String, String> before = contents;
    String modelsBefore = texts();
    checkDisk();
    require(contents.equals(before), "Power loss made " + contents + " of the committed " + before);
    require(
        texts().equals(modelsBefore), "Power loss made " + texts() + " of models " + modelsBefore);
    // Uses are written relaxed: any of them may be lost, and none is made up.
    Map<String, Long> stored = usesOnDisk();
    stored.forEach(
        (key, left) -> require(left <= uses.getOrDefault(key, 0L), "Power loss made uses: " + key));
    uses = stored;
  }

  private String texts() {
    StringBuilder all = new StringBuilder();
    models.forEach((key, model) -> all.append(key).append(model.text()));
    return all.toString();
  }

  /** Checks that each model has both rows, and names the chunks of the tensors that it keeps. */
  private void readModels(Set<String> named) {
    Map<String, Row> manifests = new TreeMap<>();
    models = new TreeMap<>();
    pinnedModels = new HashSet<>();
    for (Row row : world.disk.rows(Table.MODELS)) {
      manifests.put(row.key(), row);
      if (ModelManifest.decode(row.key(), row.stamp(), row.text()).pinned()) {
        pinnedModels.add(row.key());
      }
    }
    for (Row row : world.disk.rows(Table.TENSORS)) {
      Row manifest = manifests.remove(row.key());
      require(manifest != null, row.key() + " has tensors and no manifest");
      ModelProbe model = new ModelProbe(manifest, row, id -> bytes("The model " + row.key(), id));
      require(model.wrong().isEmpty(), row.key() + ": " + model.wrong());
      models.put(row.key(), model);
      named.addAll(row.names());
    }
    require(manifests.isEmpty(), "Models have no tensors' row: " + manifests.keySet());
  }

  private void checkDisk() {
    Map<String, String> now = new TreeMap<>();
    pinned = new HashSet<>();
    journals = new TreeMap<>();
    condemned = new TreeMap<>();
    Set<String> named = new HashSet<>();
    for (Row row : world.disk.rows(Table.FILES)) {
      now.put(row.key(), content(row));
      named.addAll(row.names());
      if (FileManifest.decode(row.key(), row.stamp(), row.text()).pinned()) {
        pinned.add(row.key());
      }
    }
    readModels(named);
    for (Row row : world.disk.rows(Table.COLLECTIONS)) {
      row.names().forEach(id -> bytes("The collection " + row.key(), id));
      named.addAll(row.names());
    }
    for (Row row : world.disk.rows(Table.JOURNALS)) {
      row.names().forEach(id -> bytes("The journal of " + row.key(), id));
      journals.put(row.key(), row);
      named.addAll(row.names());
    }
    for (ChunkRow chunk : world.disk.chunks()) {
      bytes("The chunk table", chunk.id());
      if (chunk.condemned()) {
        condemned.put(chunk.id(), chunk.condemnedAt());
      }
      require(
          chunk.condemned() != named.contains(chunk.id()),
          "A chunk must be condemned exactly when it is unnamed: " + short8(chunk.id()));
    }
    require(
        world.disk.bytesCount() == world.disk.chunks().size(), "There are bytes without a chunk");
    String counted = world.disk.totals().toString();
    String recounted = world.disk.recount().toString();
    require(counted.equals(recounted), "Totals are " + counted + " but recount " + recounted);
    note(now);
  }

  private void note(Map<String, String> now) {
    changed(contents, now).forEach(key -> changes.merge(key, 1, Integer::sum));
    contents = now;
  }

  private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
    return keys;
  }

  /** Reads a file's content from its row and chunks, as text; null without a row. */
  String content(Row row) {
    if (row == null) {
      return null;
    }
    FileManifest manifest = FileManifest.decode(row.key(), row.stamp(), row.text());
    StringBuilder text = new StringBuilder();
    for (ChunkRef ref : manifest.chunks()) {
      byte[] bytes = bytes("The manifest of " + row.key(), ref.id());
      text.append(new String(bytes, StandardCharsets.US_ASCII));
    }
    byte[] whole = text.toString().getBytes(StandardCharsets.US_ASCII);
    require(
        digest(whole).equals(manifest.sha256()),
        "The digest of " + row.key() + " does not match its bytes " + text);
    return text.toString();
  }

  private byte[] bytes(String who, String id) {
    ChunkRow chunk = world.disk.chunk(id);
    require(chunk != null, who + " names a chunk that is not stored: " + short8(id));
    byte[] bytes = world.disk.bytes(chunk);
    require(bytes != null, who + " names a chunk without bytes: " + short8(id));
    require(digest(bytes).equals(id), who + " names a chunk with other bytes: " + short8(id));
    return bytes;
  }

  private static String digest(byte[] bytes) {
    return DIGESTS.computeIfAbsent(
        new String(bytes, StandardCharsets.ISO_8859_1),
        unknown -> Hex.encode(Sha256.of(bytes, 0, bytes.length)));
  }

  private static String short8(String id) {
    return id.substring(0, 8);
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Violation(otherwise);
    }
  }

  void describe(Fingerprint out) {
    out.add(changes).add(committed).add(touchedBy).add(stamps).add(writing).add(uses);
    out.add(modelChanges).add(modelCommits);
  }
}
