package dev.granary.download;

import dev.granary.Cancel;
import dev.granary.Delay;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkSource;
import dev.granary.file.FileWriter;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.ProgressMeter;
import dev.granary.file.WriterElection;
import dev.granary.file.Writers;
import dev.granary.http.Http;
import dev.granary.http.Retries;
import dev.granary.http.Validator;
import dev.granary.session.Session;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;

/**
 * Runs one call for one file: returns the stored file, else continues the unfinished download, else
 * begins one. A download with wrong content is begun anew once.
 */
final class DownloadRun {
  private final Session session;
  private final Files files;
  private final Writers writers;
  private final Delay delay;
  private final long span;
  private final Download wanted;
  private final String key;
  private final Http http;
  private final WriterElection turns;
  private final Cancel cancel;
  private final ProgressMeter.Listener listener;
  private final Retries retries;

  /** Whether the stored file does not count, because an unfinished download will replace it. */
  private boolean replacing;

  /** Whether the call continues an unfinished download and begins none. */
  private boolean resuming;

  private ResumableBody transfer;

  /** The file's row at the last read, or null. */
  private Row file;

  DownloadRun(
      Session session,
      Delay delay,
      long span,
      Download wanted,
      Http http,
      WriterElection turns,
      Cancel cancel,
      ProgressMeter.Listener listener) {
    this.session = session;
    this.files = new Files(session, turns);
    this.writers = new Writers(session, turns);
    this.delay = delay;
    this.span = span;
    this.wanted = wanted;
    this.key = wanted.key();
    this.http = http;
    this.turns = turns;
    this.cancel = cancel;
    this.listener = listener;
    this.retries = new Retries(wanted.retries(), this::pass, session.clock());
  }

  /** Makes this call continue the unfinished download, even if a file is stored. */
  DownloadRun resuming() {
    replacing = true;
    resuming = true;
    return this;
  }

  OpenFile run() {
    boolean restarted = false;
    while (true) {
      try {
        OpenFile got = once();
        if (got != null) {
          return got;
        }
      } catch (GranaryException failure) {
        // The caller gets the reason of its cancellation unchanged, and there is no other try.
        cancel.check();
        failure.withIfAbsent("key", key);
        boolean wrong = failure.code() == Code.INTEGRITY && failure.reason() != Reason.WEB_PAGE;
        if (wrong && !restarted) {
          restarted = true;
          resuming = false;
        } else if (failure.code() == Code.NETWORK && transfer != null && !transfer.joins()) {
          retries.again(failure);
        } else if (failure.code() != Code.CONFLICT || !finishedByAnother(failure)) {
          throw failure;
        }
      }
    }
  }

  /** Waits before another try, and touches the journal meanwhile. */
  private void pass(long milliseconds) {
    for (long left = milliseconds; left > 0; left -= ChunkSource.Beat.PATIENCE) {
      delay.pass(Math.min(left, ChunkSource.Beat.PATIENCE));
      cancel.check();
      if (transfer != null) {
        transfer.beat();
      }
    }
  }

  /** Returns the file, or null when the rows have changed since they were read. */
  private OpenFile once() {
    transfer = null;
    Row row;
    OpenFile stored;
    do {
      cancel.check();
      Snapshot both = look();
      row = both.row(Table.JOURNALS, key);
      stored = replacing ? null : stored();
      if (stored != null && needsNoServer()) {
        return done(stored);
      }
    } while (row != null && !turns.mayTakeOver(row));
    if (row == null && resuming) {
      return nothingToResume();
    }
    Journal journal = usable(row);
    if (stored == null) {
      return journal == null ? begin(null, null) : resume(journal);
    }
    Revalidation asking = new Revalidation(wanted, http, retries, span);
    Http.Answer answer = asking.news(stored.manifest());
    if (answer == null) {
      return done(stored);
    }
    if (journal == null || !Validator.proves(journal.origin().validator(), answer)) {
      return begin(asking.request(), answer);
    }
    answer.body().close();
    return resume(journal);
  }

  /** Returns the stored file when the server need not be asked; else null. */
  OpenFile ifThere() {
    if (!needsNoServer()) {
      return null;
    }
    look();
    OpenFile stored = stored();
    return stored == null ? null : done(stored);
  }

  private boolean needsNoServer() {
    return !wanted.revalidate() || wanted.spec().hasDigest();
  }

  private Snapshot look() {
    Keys keys = Keys.none().row(Table.JOURNALS, key).row(Table.FILES, key);
    Snapshot both = session.store().read(keys);
    file = both.row(Table.FILES, key);
    return both;
  }

  /** Returns the stored file when it is what was promised; else null. */
  private OpenFile stored() {
    if (file == null) {
      return null;
    }
    try {
      FileSpec spec = wanted.spec();
      FileManifest manifest = FileManifest.decode(key, file.stamp(), file.text());
      boolean fits = spec.size() == FileSpec.UNKNOWN || spec.size() == manifest.size();
      fits &= spec.sha256() == null || spec.sha256().equals(manifest.sha256());
      OpenFile open = fits ? files.open(key) : null;
      return open != null && open.isBlob(spec) ? open : null;
    } catch (GranaryException failure) {
      if (failure.code() != Code.CORRUPT) {
        throw failure;
      }
      // The stored file cannot be read: the download replaces it.
      return null;
    }
  }

  private OpenFile nothingToResume() {
    replacing = false;
    OpenFile stored = stored();
    if (stored == null) {
      throw Downloads.nothing(key);
    }
    return done(stored);
  }

  /** Returns the journal that this call can continue, or null. */
  private Journal usable(Row row) {
    Journal journal = row == null ? null : Downloads.read(row);
    if (journal == null || journal.chunks().isEmpty() || journal.origin() == null) {
      return null;
    }
    FileSpec spec = wanted.spec();
    FileSpec was = journal.spec();
    // A digest names the same content at every URL: URLs may be signed anew each time.
    boolean named = spec.sha256() != null && spec.sha256().equals(was.sha256());
    boolean same = named || journal.origin().url().equals(wanted.url());
    same &= spec.sha256() == null || was.sha256() == null || spec.sha256().equals(was.sha256());
    same &= spec.size() < 0 || was.size() < 0 || spec.size() == was.size();
    same &= spec.size() < 0 || spec.size() >= journal.watermark();
    return same && Downloads.continues(journal, spec) ? journal : null;
  }

  private ResumableBody transfer(Download promised, Origin origin, long held) {
    return new ResumableBody(
        promised, http, retries, span, cancel, session.clock(), listener, origin, held);
  }

  /** Begins a download, with an answer if there is one already. */
  private OpenFile begin(Http.Request asked, Http.Answer answer) {
    transfer = transfer(wanted, new Origin(wanted.url(), null), 0);
    FileWriter writer = null;
    FileSpec spec;
    try {
      if (answer != null) {
        transfer.open(asked, answer);
      }
      transfer.open();
      spec = wanted.spec().typed(transfer.type());
      expectRoom(0);
      if (!files.isSmall(spec)) {
        writer = writers.begin(key, spec, transfer.origin(), true, cancel);
      }
    } catch (RuntimeException | Error failure) {
      transfer.close();
      throw failure;
    }
    return writer == null
        ? done(
            files.putAndOpen(
                key, transfer, spec, transfer.origin(), cancel, FileWriter.Progress.NONE))
        : write(writer);
  }

  private OpenFile resume(Journal journal) {
    // The digest may have been promised to another caller: it is checked all the same.
    Download promised = wanted.promising(journal.spec().sha256());
    transfer = transfer(promised, journal.origin(), journal.watermark());
    expectRoom(journal.watermark());
    retries.answered();
    FileWriter writer;
    try {
      FileSpec begun = journal.spec();
      FileSpec spec = promised.spec().typed(begun.type());
      // The chunks after those that are stored end where they would have ended.
      spec = spec.aligned(spec.aligned() || begun.aligned());
      writer = writers.resume(journal, spec, transfer.origin());
    } catch (GranaryException failure) {
      if (failure.code() != Code.CORRUPT) {
        throw failure;
      }
      return begin(null, null);
    }
    return writer == null ? null : write(writer);
  }

  private OpenFile write(FileWriter writer) {
    return done(files.open(writer.write(transfer, cancel, transfer::stored)));
  }

  private void expectRoom(long held) {
    long total = transfer.origin().size();
    // How much space an encoding saves is not known before.
    if (total > held && !wanted.spec().encoded()) {
      session.commits().expectRoom(key, total - held, held, session.budget());
    }
  }

  private OpenFile done(OpenFile open) {
    long size = open.manifest().size();
    if (transfer == null) {
      listener.progress(size, size, 0, true);
    } else {
      transfer.done(size);
    }
    return open;
  }

  /**
   * Returns whether another writer has stored the file; if not, sets the reason of the conflict.
   */
  private boolean finishedByAnother(GranaryException conflict) {
    long seen = file == null ? Row.UNSTAMPED : file.stamp();
    Row row = look().row(Table.JOURNALS, key);
    if (row != null) {
      Journal journal = Downloads.read(row);
      if (journal != null && journal.owner().equals(Journal.NOBODY)) {
        conflict.because(Reason.PAUSED);
      }
      return false;
    }
    if (file != null && file.stamp() != seen) {
      replacing = false;
      return true;
    }
    conflict.because(Reason.DISCARDED);
    return false;
  }
}
