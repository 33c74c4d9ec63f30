package dev.granary.sim;

import static dev.granary.sim.Invariants.require;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.OpenFile;
import dev.granary.http.Http;
import dev.granary.model.ModelProbe;
import dev.granary.model.ModelSpec;
import dev.granary.model.OpenModel;
import dev.granary.model.TensorInfo;
import dev.granary.model.TensorSource;
import dev.granary.model.TensorSpec;
import dev.granary.space.Clean;
import dev.granary.space.ItemKind;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the scripts of actors that use models, and checks what each may and may not see. */
final class ModelScripts {
  /** Begins the addresses at which the server has the content that the address goes on with. */
  private static final String SERVER = "https://sim/";

  private ModelScripts() {}

  /** Stores a model of tensors like {@code w=aabb}. */
  static Actor.Script putModel(String id, String tensors) {
    return run ->
        changing(
            run,
            id,
            () ->
                run.models.put(ModelSpec.of(id, "1"), source(tensors), Cancel.NEVER, Progress.NONE),
            null);
  }

  static Actor.Script addTensors(String id, String tensors) {
    return run ->
        changing(
            run,
            id,
            () -> run.models.putTensors(id, "1", source(tensors), Cancel.NEVER, Progress.NONE),
            Code.NOT_FOUND);
  }

  static Actor.Script deleteTensor(String id, String name) {
    return run -> {
      try {
        run.models.deleteTensor(id, "1", name);
      } catch (GranaryException failed) {
        Scripts.expect(run, failed, Code.NOT_FOUND);
      }
    };
  }

  static Actor.Script deleteModel(String id) {
    return run -> {
      try {
        run.models.delete(id, "1");
      } catch (GranaryException failed) {
        Scripts.expect(run, failed, null);
      }
    };
  }

  static Actor.Script pinModel(String id) {
    return run -> {
      try {
        run.models.pin(id, "1", true);
      } catch (GranaryException failed) {
        Scripts.expect(run, failed, Code.NOT_FOUND);
      }
    };
  }

  /** Stores a file that the server has, and makes a model of it: tensors of two letters each. */
  static Actor.Script fetchModel(String id, String content) {
    return run -> {
      OpenFile file;
      try {
        file =
            run.files.putAndOpen(
                "f",
                Scripts.source(content),
                FileSpec.ANY,
                new Origin(SERVER + content, null),
                Cancel.NEVER,
                Progress.NONE);
      } catch (GranaryException refused) {
        Scripts.expect(run, refused, Code.CONFLICT);
        return;
      } finally {
        run.observe(() -> run.world.invariants.stopsWriting(run.actor, "f"));
      }
      imported(run, id, file);
    };
  }

  /** Makes a model of a file, if there is one. */
  static Actor.Script importFile(String id, String key) {
    return run -> {
      OpenFile file = run.files.open(key);
      if (file != null) {
        imported(run, id, file);
      }
    };
  }

  private static void imported(Run run, String id, OpenFile file) {
    List<TensorEntry> tensors = new ArrayList<>();
    long size = file.manifest().size();
    for (long at = 0; at < size; at += 2) {
      long length = Math.min(2, size - at);
      String name = "t" + at;
      tensors.add(new TensorEntry(name, DataType.UINT8, List.of(length), 0, at, length));
    }
    changing(
        run,
        id,
        () -> run.models.importFiles(ModelSpec.of(id, "1"), List.of(file), tensors),
        Code.NOT_FOUND);
  }

  /** Checks that a change which is acknowledged is committed, and one which failed is not. */
  private static void changing(Run run, String id, Runnable change, Code allowed) {
    int before = commits(run, id);
    try {
      change.run();
      require(commits(run, id) > before, id + " was acknowledged but not committed");
    } catch (GranaryException refused) {
      expect(run, refused, allowed);
      require(commits(run, id) == before, id + " was refused but committed");
    }
  }

  /** Accepts CONFLICT only when a sweep took the journal of an actor that seemed dead. */
  private static void expect(Run run, GranaryException error, Code allowed) {
    boolean expired =
        error.code() == Code.CONFLICT && run.observe(() -> run.world.invariants.expired(run.actor));
    Scripts.expect(run, error, expired ? Code.CONFLICT : allowed);
  }

  private static int commits(Run run, String id) {
    return run.observe(() -> run.world.invariants.modelCommits(run.actor, id + "@1"));
  }

  /** Evicts all tensors, as a user may ask for. */
  static Actor.Script evictTensors() {
    return run ->
        run.session
            .clean()
            .run(new Clean.Request(0, Clean.NOTHING, Set.of(ItemKind.TENSOR)), Cancel.NEVER);
  }

  /** Evicts all models. */
  static Actor.Script evictModels() {
    return run ->
        run.session
            .clean()
            .run(new Clean.Request(0, Clean.NOTHING, Set.of(ItemKind.MODEL)), Cancel.NEVER);
  }

  /** Reads every tensor of a model: exactly what was committed when the model was opened. */
  static Actor.Script readModel(String id) {
    return run -> {
      OpenModel model = run.models.get(id, "1");
      ModelProbe committed = run.observe(() -> run.world.invariants.model(id + "@1"));
      require((model == null) == (committed == null), id + " and its rows do not agree");
      if (model == null) {
        return;
      }
      int changes = changes(run, id);
      Map<String, String> texts = committed.tensors();
      List<String> missing = model.missing();
      for (TensorInfo info : model.tensors()) {
        String name = info.entry().name();
        boolean evicted = missing.contains(name);
        require(evicted == texts.get(name).equals("-"), id + " lists other tensors as missing");
        try {
          String text = new String(model.bytes(name, Cancel.NEVER), StandardCharsets.US_ASCII);
          require(
              evicted || text.equals(texts.get(name)),
              name + " was " + texts.get(name) + " and read as " + text);
        } catch (GranaryException gone) {
          if (run.threw(gone)) {
            throw gone;
          }
          boolean lost = gone.code() == Code.NOT_FOUND && evicted && !committed.fetchable(name);
          boolean held = run.form().lazy() && !evicted;
          boolean changed = changes(run, id) != changes && !held;
          if (!lost && !(gone.code() == Code.NOT_FOUND && changed)) {
            expect(run, gone, null);
          }
        }
      }
    };
  }

  /** Counts the changes of a model, without the tensors that the actor itself brought back. */
  private static int changes(Run run, String id) {
    String key = id + "@1";
    return run.observe(
        () ->
            run.world.invariants.modelChanges(key)
                - run.world.invariants.modelRestores(run.actor, key));
  }

  /** Uses a model and writes the times of its last use. */
  static Actor.Script useModel(String id) {
    return run -> {
      OpenModel model = run.models.get(id, "1");
      if (model != null && !model.tensors().isEmpty() && model.missing().isEmpty()) {
        model.tensor(model.tensors().get(0).entry().name(), Cancel.NEVER);
      }
      run.session.accessLog().flush();
    };
  }

  private static TensorSource source(String tensors) {
    List<TensorSpec> specs = new ArrayList<>();
    List<byte[]> data = new ArrayList<>();
    for (String each : tensors.split(" ", -1)) {
      byte[] bytes = each.substring(each.indexOf('=') + 1).getBytes(StandardCharsets.US_ASCII);
      String name = each.substring(0, each.indexOf('='));
      specs.add(new TensorSpec(name, DataType.UINT8, List.of((long) bytes.length), null));
      data.add(bytes);
    }
    return TensorSource.of(specs, data);
  }

  /** Answers with the part of the content that stands in the address. */
  static Http.Answer serve(Http.Request asked) {
    String content = asked.url().substring(SERVER.length());
    byte[] part =
        content.substring((int) asked.from(), (int) asked.to()).getBytes(StandardCharsets.US_ASCII);
    int[] at = {0};
    return new Http.Answer(
        206,
        name -> null,
        (into, offset, length) -> {
          int read = Math.min(length, part.length - at[0]);
          System.arraycopy(part, at[0], into.memory(), offset, read);
          at[0] += read;
          return read == 0 ? -1 : read;
        });
  }
}
