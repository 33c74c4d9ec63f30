package dev.granary.model;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.file.OpenContent;
import dev.granary.http.PartFetch;
import dev.granary.model.ModelRows.Model;
import dev.granary.session.Session;
import dev.granary.space.ItemKind;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.RowKey;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings an evicted tensor back. Chunks that are still stored are named again; others are fetched
 * from the origin of their part, and only they. Bytes that do not hash to the chunks' ids are never
 * stored.
 */
final class TensorRestore {
  /** Bounds the tries when other writers change the model, or sweep its chunks, all the time. */
  private static final int TRIES = 1000;

  private final Session session;
  private final ModelRows rows;

  /** Null where nothing can be fetched. */
  private final PartFetch fetch;

  TensorRestore(Session session, ModelRows rows, PartFetch fetch) {
    this.session = session;
    this.rows = rows;
    this.fetch = fetch;
  }

  /**
   * Brings a tensor back, and opens it.
   *
   * @param opened the index of tensors that the caller knows
   */
  OpenTensor run(TensorIndex opened, StoredTensor tensor, Cancel cancel) {
    try {
      for (int i = 0; i < TRIES; i++) {
        cancel.check();
        TensorIndex now = expectSame(opened, tensor);
        boolean back = !now.find(tensor.name()).evicted();
        if (!back) {
          Outcome named =
              session.commits().commit(restoring(now, tensor.name()).build(), key(now, tensor), 0);
          back = named.committed();
          if (!back && named.unmet().row() == null) {
            back = fetch(now, tensor, cancel);
          }
        }
        if (back) {
          return open(now, now.find(tensor.name()));
        }
      }
    } catch (GranaryException failure) {
      throw failure
          .with("key", opened.key())
          .withIfAbsent("tensor", tensor.name())
          .withIfAbsent("evicted", !failure.details().containsKey("replaced"));
    }
    throw gone(opened, tensor);
  }

  private static String key(TensorIndex index, StoredTensor tensor) {
    return ItemKind.tensorKey(index.key(), tensor.name());
  }

  /** Reads the index again; NOT_FOUND when the tensor is not the one that the caller knows. */
  private TensorIndex expectSame(TensorIndex opened, StoredTensor tensor) {
    Model model = rows.read(opened.key());
    StoredTensor now = model == null ? null : model.index().find(tensor.name());
    boolean same =
        now != null
            && now.entry().size() == tensor.entry().size()
            && now.entry().type() == tensor.entry().type()
            && model.index().chunksOf(now).equals(opened.chunksOf(tensor));
    if (!same) {
      throw gone(opened, tensor);
    }
    return model.index();
  }

  private static GranaryException gone(TensorIndex index, StoredTensor tensor) {
    return new GranaryException(
            Code.NOT_FOUND,
            "The tensor \""
                + tensor.name()
                + "\" of \""
                + index.key()
                + "\" was replaced or deleted while the model was open.")
        .with("replaced", true);
  }

  /** Makes the batch that names the chunks of a tensor again. */
  private Batch.Builder restoring(TensorIndex now, String name) {
    return Batch.of(Step.MODEL_RESTORE, session.clock().now())
        .requireStamp(Table.TENSORS, now.key(), now.stamp())
        .put(now.evicted(Set.of(name), false).row());
  }

  /** Fetches the chunks that are not stored; gives false when other chunks have gone meanwhile. */
  private boolean fetch(TensorIndex index, StoredTensor tensor, Cancel cancel) {
    StoredTensor there = index.find(tensor.name());
    ModelPart part = index.part(there);
    if (fetch == null || part.origin() == null) {
      throw new GranaryException(
          Code.NOT_FOUND,
          "The tensor \""
              + tensor.name()
              + "\" was evicted, and it is not known where it came from. Store it again.");
    }
    int place = TensorIndex.chunkAt(there.entry().at(), TensorIndex.offsets(part));
    List<ChunkRef> known = new ArrayList<>();
    List<ChunkRef> missing = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    Set<ChunkRef> seen = new HashSet<>();
    for (ChunkRef chunk : index.chunksOf(there)) {
      if (seen.add(chunk)) {
        if (isStored(chunk)) {
          known.add(chunk);
        } else {
          missing.add(chunk);
          places.add(place);
        }
      }
      place++;
    }
    List<ChunkRef> stored = List.copyOf(known);
    known.addAll(missing);
    OriginChunks source = new OriginChunks(fetch, index, there, places, stored.size());
    Boolean done =
        new ModelWriter(session, key(index, tensor))
            .write(
                stored,
                known,
                source,
                cancel,
                writer -> {
                  for (int i = 0; i < TRIES; i++) {
                    TensorIndex now = expectSame(index, there);
                    if (writer.commit(restoring(now, tensor.name())).committed()) {
                      return true;
                    }
                  }
                  return false;
                });
    return done != null && done;
  }

  private boolean isStored(ChunkRef chunk) {
    return session.store().read(Keys.none().payload(chunk.id())).payload(chunk.id()) != null;
  }

  private OpenTensor open(TensorIndex index, StoredTensor tensor) {
    Keys keys = Keys.none();
    if (session.store().form().lazy()) {
      for (ChunkRef chunk : index.chunksOf(tensor)) {
        keys.payload(chunk.id());
      }
    }
    Snapshot opened = session.store().read(keys);
    RowKey row = new RowKey(Table.TENSORS, index.key());
    return new OpenTensor(
        tensor.entry(), new OpenContent(session, row, index.part(tensor).chunks(), opened));
  }
}
