package dev.granary.model;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ModelManifest;
import dev.granary.session.Session;
import dev.granary.space.ItemKind;
import dev.granary.space.ModelItem;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads and writes the two rows of models. A change reads both rows, and commits on condition that
 * they are unchanged; when another writer was faster, it reads again.
 */
final class ModelRows {
  /** Bounds the tries of a change that other writers overtake. */
  private static final int TRIES = 1000;

  private final Session session;

  ModelRows(Session session) {
    this.session = session;
  }

  /** The two rows of a model. */
  record Model(ModelManifest manifest, TensorIndex index) {}

  /** Commits a batch that puts rows of a model, alone or with the end of a journal. */
  interface Committer {
    /** Commits; the outcome is refused when a requirement about the model's rows does not hold. */
    Outcome commit(Batch.Builder batch);
  }

  /** Makes what a change leaves of an index of tensors, or null when there is nothing to change. */
  interface Change {
    TensorIndex of(TensorIndex now);
  }

  /** Commits batches that end no journal. */
  Committer committer(String key) {
    return batch -> session.commits().commit(batch.build(), key, 0);
  }

  /** Returns the manifests of all versions of a model, the newest first. */
  List<ModelManifest> versions(String id) {
    String prefix = ModelManifest.prefix(id);
    List<ModelManifest> found = new ArrayList<>();
    Keys keys = Keys.none().rows(Table.MODELS, prefix);
    for (Row row : session.store().read(keys).rows(Table.MODELS, prefix)) {
      ModelManifest manifest = readable(row);
      if (manifest != null && manifest.id().equals(id)) {
        found.add(manifest);
      }
    }
    found.sort(ModelRows::newestFirst);
    return found;
  }

  private static int newestFirst(ModelManifest one, ModelManifest other) {
    int order = Long.compare(other.createdAt(), one.createdAt());
    return order != 0 ? order : other.version().compareTo(one.version());
  }

  // One unreadable manifest must not hide all other models. To open the model reports the reason.
  static ModelManifest readable(Row row) {
    try {
      return ModelManifest.decode(row.key(), row.stamp(), row.text());
    } catch (GranaryException unreadable) {
      return null;
    }
  }

  /** Puts a model, and replaces the one of the same id and version. */
  Model put(
      ModelSpec spec, List<ModelPart> parts, List<StoredTensor> tensors, Committer committer) {
    String key = spec.key();
    TensorIndex index = new TensorIndex(key, Row.UNSTAMPED, parts, tensors);
    for (int i = 0; i < TRIES; i++) {
      ModelManifest old = null;
      long now = session.clock().now();
      // A newer version is created later, even if the clock was set back or has not gone on.
      for (ModelManifest other : versions(spec.id())) {
        if (other.version().equals(spec.version())) {
          old = other;
        } else {
          now = Math.max(now, other.createdAt() + 1);
        }
      }
      boolean pinned = spec.pinned() == null ? old != null && old.pinned() : spec.pinned();
      ModelManifest manifest =
          new ModelManifest(
              spec.id(),
              spec.version(),
              Row.UNSTAMPED,
              spec.name(),
              spec.framework(),
              spec.metadata(),
              now,
              pinned,
              tensors.size(),
              index.totalSize());
      Batch.Builder batch = Batch.of(Step.MODEL_PUT, now).put(manifest.row()).put(index.row());
      if (old != null) {
        forgetOtherTensors(batch, index);
      }
      if (spec.pinned() == null) {
        // Another caller may change the pin until the commit.
        require(batch, key, old);
      }
      Outcome outcome = committer.commit(batch);
      if (outcome.committed()) {
        return stamped(manifest, index, outcome);
      }
      expectChunks(key, outcome);
    }
    throw changing(key);
  }

  /** Deletes the uses of tensors that a model has no more. */
  private void forgetOtherTensors(Batch.Builder batch, TensorIndex index) {
    String prefix = ModelItem.times(index.key());
    Keys keys = Keys.none().rows(Table.ACCESS, prefix);
    Set<String> names = new HashSet<>();
    for (StoredTensor tensor : index.tensors()) {
      names.add(tensor.name());
    }
    for (Row row : session.store().read(keys).rows(Table.ACCESS, prefix)) {
      if (!names.contains(ItemKind.tensorName(ItemKind.TENSOR.itemKey(row.key())))) {
        batch.delete(Table.ACCESS, row.key());
      }
    }
  }

  private static void require(Batch.Builder batch, String key, ModelManifest old) {
    if (old == null) {
      batch.requireAbsent(Table.MODELS, key);
    } else {
      batch.requireStamp(Table.MODELS, key, old.stamp());
    }
  }

  private static Model stamped(ModelManifest manifest, TensorIndex index, Outcome outcome) {
    long stamp = outcome.stamp();
    return new Model(
        manifest.withStamp(stamp),
        new TensorIndex(index.key(), stamp, index.parts(), index.tensors()));
  }

  /** Throws NOT_FOUND when a batch was refused because a chunk is not stored any more. */
  private static void expectChunks(String key, Outcome outcome) {
    if (outcome.unmet().row() == null) {
      throw new GranaryException(
              Code.NOT_FOUND,
              "A file that \"" + key + "\" is made of was replaced or deleted meanwhile.")
          .with("key", key)
          .with("replaced", true);
    }
  }

  /** Reads a model; null when there is none. */
  Model read(String key) {
    return of(key, session.store().read(both(Keys.none(), key)));
  }

  static Keys both(Keys keys, String key) {
    return keys.row(Table.MODELS, key).row(Table.TENSORS, key);
  }

  /** Reads a model from a snapshot that has both rows; null when there is none. */
  static Model of(String key, Snapshot snapshot) {
    Row manifest = snapshot.row(Table.MODELS, key);
    Row index = snapshot.row(Table.TENSORS, key);
    if (manifest == null || index == null) {
      return null;
    }
    return new Model(
        ModelManifest.decode(key, manifest.stamp(), manifest.text()), TensorIndex.of(index));
  }

  /**
   * Changes the tensors of a model. NOT_FOUND when there is no such model.
   *
   * @return the model afterwards, or null when there was nothing to change
   */
  Model change(String key, Change change, Committer committer) {
    for (int i = 0; i < TRIES; i++) {
      Model now = expect(key);
      TensorIndex index = change.of(now.index());
      if (index == null) {
        return null;
      }
      ModelManifest manifest =
          now.manifest().withTensors(index.tensors().size(), index.totalSize());
      Batch.Builder batch =
          Batch.of(Step.MODEL_CHANGE, session.clock().now())
              .requireStamp(Table.MODELS, key, now.manifest().stamp())
              .requireStamp(Table.TENSORS, key, now.index().stamp())
              .put(manifest.row())
              .put(index.row());
      Outcome outcome = committer.commit(batch);
      if (outcome.committed()) {
        return stamped(manifest, index, outcome);
      }
    }
    throw changing(key);
  }

  /** Protects a model from eviction, or ends the protection. NOT_FOUND when there is none. */
  void pin(String key, boolean pinned) {
    for (int i = 0; i < TRIES; i++) {
      ModelManifest now = expect(key).manifest();
      Batch.Builder batch =
          Batch.of(Step.MODEL_PIN, session.clock().now())
              .requireStamp(Table.MODELS, key, now.stamp())
              .put(now.withPinned(pinned).row());
      if (committer(key).commit(batch).committed()) {
        return;
      }
    }
    throw changing(key);
  }

  private Model expect(String key) {
    Model now = read(key);
    if (now == null) {
      throw absent(key);
    }
    return now;
  }

  /** Makes the error for a model that does not exist. */
  static GranaryException absent(String key) {
    return new GranaryException(Code.NOT_FOUND, "There is no model \"" + key + "\".")
        .with("key", key);
  }

  private static GranaryException changing(String key) {
    return new GranaryException(
            Code.CONFLICT, "The model \"" + key + "\" keeps changing. Try again.")
        .with("key", key);
  }
}
