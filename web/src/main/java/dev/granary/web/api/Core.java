package dev.granary.web.api;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSObject;

/** Exports one open store: its files, and the store as a whole. */
public interface Core extends JSObject {
  String backend();

  String chunkForm();

  /** Says whether a worker computes digests, as far as is known. */
  boolean usesWorker();

  /** Says whether WebAssembly computes digests now. */
  boolean usesKernels();

  /** Returns the number by which the exports of the other chunks find this store. */
  @Ts("Promise<number>")
  Promise id();

  /**
   * Stores a file. The source is a Blob, ArrayBuffer, view, ReadableStream, Response or async
   * iterable; any other source is INVALID.
   */
  @Ts("Promise<CoreFile>")
  Promise put(String key, JSObject source, Spec spec, CoreTask task);

  @Ts("Promise<CoreFile | null>")
  Promise get(String key);

  @Ts("Promise<boolean>")
  Promise has(String key);

  @Ts("Promise<RawFileInfo[]>")
  Promise list(String prefix);

  /** Deletes a file, with or without its documents. */
  @Ts("Promise<boolean>")
  Promise delete(String key, boolean documents);

  @Ts("Promise<void>")
  Promise pin(String key, boolean pinned);

  CoreDownloads downloads();

  CoreDocuments documents();

  @Ts("Promise<RawStats>")
  Promise stats();

  /**
   * Deletes garbage, and items of some kinds. A number is -1 where the caller does not ask for it.
   */
  @Ts("Promise<RawCleanReport>")
  Promise clean(
      double unusedFor,
      double maxBytes,
      @Ts("string[]") JsArray kinds,
      boolean dryRun,
      CoreTask task);

  @Ts("Promise<boolean>")
  Promise persist();

  @Ts("Promise<void>")
  Promise clear();

  @Ts("Promise<void>")
  Promise close();
}
