package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSObject;

/** One open store: its files, and the store as a whole. */
public interface Core extends JSObject {
  String backend();

  String chunkForm();

  /** The number under which the exports of the other chunks find this store. */
  @Ts("Promise<number>")
  Promise id();

  /**
   * The source: a Blob, ArrayBuffer, view, ReadableStream, Response or async iterable; anything
   * else is INVALID.
   */
  @Ts("Promise<CoreFile>")
  Promise put(String key, JSObject source, Spec spec, CoreTask task);

  @Ts("Promise<CoreFile | null>")
  Promise get(String key);

  @Ts("Promise<boolean>")
  Promise has(String key);

  @Ts("Promise<RawFileInfo[]>")
  Promise list(String prefix);

  /** With or without the documents of the file. */
  @Ts("Promise<boolean>")
  Promise delete(String key, boolean documents);

  @Ts("Promise<void>")
  Promise pin(String key, boolean pinned);

  CoreDownloads downloads();

  CoreDocuments documents();

  @Ts("Promise<RawStats>")
  Promise stats();

  /** A number is -1 where the caller does not ask for it. {@code files}: whether files may go. */
  @Ts("Promise<RawCleanReport>")
  Promise clean(double unusedFor, double maxBytes, boolean files, boolean dryRun, CoreTask task);

  @Ts("Promise<boolean>")
  Promise persist();

  @Ts("Promise<void>")
  Promise clear();

  @Ts("Promise<void>")
  Promise close();
}
