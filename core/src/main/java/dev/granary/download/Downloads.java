package dev.granary.download;

import dev.granary.Cancel;
import dev.granary.Delay;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.catalog.Origin;
import dev.granary.file.FileWriter;
import dev.granary.file.OpenFile;
import dev.granary.file.ProgressMeter;
import dev.granary.file.WriterElection;
import dev.granary.http.Http;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Downloads files from servers, for one session. When a download ends early, its journal stays, and
 * any session can continue it, as long as the server has the same file.
 */
public final class Downloads {
  /** Bounds the tries to stop a writer, which may commit a chunk before each try. */
  private static final int TRIES = 1000;

  private final Session session;
  private final Delay delay;
  private final long span;

  /**
   * @param delay waits before another try; fails when the caller gives up
   * @param span how many bytes to ask for at once, where the platform buffers more than is read;
   *     Long.MAX_VALUE on other platforms
   */
  public Downloads(Session session, Delay delay, long span) {
    this.session = session;
    this.delay = delay;
    this.span = span;
  }

  /**
   * Returns a stored file when the server need not be asked; else null. Waits for no other writer.
   */
  public OpenFile stored(Download wanted, ProgressMeter.Listener listener) {
    Download checked = wanted.checked();
    return new DownloadRun(
            session, delay, span, checked, null, WriterElection.AT_ONCE, Cancel.NEVER, listener)
        .ifThere();
  }

  /** Returns a file, and downloads the file first when it is not stored. */
  public OpenFile fetch(
      Download wanted,
      Http http,
      WriterElection turns,
      Cancel cancel,
      ProgressMeter.Listener listener) {
    Download checked = wanted.checked();
    return new DownloadRun(session, delay, span, checked, http, turns, cancel, listener).run();
  }

  /**
   * Returns the unfinished download of a key as it was requested, without headers; NOT_FOUND when
   * there is none.
   */
  public Download begun(String key, int retries) {
    Journal journal = journal(key);
    if (journal == null || journal.origin() == null) {
      throw nothing(key);
    }
    return new Download(key, journal.origin().url(), journal.spec(), List.of(), retries, false);
  }

  /** Continues a download that is {@link #begun}; NOT_FOUND when it is gone. */
  public OpenFile resume(
      Download begun,
      Http http,
      WriterElection turns,
      Cancel cancel,
      ProgressMeter.Listener listener) {
    return new DownloadRun(session, delay, span, begun, http, turns, cancel, listener)
        .resuming()
        .run();
  }

  /** Makes the error for a key without an unfinished download. */
  public static GranaryException nothing(String key) {
    String message = "There is no unfinished download under the key \"" + key + "\".";
    return new GranaryException(Code.NOT_FOUND, message).with("key", key);
  }

  /**
   * Stops a download and keeps the stored bytes; returns false when no session is downloading the
   * key.
   */
  public boolean pause(String key) {
    return end(key, true);
  }

  /** Stops a download and deletes its stored bytes; returns false when there is none. */
  public boolean discard(String key) {
    return end(key, false);
  }

  private boolean end(String key, boolean keep) {
    for (int i = 0; i < TRIES; i++) {
      Journal journal = journal(key);
      if (journal == null || (keep && !session.owners().living().test(journal))) {
        return false;
      }
      Batch batch =
          keep ? FileWriter.released(session, journal) : FileWriter.dropped(session, journal);
      if (session.commits().commit(batch, key, 0).committed()) {
        return true;
      }
    }
    throw new GranaryException(
            Code.CONFLICT, "The download of \"" + key + "\" changed before each try to stop it.")
        .with("key", key);
  }

  /** Reads the journal of a key; returns null when there is none that can be continued. */
  private Journal journal(String key) {
    Row row = session.store().read(Keys.none().row(Table.JOURNALS, key)).row(Table.JOURNALS, key);
    return row == null ? null : read(row);
  }

  /** Reads a journal; returns null when it cannot be continued. */
  static Journal read(Row row) {
    try {
      Journal journal = Journal.decode(row.key(), row.stamp(), row.text());
      return journal.resumable() ? journal : null;
    } catch (GranaryException unreadable) {
      return null;
    }
  }

  /**
   * Returns whether a download can prove that later bytes belong to the same content as a journal's
   * chunks. Git's digest is not stored from chunk to chunk, so it cannot be continued.
   *
   * @param spec what is promised of the file
   */
  static boolean continues(Journal journal, FileSpec spec) {
    Origin origin = journal.origin();
    boolean known = journal.spec().sha256() != null;
    known |= origin != null && origin.validator() != null;
    return spec.sha256() != null || (known && spec.gitSha1() == null);
  }

  /** Returns whether a key has an unfinished download. */
  public boolean isUnfinished(String key) {
    return journal(key) != null;
  }

  /** Lists the unfinished downloads in the order of their keys. */
  public List<Unfinished> unfinished() {
    List<Row> rows =
        session.store().read(Keys.none().rows(Table.JOURNALS, "")).rows(Table.JOURNALS, "");
    Predicate<Journal> living = session.owners().living();
    List<Unfinished> found = new ArrayList<>();
    for (Row row : rows) {
      Journal journal = read(row);
      if (journal != null) {
        String url = journal.origin() == null ? null : journal.origin().url();
        found.add(
            new Unfinished(
                row.key(),
                url,
                journal.watermark(),
                journal.expectedSize(),
                journal.startedAt(),
                living.test(journal),
                continues(journal, journal.spec())));
      }
    }
    return found;
  }
}
