package dev.granary.sim;

import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.manifest.ChunkRef;
import dev.granary.manifest.FileManifest;
import dev.granary.store.Batch;
import dev.granary.store.ChunkRow;
import dev.granary.store.Fingerprint;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What the protocol promises, checked on the disk itself after every commit. */
final class Invariants {
  private final World world;

  /** Who committed which content under which key, and when it was so for the last time. */
  private final Map<String, Integer> committed = new TreeMap<>();

  /** How often each key's content has changed. */
  private final Map<String, Integer> changes = new TreeMap<>();

  /** The files as they were after the last commit. */
  private Map<String, String> contents = new TreeMap<>();

  private Set<String> pinned = new HashSet<>();

  Invariants(World world) {
    this.world = world;
  }

  Invariants copy(World copied) {
    Invariants copy = new Invariants(copied);
    copy.committed.putAll(committed);
    copy.changes.putAll(changes);
    copy.contents = contents;
    copy.pinned = pinned;
    return copy;
  }

  /** How often an actor has committed this content under this key. */
  int committed(String actor, String key, String content) {
    return committed.getOrDefault(actor + " " + key + "=" + content, 0);
  }

  /** How often a key's content has changed. */
  int changes(String key) {
    return changes.getOrDefault(key, 0);
  }

  void afterCommit(String actor, Batch batch) {
    if (batch.step() == Step.EVICT) {
      for (RowKey key : batch.deletes()) {
        require(!pinned.contains(key.key()), "A pinned file was evicted: " + key.key());
      }
    }
    checkDisk();
    if (batch.step() == Step.FILE_COMMIT) {
      String key = batch.puts().get(0).key();
      committed.merge(actor + " " + key + "=" + contents.get(key), 1, Integer::sum);
    }
  }

  /** Nothing strict may have been lost, whatever became of the rest. */
  void afterPowerLoss() {
    Map<String, String> before = contents;
    checkDisk();
    require(contents.equals(before), "Power loss made " + contents + " of the committed " + before);
  }

  private void checkDisk() {
    Map<String, String> now = new TreeMap<>();
    pinned = new HashSet<>();
    Set<String> named = new HashSet<>();
    for (Row row : world.disk.rows(Table.FILES)) {
      now.put(row.key(), content(row));
      named.addAll(row.names());
      if (FileManifest.decode(row.key(), row.stamp(), row.text()).pinned()) {
        pinned.add(row.key());
      }
    }
    for (Row row : world.disk.rows(Table.JOURNALS)) {
      row.names().forEach(id -> bytes("The journal of " + row.key(), id));
      named.addAll(row.names());
    }
    for (ChunkRow chunk : world.disk.chunks()) {
      bytes("The chunk table", chunk.id());
      require(
          chunk.condemned() != named.contains(chunk.id()),
          "A chunk is condemned although named, or neither: " + short8(chunk.id()));
    }
    require(
        world.disk.bytesCount() == world.disk.chunks().size(), "There are bytes without a chunk");
    String counted = world.disk.totals().toString();
    String recounted = world.disk.recount().toString();
    require(counted.equals(recounted), "Totals are " + counted + " but recount " + recounted);
    note(now);
  }

  private void note(Map<String, String> now) {
    Set<String> keys = new HashSet<>(now.keySet());
    keys.addAll(contents.keySet());
    for (String key : keys) {
      if (!Objects.equals(now.get(key), contents.get(key))) {
        changes.merge(key, 1, Integer::sum);
      }
    }
    contents = now;
  }

  /** What a file's row says and its chunks hold, as text; null without a row. */
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
        Hex.encode(Sha256.of(whole, 0, whole.length)).equals(manifest.sha256()),
        "The digest of " + row.key() + " does not fit its bytes " + text);
    return text.toString();
  }

  private byte[] bytes(String who, String id) {
    ChunkRow chunk = world.disk.chunk(id);
    require(chunk != null, who + " names a chunk that is gone: " + short8(id));
    byte[] bytes = world.disk.bytes(chunk);
    require(bytes != null, who + " names a chunk without bytes: " + short8(id));
    String actual = Hex.encode(Sha256.of(bytes, 0, bytes.length));
    require(actual.equals(id), who + " names a chunk with other bytes: " + short8(id));
    return bytes;
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
    out.add(changes).add(committed);
  }
}
