package dev.granary.sim;

import static dev.granary.sim.Invariants.require;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.collection.CollectionManifest;
import dev.granary.collection.OpenCollection;
import dev.granary.collection.SegmentSource;
import dev.granary.collection.StoredCollections;
import dev.granary.file.FileWriter.Progress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes the scripts of actors that save and read collections, whose segments are words. */
final class CollectionScripts {
  private CollectionScripts() {}

  /** Opens a collection, and saves other words, of which it keeps those that are stored. */
  static Actor.Script saveCollection(String name, String words) {
    return run -> {
      StoredCollections collections = new StoredCollections(run.session);
      List<String> next = List.of(words.split(" "));
      OpenCollection open = collections.open(name);
      List<String> old = new ArrayList<>();
      if (open != null) {
        old.addAll(List.of(open.manifest().meta().split(" ")));
      }
      long generation = open == null ? StoredCollections.NEVER : open.manifest().generation();
      try {
        collections.save(
            name,
            generation,
            new CollectionManifest.Content(1, next.size(), words),
            new Words(next, old),
            Cancel.NEVER,
            Progress.NONE);
      } catch (GranaryException refused) {
        Scripts.expect(run, refused, Code.CONFLICT);
      }
    };
  }

  private static final class Words implements SegmentSource {
    private final List<String> next;
    private final List<String> old;
    private int place = -1;

    Words(List<String> next, List<String> old) {
      this.next = next;
      this.old = old;
    }

    @Override
    public boolean advance() {
      return ++place < next.size();
    }

    @Override
    public int kept() {
      return old.indexOf(next.get(place));
    }

    @Override
    public byte[] bytes() {
      return next.get(place).getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Reads a collection: all segments are of the same save. */
  static Actor.Script readCollection(String name) {
    return run -> {
      OpenCollection open = new StoredCollections(run.session).open(name);
      if (open == null) {
        return;
      }
      List<String> words = new ArrayList<>();
      try {
        for (byte[] segment; (segment = open.nextSegment()) != null; ) {
          words.add(new String(segment, StandardCharsets.US_ASCII));
        }
      } catch (GranaryException gone) {
        Scripts.expect(run, gone, run.form().lazy() ? null : Code.NOT_FOUND);
        return;
      }
      String read = String.join(" ", words);
      require(read.equals(open.manifest().meta()), name + " read as " + read);
    };
  }

  static Actor.Script deleteCollection(String name) {
    return run -> {
      try {
        new StoredCollections(run.session).delete(name);
      } catch (GranaryException failed) {
        Scripts.expect(run, failed, null);
      }
    };
  }
}
