package dev.granary.download;

import dev.granary.Cancel;
import dev.granary.Delay;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.Journal;
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
 * Files that come from servers, of one session. Whatever ends a download, its journal stays, and
 * anybody goes on with it, as long as it is of the same file.
 */
public final class Downloads {
  /** A writer that is stopped gets on in between, but not always. */
  private static final int TRIES = 1000;

  private final Session session;
  private final Delay delay;
  private final long span;

  /**
   * @param delay what passes before another try; fails when its caller has given up
   * @param span how many bytes to ask for at once where a platform takes in more than is read;
   *     Long.MAX_VALUE elsewhere
   */
  public Downloads(Session session, Delay delay, long span) {
    this.session = session;
    this.delay = delay;
    this.span = span;
  }

  /** Gives a file that is there and needs no server to be asked; else null. Waits for nobody. */
  public OpenFile stored(Download wanted, ProgressMeter.Listener listener) {
    Download checked = wanted.checked();
    return new DownloadRun(
            session, delay, span, checked, null, WriterElection.AT_ONCE, Cancel.NEVER, listener)
        .ifThere();
  }

  /** Gives a file, and brings it first when it is not there. */
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
   * What is unfinished under a key, as it was wanted, without headers; NOT_FOUND when nothing is.
   */
  public Download begun(String key, int retries) {
    Journal journal = journal(key);
    if (journal == null || journal.origin() == null) {
      throw nothing(key);
    }
    return new Download(key, journal.origin().url(), journal.spec(), List.of(), retries, false);
  }

  /** Goes on with what is {@link #begun}; NOT_FOUND when it has gone meanwhile. */
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

  /** What to tell whoever wants to go on with nothing. */
  public static GranaryException nothing(String key) {
    String message = "No download is unfinished under the key \"" + key + "\".";
    return new GranaryException(Code.NOT_FOUND, message).with("key", key);
  }

  /** Stops whoever brings a file, and keeps what is there; false when nobody does. */
  public boolean pause(String key) {
    return end(key, true);
  }

  /** Drops what is unfinished, and stops whoever brings it; false when nothing is. */
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
            Code.CONFLICT, "The download of \"" + key + "\" changes all the time.")
        .with("key", key);
  }

  /** The journal of a key, or null where nothing can be gone on with. */
  private Journal journal(String key) {
    Row row = session.store().read(Keys.none().row(Table.JOURNALS, key)).row(Table.JOURNALS, key);
    return row == null ? null : read(row);
  }

  /** What a row says, or null when nobody can go on with it. */
  static Journal read(Row row) {
    try {
      Journal journal = Journal.decode(row.key(), row.stamp(), row.text());
      return journal.resumable() ? journal : null;
    } catch (GranaryException unreadable) {
      return null;
    }
  }

  /** Whether there is something to go on with under a key. */
  public boolean isUnfinished(String key) {
    return journal(key) != null;
  }

  /** What is unfinished, in the keys' order. */
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
                living.test(journal)));
      }
    }
    return found;
  }
}
