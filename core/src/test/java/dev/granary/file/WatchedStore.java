package dev.granary.file;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Payload;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records the reads of a store: the loaded chunks, the begun parts, the joined pendings. */
final class WatchedStore implements Store {
  /** The ids of the chunks that were requested one by one. */
  final List<String> loaded = new ArrayList<>();

  /** How often each begun part was joined, in the order in which the parts were begun. */
  final Map<String, Integer> joins = new LinkedHashMap<>();

  private final Store store;
  private int failsToBegin = -1;
  private int failsToJoin = -1;

  WatchedStore(Store store) {
    this.store = store;
  }

  /** Makes the n-th part, from 0, fail to begin. */
  void failToBegin(int nth) {
    failsToBegin = nth;
  }

  /** Makes the n-th part, from 0, fail at its join. */
  void failToJoin(int nth) {
    failsToJoin = nth;
  }

  int begun() {
    return joins.size();
  }

  int joined() {
    return (int) joins.values().stream().filter(count -> count > 0).count();
  }

  @Override
  public Pending<Outcome> begin(Batch batch) {
    return store.begin(batch);
  }

  @Override
  public Snapshot read(Keys keys) {
    Snapshot snapshot = store.read(keys);
    loaded.addAll(keys.payloads());
    keys.payloads().forEach(id -> watch(snapshot, id));
    for (RowKey key : keys.contents()) {
      Row row = snapshot.row(key.table(), key.key());
      if (row != null) {
        row.names().forEach(id -> watch(snapshot, id));
      }
    }
    return snapshot;
  }

  @Override
  public ChunkForm form() {
    return store.form();
  }

  private void watch(Snapshot snapshot, String id) {
    Payload payload = snapshot.payload(id);
    if (payload != null) {
      snapshot.found(id, new Watched(payload));
    }
  }

  private final class Watched implements Payload {
    private final Payload payload;

    Watched(Payload payload) {
      this.payload = payload;
    }

    @Override
    public int size() {
      return payload.size();
    }

    @Override
    public Pending<byte[]> begin(int offset, int length) {
      int nth = joins.size();
      if (nth == failsToBegin) {
        throw new GranaryException(Code.CORRUPT, "planned");
      }
      Pending<byte[]> part = payload.begin(offset, length);
      String name = nth + ": " + offset + "+" + length;
      joins.put(name, 0);
      return () -> {
        joins.merge(name, 1, Integer::sum);
        byte[] bytes = part.join();
        if (nth == failsToJoin) {
          throw new GranaryException(Code.CORRUPT, "planned");
        }
        return bytes;
      };
    }
  }
}
