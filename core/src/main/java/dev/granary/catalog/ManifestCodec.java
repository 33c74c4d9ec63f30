package dev.granary.catalog;

import dev.granary.GranaryException;
import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;
import java.util.List;

/** Writes and reads manifests and journals as text, by the rules of {@link VersionedText}. */
final class ManifestCodec {
  private ManifestCodec() {}

  static String encode(FileManifest manifest) {
    JsonWriter out = VersionedText.begin();
    out.name("size").value(manifest.size());
    out.name("type").value(manifest.type());
    out.name("sha256").value(manifest.sha256());
    out.name("createdAt").value(manifest.createdAt());
    out.name("pinned").value(manifest.pinned());
    Origin.write(out, manifest.origin());
    if (manifest.metadata() != null) {
      out.name("metadata").raw(manifest.metadata());
    }
    ChunkRef.write(out, manifest.chunks());
    out.endObject();
    return out.text();
  }

  static FileManifest decodeFile(String key, long stamp, String text) {
    try {
      return readFile(key, stamp, text);
    } catch (GranaryException failure) {
      throw VersionedText.damaged("manifest", key, failure);
    }
  }

  private static FileManifest readFile(String key, long stamp, String text) {
    JsonReader in = VersionedText.begin(text);
    long size = FileSpec.UNKNOWN;
    String type = "";
    String sha256 = null;
    List<ChunkRef> chunks = null;
    Origin origin = null;
    long createdAt = 0;
    boolean pinned = false;
    String metadata = null;
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "size" -> size = in.wholeNumber();
        case "type" -> type = in.string();
        case "sha256" -> sha256 = in.string();
        case "createdAt" -> createdAt = in.wholeNumber();
        case "pinned" -> pinned = in.bool();
        case "origin" -> origin = Origin.read(in);
        case "metadata" -> metadata = in.raw();
        case "chunks" -> chunks = ChunkRef.readAll(in);
        default -> in.skip();
      }
    }
    in.end();
    if (sha256 == null || chunks == null || ChunkRef.sum(chunks) != size) {
      throw VersionedText.corrupt("It is incomplete, or its sizes do not add up.");
    }
    return new FileManifest(
        key, stamp, size, type, sha256, chunks, origin, createdAt, pinned, metadata);
  }

  static String encode(Journal journal) {
    JsonWriter out = VersionedText.begin();
    out.name("owner").value(journal.owner());
    out.name("startedAt").value(journal.startedAt());
    out.name("touchedAt").value(journal.touchedAt());
    out.name("resumable").value(journal.resumable());
    Origin.write(out, journal.origin());
    writeSpec(out, journal.spec());
    out.name("chunkSize").value(journal.chunkSize());
    out.name("digestState").value(journal.digestState());
    ChunkRef.write(out, journal.chunks());
    out.endObject();
    return out.text();
  }

  static Journal decodeJournal(String key, long stamp, String text) {
    try {
      return readJournal(key, stamp, text);
    } catch (GranaryException failure) {
      throw VersionedText.damaged("journal", key, failure);
    }
  }

  private static Journal readJournal(String key, long stamp, String text) {
    JsonReader in = VersionedText.begin(text);
    String owner = null;
    long startedAt = 0;
    long touchedAt = 0;
    boolean resumable = false;
    Origin origin = null;
    FileSpec spec = FileSpec.ANY;
    long chunkSize = 0;
    List<ChunkRef> chunks = null;
    String digestState = "";
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "owner" -> owner = in.string();
        case "startedAt" -> startedAt = in.wholeNumber();
        case "touchedAt" -> touchedAt = in.wholeNumber();
        case "resumable" -> resumable = in.bool();
        case "origin" -> origin = Origin.read(in);
        case "spec" -> spec = readSpec(in);
        case "chunkSize" -> chunkSize = in.wholeNumber();
        case "digestState" -> digestState = in.string();
        case "chunks" -> chunks = ChunkRef.readAll(in);
        default -> in.skip();
      }
    }
    in.end();
    if (owner == null || chunks == null || chunkSize < 1 || chunkSize > Integer.MAX_VALUE) {
      throw VersionedText.corrupt("It is incomplete.");
    }
    return new Journal(
        key,
        stamp,
        owner,
        startedAt,
        touchedAt,
        resumable,
        origin,
        spec,
        (int) chunkSize,
        chunks,
        digestState);
  }

  private static void writeSpec(JsonWriter out, FileSpec spec) {
    out.name("spec").beginObject();
    out.name("type").value(spec.type());
    if (spec.pinned() != null) {
      out.name("pinned").value(spec.pinned());
    }
    if (spec.size() != FileSpec.UNKNOWN) {
      out.name("size").value(spec.size());
    }
    if (spec.sha256() != null) {
      out.name("sha256").value(spec.sha256());
    }
    if (spec.metadata() != null) {
      out.name("metadata").raw(spec.metadata());
    }
    if (spec.encoded()) {
      out.name("encoded").value(true);
    }
    if (spec.aligned()) {
      out.name("aligned").value(true);
    }
    if (spec.gitSha1() != null) {
      out.name("gitSha1").value(spec.gitSha1());
    }
    out.endObject();
  }

  private static FileSpec readSpec(JsonReader in) {
    String type = "";
    long size = FileSpec.UNKNOWN;
    String sha256 = null;
    Boolean pinned = null;
    String metadata = null;
    boolean encoded = false;
    boolean aligned = false;
    String gitSha1 = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "type" -> type = in.string();
        case "size" -> size = in.wholeNumber();
        case "sha256" -> sha256 = in.string();
        case "pinned" -> pinned = in.bool();
        case "metadata" -> metadata = in.raw();
        case "encoded" -> encoded = in.bool();
        case "aligned" -> aligned = in.bool();
        case "gitSha1" -> gitSha1 = in.string();
        default -> in.skip();
      }
    }
    return new FileSpec(type, size, sha256, pinned, metadata, encoded, gitSha1, aligned);
  }
}
