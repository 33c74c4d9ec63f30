package dev.granary.model;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ModelManifest;
import dev.granary.file.OpenContent;
import dev.granary.model.ModelRows.Model;
import dev.granary.session.Session;
import dev.granary.space.AccessLog;
import dev.granary.space.ItemKind;
import dev.granary.store.RowKey;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the tensors of a model as they were when the model was opened; {@link OpenContent} says for
 * how long. A tensor that was evicted comes back where its bytes are known to be.
 */
public final class OpenModel {
  private final Session session;
  private final TensorRestore restore;
  private final ModelManifest manifest;
  private final TensorIndex index;
  private final Snapshot opened;
  private final Map<String, StoredTensor> byName = new HashMap<>();

  /** The parts that were read, by their numbers. */
  private final Map<Integer, OpenContent> parts = new HashMap<>();

  /** The tensors that have come back since the model was opened. */
  private final Map<String, OpenTensor> restored = new HashMap<>();

  OpenModel(Session session, TensorRestore restore, Model model, Snapshot opened) {
    this.session = session;
    this.restore = restore;
    this.manifest = model.manifest();
    this.index = model.index();
    this.opened = opened;
    for (StoredTensor tensor : index.tensors()) {
      byName.put(tensor.name(), tensor);
    }
  }

  public ModelManifest manifest() {
    return manifest;
  }

  /** Describes the model. Its last use is now. */
  public ModelInfo info() {
    return new ModelInfo(manifest, session.clock().now());
  }

  /** Describes all tensors in stored order. */
  public List<TensorInfo> tensors() {
    String prefix = ItemKind.TENSOR.accessKey(tensorKey(""));
    Map<String, Long> times = AccessLog.times(ItemKind.TENSOR, opened.rows(Table.ACCESS, prefix));
    List<TensorInfo> all = new ArrayList<>();
    for (StoredTensor tensor : index.tensors()) {
      String key = tensorKey(tensor.name());
      long createdAt = index.part(tensor).createdAt();
      long last = Math.max(createdAt, session.accessLog().touchedAt(ItemKind.TENSOR, key));
      Long read = times.get(key);
      last = read == null ? last : Math.max(last, read);
      all.add(new TensorInfo(tensor.entry(), createdAt, last, tensor.metadata()));
    }
    return all;
  }

  private String tensorKey(String name) {
    return ItemKind.tensorKey(index.key(), name);
  }

  /** Returns the names of the tensors that were evicted and have not come back. */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (StoredTensor tensor : index.tensors()) {
      if (tensor.evicted() && !restored.containsKey(tensor.name())) {
        missing.add(tensor.name());
      }
    }
    return missing;
  }

  /**
   * Opens a tensor, which counts as a use of it. NOT_FOUND when the model has no such tensor. An
   * evicted tensor is stored again first. If that is not possible, NOT_FOUND has the detail {@code
   * evicted}.
   */
  public OpenTensor tensor(String name, Cancel cancel) {
    StoredTensor tensor = byName.get(name);
    if (tensor == null) {
      throw new GranaryException(
              Code.NOT_FOUND, "The model \"" + index.key() + "\" has no tensor \"" + name + "\".")
          .with("key", index.key())
          .with("tensor", name);
    }
    session.accessLog().touch(ItemKind.MODEL, index.key(), 0);
    session.accessLog().touch(ItemKind.TENSOR, tensorKey(name), 1);
    OpenTensor back = restored.get(name);
    if (back == null && tensor.evicted()) {
      back = restore(tensor, cancel);
    }
    return back != null ? back : new OpenTensor(tensor.entry(), part(tensor));
  }

  /** Reads the verified bytes of a tensor, also when it is evicted while the model is open. */
  public byte[] bytes(String name, Cancel cancel) {
    return bytes(tensor(name, cancel), cancel);
  }

  /** Reads the bytes of a tensor that a caller of this class has opened. */
  byte[] bytes(OpenTensor open, Cancel cancel) {
    try {
      return open.bytes();
    } catch (GranaryException gone) {
      if (gone.code() != Code.NOT_FOUND) {
        throw gone;
      }
      return reopen(open.entry().name(), cancel).bytes();
    }
  }

  /** Opens a tensor whose bytes have gone since it was opened, because it was evicted meanwhile. */
  public OpenTensor reopen(String name, Cancel cancel) {
    return restore(byName.get(name), cancel);
  }

  private OpenTensor restore(StoredTensor tensor, Cancel cancel) {
    OpenTensor back = restore.run(index, tensor, cancel);
    restored.put(tensor.name(), back);
    return back;
  }

  private OpenContent part(StoredTensor tensor) {
    int number = tensor.entry().part();
    OpenContent part = parts.get(number);
    if (part == null) {
      RowKey row = new RowKey(Table.TENSORS, index.key());
      part = new OpenContent(session, row, index.part(tensor).chunks(), opened);
      parts.put(number, part);
    }
    return part;
  }
}
