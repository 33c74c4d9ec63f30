package dev.granary.download;

import dev.granary.Cancel;
import dev.granary.Delay;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
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
 * One call for one file: gives what is stored, else goes on with what is unfinished, else begins.
 * What turns out wrong is begun anew once.
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

  /** Whether what is stored is not what is wanted, but what an unfinished download will replace. */
  private boolean replacing;

  /** Whether there must be something to go on with. */
  private boolean resuming;

  private ResumableBody transfer;

  /** The file's row when this last looked, or null. */
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

  /** The same for what is unfinished, whatever is stored. */
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
        // Why it was cancelled is the canceller's own, and nothing to try again after.
        cancel.check();
        if (!failure.details().containsKey("key")) {
          failure.with("key", key);
        }
        if (failure.code() == Code.INTEGRITY && !restarted && !FileWriter.isPage(failure)) {
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

  /** Waits before another try, with signs of life. */
  private void pass(long milliseconds) {
    for (long left = milliseconds; left > 0; left -= ChunkSource.Beat.PATIENCE) {
      delay.pass(Math.min(left, ChunkSource.Beat.PATIENCE));
      cancel.check();
      if (transfer != null) {
        transfer.beat();
      }
    }
  }

  /** Gives the file, or null when what was found has changed meanwhile. */
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

  /** The file if it is there and nobody need be asked, else null. */
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

  /** What is stored, if it keeps the promises; else null. */
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
      // Nobody can read it: what comes is put in its place.
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

  /** What can be gone on with, or null. */
  private Journal usable(Row row) {
    Journal journal = row == null ? null : Downloads.read(row);
    if (journal == null || journal.chunks().isEmpty() || journal.origin() == null) {
      return null;
    }
    FileSpec spec = wanted.spec();
    FileSpec was = journal.spec();
    // What a digest names is the same wherever it comes from: URLs may be signed anew each time.
    boolean named = spec.sha256() != null && spec.sha256().equals(was.sha256());
    boolean same = named || journal.origin().url().equals(wanted.url());
    same &= spec.sha256() == null || was.sha256() == null || spec.sha256().equals(was.sha256());
    same &= spec.size() < 0 || was.size() < 0 || spec.size() == was.size();
    same &= spec.size() < 0 || spec.size() >= journal.watermark();
    // A digest that is not kept from chunk to chunk cannot be gone on with.
    boolean joins = journal.origin().validator() != null || was.sha256() != null;
    joins &= spec.gitSha1() == null;
    return same && (joins || spec.sha256() != null) ? journal : null;
  }

  private ResumableBody transfer(Download promised, Origin origin, long held) {
    return new ResumableBody(
        promised, http, retries, span, cancel, session.clock(), listener, origin, held);
  }

  /** Begins, perhaps with an answer that is there. */
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
    // Who promised a digest may have been somebody else: it tells all the same.
    Download promised = wanted.promising(journal.spec().sha256());
    transfer = transfer(promised, journal.origin(), journal.watermark());
    expectRoom(journal.watermark());
    FileWriter writer;
    try {
      FileSpec spec = promised.spec().typed(journal.spec().type());
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
    // What encoding saves nobody knows.
    if (total > held && !wanted.spec().encoded()) {
      session.commits().expectRoom(key, total - held, session.budget());
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

  /** Whether somebody else has brought the file; if not, says what has become of its journal. */
  private boolean finishedByAnother(GranaryException conflict) {
    long seen = file == null ? Row.UNSTAMPED : file.stamp();
    Row row = look().row(Table.JOURNALS, key);
    if (row != null) {
      Journal journal = Downloads.read(row);
      if (journal != null && journal.owner().equals(Journal.NOBODY)) {
        conflict.with("paused", true);
      }
      return false;
    }
    if (file != null && file.stamp() != seen) {
      replacing = false;
      return true;
    }
    conflict.with("discarded", true);
    return false;
  }
}
