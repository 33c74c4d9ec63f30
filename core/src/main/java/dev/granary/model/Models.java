package dev.granary.model;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ModelManifest;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.OpenFile;
import dev.granary.http.Http;
import dev.granary.http.PartFetch;
import dev.granary.integrity.ModelContents;
import dev.granary.integrity.ScrubbedContent;
import dev.granary.model.ModelRows.Model;
import dev.granary.session.Session;
import dev.granary.space.AccessLog;
import dev.granary.space.ItemKind;
import dev.granary.space.ModelItem;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.RowRange;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Table;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stores, opens, lists and deletes the models of one session. Each call is atomic: it takes effect
 * as a whole, or not at all.
 */
public final class Models implements ModelContents {
  private final Session session;
  private final ModelRows rows;
  private final TensorRestore restore;

  /** Null where nothing can be fetched. */
  private final PartFetch fetch;

  /**
   * @param http the client that fetches evicted tensors again, or null where there is none
   */
  public Models(Session session, Http http) {
    this.session = session;
    this.rows = new ModelRows(session);
    this.fetch = http == null ? null : new PartFetch(http);
    this.restore = new TensorRestore(session, rows, fetch);
    session.divideModels(new TensorEviction());
    session.cutBy((begun, source) -> new AlignedSource(session, begun, source));
  }

  /**
   * Stores a model, and replaces the one of the same id and version. Of two callers that store the
   * same model at once, the one that ends last wins. Closes the source in every case.
   *
   * @param progress receives the number of bytes that are stored
   */
  public OpenModel put(ModelSpec spec, TensorSource tensors, Cancel cancel, Progress progress) {
    TensorCutter cutter = new TensorCutter(tensors);
    try {
      spec.checked();
    } catch (RuntimeException failure) {
      cutter.close();
      throw failure;
    }
    return new ModelWriter(session, spec.key())
        .write(
            cutter,
            cancel,
            progress,
            writer ->
                opened(
                    rows.put(
                        spec,
                        cutter.parts(writer.journal().chunks(), session.clock().now()),
                        cutter.tensors(),
                        writer::commit)));
  }

  /**
   * Makes a model of stored files, without copying a byte: the model names the chunks of the files.
   * Files and model can be deleted independently of each other.
   *
   * @param tensors where the tensors lie; their parts are the places in the list of files
   */
  public OpenModel importFiles(ModelSpec spec, List<OpenFile> files, List<TensorEntry> tensors) {
    spec.checked();
    expectInside(files, tensors);
    long now = session.clock().now();
    List<ModelPart> parts = new ArrayList<>();
    for (OpenFile file : files) {
      parts.add(new ModelPart(file.manifest().chunks(), file.manifest().origin(), now));
    }
    List<StoredTensor> stored = new ArrayList<>();
    for (TensorEntry tensor : tensors) {
      stored.add(new StoredTensor(tensor, tensor.at(), null, false));
    }
    TensorIndex index = new TensorIndex(spec.key(), Row.UNSTAMPED, List.of(), List.of());
    TensorIndex whole = index.with(parts, stored);
    return opened(rows.put(spec, whole.parts(), whole.tensors(), rows.committer(spec.key())));
  }

  /**
   * Makes a model of stored files, and copies each tensor into chunks of its own, once, so that
   * models share their tensors.
   */
  public OpenModel importAligned(
      ModelSpec spec,
      List<OpenFile> files,
      List<TensorEntry> tensors,
      Cancel cancel,
      Progress progress) {
    expectInside(files, tensors);
    return put(spec, new AlignedFiles(files, tensors), cancel, progress);
  }

  private static void expectInside(List<OpenFile> files, List<TensorEntry> tensors) {
    Set<String> names = new HashSet<>();
    for (TensorEntry tensor : tensors) {
      TensorSpec spec = new TensorSpec(tensor.name(), tensor.type(), tensor.shape(), null);
      long size = spec.checkedSize();
      boolean known = tensor.part() >= 0 && tensor.part() < files.size();
      long end = known ? files.get(tensor.part()).manifest().size() : 0;
      boolean inside = tensor.at() >= 0 && tensor.size() == size && tensor.at() <= end - size;
      if (!inside || !names.add(tensor.name())) {
        throw new GranaryException(
                Code.INVALID,
                "The tensor \""
                    + tensor.name()
                    + "\" is not valid: it does not lie inside its file, or its name occurs twice.")
            .with("tensor", tensor.name());
      }
    }
  }

  @Override
  public ScrubbedContent contentOf(Row tensors) {
    return new ScrubbedModel(tensors, fetch);
  }

  /** Opens a model that was just stored, as it was stored. */
  private OpenModel opened(Model model) {
    Snapshot snapshot;
    try {
      snapshot = session.store().read(content(model.index().key()));
    } catch (GranaryException closed) {
      snapshot = new Snapshot();
    }
    return new OpenModel(session, restore, model, snapshot);
  }

  private static Keys content(String key) {
    return Keys.none()
        .row(Table.MODELS, key)
        .content(Table.TENSORS, key)
        .rows(Table.ACCESS, ItemKind.TENSOR.accessKey(ItemKind.tensorKey(key, "")));
  }

  /**
   * Opens a model, which counts as a use of it; null when there is none.
   *
   * @param version the version, or null for the newest, which was created last
   */
  public OpenModel get(String id, String version) {
    String key = key(id, version);
    if (key == null) {
      return null;
    }
    Snapshot snapshot = session.store().read(content(key));
    Model model = ModelRows.of(key, snapshot);
    if (model == null) {
      return null;
    }
    session.accessLog().touch(ItemKind.MODEL, key, 1);
    return new OpenModel(session, restore, model, snapshot);
  }

  /** Returns the key of a version, or of the newest one; null when there is no version at all. */
  private String key(String id, String version) {
    if (version != null) {
      return ModelManifest.key(id, version);
    }
    List<ModelManifest> versions = rows.versions(id);
    return versions.isEmpty() ? null : versions.get(0).key();
  }

  private String expectKey(String id, String version) {
    String key = key(id, version);
    if (key == null) {
      throw ModelRows.absent(id);
    }
    return key;
  }

  /** Returns whether there is a model, in this version or, for null, in any. */
  public boolean has(String id, String version) {
    if (version == null) {
      return !rows.versions(id).isEmpty();
    }
    String key = ModelManifest.key(id, version);
    return session.store().read(Keys.none().row(Table.MODELS, key)).row(Table.MODELS, key) != null;
  }

  /** Lists the versions of a model, the newest first. */
  public List<String> versions(String id) {
    List<String> versions = new ArrayList<>();
    for (ModelManifest manifest : rows.versions(id)) {
      versions.add(manifest.version());
    }
    return versions;
  }

  /**
   * Lists all versions of all models, in the order of their keys.
   *
   * @param name the name that the models must have, or null
   * @param framework the framework that the models must have, or null
   */
  public List<ModelInfo> list(String name, String framework) {
    String access = ItemKind.MODEL.accessKey("");
    RowRange<ModelManifest> manifests = new RowRange<>(Table.MODELS, "", ModelRows::readable);
    Snapshot found = session.store().read(Keys.none().rows(manifests).rows(Table.ACCESS, access));
    Map<String, Long> times = AccessLog.times(ItemKind.MODEL, found.rows(Table.ACCESS, access));
    List<ModelInfo> models = new ArrayList<>();
    for (ModelManifest manifest : found.rows(manifests)) {
      if ((name == null || name.equals(manifest.name()))
          && (framework == null || framework.equals(manifest.framework()))) {
        String key = manifest.key();
        long last =
            Math.max(manifest.createdAt(), session.accessLog().touchedAt(ItemKind.MODEL, key));
        Long read = times.get(key);
        models.add(new ModelInfo(manifest, read == null ? last : Math.max(last, read)));
      }
    }
    return models;
  }

  /**
   * Deletes a model; returns false when there was none. Chunks that other models or files name
   * stay, and a caller that has opened the model can go on reading.
   *
   * @param version the version, or null for all versions
   */
  public boolean delete(String id, String version) {
    List<String> keys = new ArrayList<>();
    if (version != null) {
      keys.add(ModelManifest.key(id, version));
    } else {
      for (ModelManifest manifest : rows.versions(id)) {
        keys.add(manifest.key());
      }
    }
    Keys wanted = Keys.none();
    for (String key : keys) {
      ModelItem.read(wanted, key);
    }
    Snapshot found = session.store().read(wanted);
    Batch.Builder batch = Batch.of(Step.MODEL_DELETE, session.clock().now());
    boolean any = false;
    for (String key : keys) {
      any |= found.row(Table.MODELS, key) != null || found.row(Table.TENSORS, key) != null;
      ModelItem.delete(batch, key, found);
      session.accessLog().forget(ItemKind.MODEL, key);
    }
    if (any) {
      session.commits().commit(batch.build(), id, 0);
    }
    return any;
  }

  /**
   * Protects a model and its tensors from eviction, or ends the protection. NOT_FOUND when there is
   * no such model.
   *
   * @param version the version, or null for the newest
   */
  public void pin(String id, String version, boolean pinned) {
    rows.pin(expectKey(id, version), pinned);
  }

  /**
   * Adds tensors to a model, and replaces those of the same names. Two callers that add other
   * tensors at once both succeed. NOT_FOUND when there is no such model. Closes the source in every
   * case.
   *
   * @param version the version, or null for the newest
   * @return the model afterwards
   */
  public OpenModel putTensors(
      String id, String version, TensorSource tensors, Cancel cancel, Progress progress) {
    TensorCutter cutter = new TensorCutter(tensors);
    String key;
    try {
      key = expectKey(id, version);
      if (rows.read(key) == null) {
        throw ModelRows.absent(key);
      }
    } catch (RuntimeException failure) {
      cutter.close();
      throw failure;
    }
    return new ModelWriter(session, key)
        .write(
            cutter,
            cancel,
            progress,
            writer ->
                opened(
                    rows.change(
                        key,
                        now ->
                            now.with(
                                cutter.parts(writer.journal().chunks(), session.clock().now()),
                                cutter.tensors()),
                        writer::commit)));
  }

  /**
   * Deletes a tensor of a model. NOT_FOUND when there is no such model.
   *
   * @param version the version, or null for the newest
   * @return the model afterwards, or null when the model has no such tensor
   */
  public OpenModel deleteTensor(String id, String version, String name) {
    String key = expectKey(id, version);
    String access = ItemKind.TENSOR.accessKey(ItemKind.tensorKey(key, name));
    Model changed =
        rows.change(
            key,
            now -> now.find(name) == null ? null : now.without(name),
            batch -> rows.committer(key).commit(batch.delete(Table.ACCESS, access)));
    session.accessLog().forget(ItemKind.TENSOR, ItemKind.tensorKey(key, name));
    return changed == null ? null : opened(changed);
  }
}
