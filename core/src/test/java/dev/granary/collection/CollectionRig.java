package dev.granary.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.Cancel;
import dev.granary.Scheduler;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Digests;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.Files;
import dev.granary.session.Session;
import dev.granary.space.ItemKind;
import dev.granary.space.SpacePort;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.FaultyStore;
import dev.granary.store.GlassStore;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Provides a store and sessions. The segments of a collection are words: {@code "aa bb c"}. */
final class CollectionRig {
  final GlassStore disk = new GlassStore(ChunkForm.MEMORY);
  final Set<String> dead = new HashSet<>();
  long now = 1_800_000_000_000L;
  FaultyStore store;
  Session session;
  StoredCollections collections;
  private String owner;

  /** The bytes of the segments that the last save asked for. */
  final List<String> made = new ArrayList<>();

  CollectionRig() {
    connect("first", Batch.UNLIMITED);
  }

  /** Opens another session, which everything after this call uses. */
  void connect(String newOwner, long budget) {
    owner = newOwner;
    store = new FaultyStore(disk);
    session = session(newOwner, budget);
    collections = new StoredCollections(session);
  }

  private Session session(String name, long budget) {
    SpacePort room =
        new SpacePort() {
          @Override
          public Figures ask() {
            return Figures.UNKNOWN;
          }

          @Override
          public void evicted(ItemKind kind, String key, long bytes) {}

          @Override
          public void filled(double usage, double quota) {}
        };
    return Session.open(
        store,
        () -> now,
        () -> journal -> !dead.contains(journal.owner()),
        name,
        Digests.JAVA,
        new ChunkLayout(4),
        budget,
        Verify.FIRST_READ,
        room,
        null,
        Scheduler.NONE);
  }

  void dieAndReconnect(String newOwner) {
    dead.add(owner);
    connect(newOwner, Batch.UNLIMITED);
  }

  /** Saves words as segments, and keeps those that the stored image has, as far as it is known. */
  CollectionManifest save(String name, long generation, String words, String stored) {
    return save(name, generation, words, stored, Cancel.NEVER);
  }

  CollectionManifest save(
      String name, long generation, String words, String stored, Cancel cancel) {
    List<String> next = List.of(words.split(" "));
    List<String> old = List.of(stored.split(" "));
    made.clear();
    SegmentSource source =
        new SegmentSource() {
          private int place = -1;

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
            made.add(next.get(place));
            return next.get(place).getBytes(StandardCharsets.US_ASCII);
          }
        };
    var content = new CollectionManifest.Content(3, next.size(), "{\"is\":\"" + words + "\"}");
    return collections.save(name, generation, content, source, cancel, Progress.NONE);
  }

  /** Reads a collection as words, or returns null. */
  String read(String name) {
    OpenCollection open = collections.open(name);
    if (open == null) {
      return null;
    }
    List<String> words = new ArrayList<>();
    for (byte[] segment; (segment = open.nextSegment()) != null; ) {
      words.add(new String(segment, StandardCharsets.US_ASCII));
    }
    String all = String.join(" ", words);
    assertEquals("{\"is\":\"" + all + "\"}", open.manifest().meta());
    return all;
  }

  long generation(String name) {
    OpenCollection open = collections.open(name);
    return open == null ? StoredCollections.NEVER : open.manifest().generation();
  }

  void file(String key, String content) {
    ChunkSource source = ChunkSource.of(content.getBytes(StandardCharsets.US_ASCII));
    new Files(session).put(key, source, FileSpec.ANY, Cancel.NEVER);
  }

  /** Ends all sessions. A sweep without grace must leave what rows name, and nothing else. */
  void assertNothingIsLeftBehind() {
    dieAndReconnect("the sweeper " + dead.size());
    assertEquals(null, session.sweep().run(0).failure());
    assertEquals(List.of(), disk.rows(Table.JOURNALS));
    Set<String> named = new HashSet<>();
    for (Table table : List.of(Table.FILES, Table.COLLECTIONS)) {
      for (Row row : disk.rows(table)) {
        named.addAll(row.names());
      }
    }
    Set<String> stored = new HashSet<>();
    disk.chunks().forEach(chunk -> stored.add(chunk.id()));
    assertEquals(named, stored);
    assertEquals(disk.recount().toString(), disk.totals().toString());
  }
}
