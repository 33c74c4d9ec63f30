package dev.granary.web.api;

import dev.granary.catalog.FileManifest;
import dev.granary.file.FileInfo;
import dev.granary.store.Table;
import dev.granary.store.Totals;
import dev.granary.tensor.TensorCache;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Makes plain objects of Java's records. */
final class Infos {
  private Infos() {}

  static JSObject file(FileInfo info) {
    FileManifest manifest = info.manifest();
    return file(
        manifest.key(),
        manifest.size(),
        manifest.type(),
        manifest.sha256(),
        manifest.chunks().size(),
        manifest.createdAt(),
        info.lastAccessed(),
        manifest.pinned(),
        manifest.origin() == null ? null : manifest.origin().url(),
        manifest.metadata());
  }

  @JSBody(
      params = {
        "key",
        "size",
        "type",
        "sha256",
        "chunkCount",
        "createdAt",
        "lastAccessed",
        "pinned",
        "url",
        "metadata"
      },
      script =
          "return { key: key, size: size, type: type, sha256: sha256, chunkCount: chunkCount,"
              + " createdAt: createdAt, lastAccessed: lastAccessed, pinned: pinned, url: url,"
              + " metadata: metadata };")
  private static native JSObject file(
      String key,
      double size,
      String type,
      String sha256,
      int chunkCount,
      double createdAt,
      double lastAccessed,
      boolean pinned,
      String url,
      String metadata);

  static JSObject stats(Totals totals, TensorCache cache, JSObject space) {
    return stats(
        totals.count(Table.FILES),
        totals.count(Table.MODELS),
        // The row of each model adds its number of tensors.
        totals.bytes(Table.MODELS),
        totals.count(Table.COLLECTIONS),
        totals.chunkCount(),
        totals.bytes(Table.FILES) + totals.bytes(Table.TENSORS) + totals.bytes(Table.COLLECTIONS),
        totals.storedBytes(),
        totals.garbageBytes(),
        totals.bytes(Table.JOURNALS),
        cache.bytes(),
        cache.hits(),
        cache.misses(),
        space);
  }

  @JSBody(
      params = {
        "files",
        "models",
        "tensors",
        "collections",
        "chunks",
        "logical",
        "stored",
        "garbage",
        "unfinished",
        "cached",
        "hits",
        "misses",
        "space"
      },
      script =
          "return Object.assign({ fileCount: files, modelCount: models, tensorCount: tensors,"
              + " collectionCount: collections, chunkCount: chunks, logicalBytes: logical,"
              + " storedBytes: stored, garbageBytes: garbage, unfinishedBytes: unfinished,"
              + " cache: { bytes: cached, hits: hits, misses: misses } }, space);")
  private static native JSObject stats(
      double files,
      double models,
      double tensors,
      double collections,
      double chunks,
      double logical,
      double stored,
      double garbage,
      double unfinished,
      double cached,
      double hits,
      double misses,
      JSObject space);
}
