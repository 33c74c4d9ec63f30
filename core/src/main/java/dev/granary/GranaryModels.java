package dev.granary;

import dev.granary.file.FileWriter;
import dev.granary.file.OpenFile;
import dev.granary.http.Http;
import dev.granary.model.ModelInfo;
import dev.granary.model.ModelSpec;
import dev.granary.model.Models;
import dev.granary.model.OpenModel;
import dev.granary.model.TensorSource;
import dev.granary.session.Activity;
import dev.granary.session.Session;
import dev.granary.tensor.TensorEntry;
import java.util.List;
import java.util.function.Supplier;

/** Stores, opens, lists and deletes the models of a {@link Granary}. */
public final class GranaryModels {
  private final Activity activity;
  private final Scheduler scheduler;
  private final Models models;

  GranaryModels(Session session, Activity activity, Http http, Scheduler scheduler) {
    this.activity = activity;
    this.scheduler = scheduler;
    models = new Models(session, http);
  }

  /** Stores a model, and replaces the one of the same id and version. */
  public OpenModel put(ModelSpec spec, TensorSource tensors) {
    return put(spec, tensors, new Task(scheduler), FileWriter.Progress.NONE);
  }

  /** Stores a model for a task, which can end the put. */
  public OpenModel put(
      ModelSpec spec, TensorSource tensors, Task task, FileWriter.Progress progress) {
    return during(task, tensors, () -> models.put(spec, tensors, task, progress));
  }

  /** Makes a model of stored files, without copying a byte. */
  public OpenModel importFiles(ModelSpec spec, List<OpenFile> files, List<TensorEntry> tensors) {
    OpenModel model = models.importFiles(spec, files, tensors);
    // The import may have replaced a model.
    activity.garbage();
    return model;
  }

  /**
   * Makes a model of stored files, and copies each tensor once into chunks of its own, so that
   * models share their tensors.
   */
  public OpenModel importAligned(
      ModelSpec spec,
      List<OpenFile> files,
      List<TensorEntry> tensors,
      Task task,
      FileWriter.Progress progress) {
    return during(task, null, () -> models.importAligned(spec, files, tensors, task, progress));
  }

  /** Adds tensors to a model, and replaces those of the same names. */
  public OpenModel putTensors(String id, String version, TensorSource tensors) {
    Task task = new Task(scheduler);
    return during(
        task,
        tensors,
        () -> models.putTensors(id, version, tensors, task, FileWriter.Progress.NONE));
  }

  private OpenModel during(Task task, TensorSource tensors, Supplier<OpenModel> work) {
    try {
      activity.expectOpen();
      activity.begin(task);
    } catch (RuntimeException failure) {
      if (tensors != null) {
        tensors.close();
      }
      throw failure;
    }
    try {
      return work.get();
    } finally {
      activity.end(task);
    }
  }

  /** Deletes a tensor of a model; returns false when the model has no such tensor. */
  public boolean deleteTensor(String id, String version, String name) {
    boolean deleted = models.deleteTensor(id, version, name) != null;
    activity.garbage();
    return deleted;
  }

  /** Opens a model in a version, or for null in the newest; returns null when there is none. */
  public OpenModel get(String id, String version) {
    activity.used();
    return models.get(id, version);
  }

  /** Returns whether there is a model, in this version or, for null, in any. */
  public boolean has(String id, String version) {
    return models.has(id, version);
  }

  /** Lists all models, or those of a name or of a framework; null stands for any. */
  public List<ModelInfo> list(String name, String framework) {
    return models.list(name, framework);
  }

  /** Lists the versions of a model, the newest first. */
  public List<String> versions(String id) {
    return models.versions(id);
  }

  /** Deletes a version of a model, or for null all versions; returns false when there was none. */
  public boolean delete(String id, String version) {
    boolean deleted = models.delete(id, version);
    activity.garbage();
    return deleted;
  }

  /** Sets or removes the pin that protects a model from eviction. */
  public void pin(String id, String version, boolean pinned) {
    models.pin(id, version, pinned);
  }
}
