package dev.granary.file;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.chunk.ChunkPump;
import dev.granary.chunk.ChunkPump.Pumped;
import dev.granary.chunk.ChunkPump.Start;
import dev.granary.chunk.ChunkSink;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.manifest.ChunkRef;
import dev.granary.manifest.FileManifest;
import dev.granary.manifest.FileSpec;
import dev.granary.manifest.Journal;
import dev.granary.manifest.Origin;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import java.util.function.Function;

/**
 * Writes one file: begin, chunk by chunk, commit.
 *
 * <p>It is correct without any lock: each of its commits requires the journal to carry the stamp of
 * this writer's last one. When another writer has taken the key over meanwhile, however long this
 * one slept, it can change nothing more and ends with CONFLICT.
 */
public final class FileWriter {
  /**
   * A begin is refused only when somebody else changed the journal in between, so somebody always
   * gets on.
   */
  static final int BEGIN_TRIES = 1000;

  /**
   * A source that takes so long for less than a chunk, in milliseconds, leaves time to see that the
   * chunk before is stored.
   */
  private static final int SLOW = 100;

  private final Session session;
  private Journal journal;

  /** The chunk that is being stored, and the journal that will name it; null when there is none. */
  private Pending<Outcome> storing;

  private Journal grown;

  private long storingSince;

  /** The chunks that must come, or null when nothing is known of them. */
  private List<ChunkRef> known;

  /** What stood under the key when this writer last looked, or null. */
  private Row old;

  private FileWriter(Session session, Journal journal, Row old) {
    this.session = session;
    this.journal = journal;
    this.old = old;
  }

  /** Begins to write a key, and takes it over from whoever writes it. */
  public static FileWriter begin(
      Session session, String key, FileSpec spec, Origin origin, boolean resumable) {
    return begin(session, key, spec, origin, resumable, Turns.AT_ONCE, Cancel.NEVER);
  }

  /** Begins to write a key when it is this writer's turn. */
  public static FileWriter begin(
      Session session,
      String key,
      FileSpec spec,
      Origin origin,
      boolean resumable,
      Turns turns,
      Cancel cancel) {
    Journal fresh = fresh(session, key, spec, origin, resumable, session.layout().chunkSize());
    return takeOver(session, key, turns, cancel, found -> fresh.touched(session.clock().now()));
  }

  /**
   * Begins to write a file whose chunks are known, or goes on where somebody stopped who wrote the
   * same. Whatever comes in their place is INTEGRITY before it is stored, so what is stored can
   * always be gone on with.
   */
  public static FileWriter beginKnown(
      Session session, FileManifest file, Turns turns, Cancel cancel) {
    List<ChunkRef> chunks = file.chunks();
    // A pin is a matter of one store: it stays as it is here.
    FileSpec spec = new FileSpec(file.type(), file.size(), file.sha256(), null, file.metadata());
    int chunkSize = chunks.isEmpty() ? session.layout().chunkSize() : chunks.get(0).size();
    Journal fresh = fresh(session, file.key(), spec, file.origin(), true, chunkSize);
    FileWriter writer =
        takeOver(session, file.key(), turns, cancel, found -> sameUnfinished(found, fresh, chunks));
    writer.known = chunks;
    return writer;
  }

  /** The journal that is there, in the hands of a new owner, if it is of the same file. */
  private static Journal sameUnfinished(Row found, Journal fresh, List<ChunkRef> chunks) {
    try {
      Journal old = found == null ? null : Journal.decode(found.key(), found.stamp(), found.text());
      if (old == null
          || !old.resumable()
          || !old.spec().equals(fresh.spec())
          || old.chunkSize() != fresh.chunkSize()
          || old.chunks().size() > chunks.size()
          || !old.chunks().equals(chunks.subList(0, old.chunks().size()))) {
        return fresh;
      }
      expectSound(old);
      return old.ownedBy(fresh.owner(), fresh.touchedAt());
    } catch (GranaryException damaged) {
      return fresh;
    }
  }

  private static Journal fresh(
      Session session, String key, FileSpec spec, Origin origin, boolean resumable, int chunkSize) {
    FileSpec checked = spec.checked();
    long now = session.clock().now();
    return new Journal(
        key, 0, session.owner(), now, now, resumable, origin, checked, chunkSize, List.of(), "");
  }

  /**
   * Goes on with a file where its journal stands; NOT_FOUND when there is none, or only that of a
   * put, whose source nobody else has.
   */
  public static FileWriter resume(Session session, String key) {
    for (int i = 0; i < BEGIN_TRIES; i++) {
      Row row = session.store().read(Keys.none().row(Table.JOURNALS, key)).row(Table.JOURNALS, key);
      Journal journal = row == null ? null : Journal.decode(key, row.stamp(), row.text());
      if (journal == null || !journal.resumable()) {
        throw new GranaryException(
                Code.NOT_FOUND, "Nothing that could be resumed is unfinished under this key.")
            .with("key", key);
      }
      FileWriter writer = resume(session, journal, journal.spec(), journal.origin());
      if (writer != null) {
        return writer;
      }
    }
    throw conflict(key);
  }

  /**
   * Goes on with a file where its journal stood when somebody read it; null when it has changed
   * since.
   *
   * @param spec what is promised of it now
   * @param origin where the rest comes from
   */
  public static FileWriter resume(Session session, Journal read, FileSpec spec, Origin origin) {
    expectSound(read);
    String key = read.key();
    Row old = session.store().read(Keys.none().row(Table.FILES, key)).row(Table.FILES, key);
    long now = session.clock().now();
    Journal mine = read.ownedBy(session.owner(), now).with(spec, origin);
    Batch.Builder batch =
        Batch.of(Step.FILE_BEGIN, now).put(mine).requireStamp(Table.JOURNALS, key, read.stamp());
    Outcome outcome = session.commits().commit(batch.build(), key, 0);
    return outcome.committed()
        ? new FileWriter(session, mine.withStamp(outcome.stamp()), old)
        : null;
  }

  /** A journal is gone on with only if its digest state really stands behind its last chunk. */
  private static void expectSound(Journal journal) {
    List<ChunkRef> chunks = journal.chunks();
    boolean sound = true;
    for (int i = 0; i < chunks.size() - 1; i++) {
      sound &= chunks.get(i).size() == journal.chunkSize();
    }
    try {
      if (journal.digestState().isEmpty()) {
        long watermark = journal.watermark();
        boolean only = watermark < journal.chunkSize() || watermark == journal.spec().size();
        sound &= chunks.isEmpty() || (chunks.size() == 1 && only);
      } else {
        byte[] state = Hex.decode(journal.digestState());
        sound &= Sha256.restore(state).length() == journal.watermark();
      }
    } catch (GranaryException unreadable) {
      sound = false;
    }
    if (!sound) {
      throw new GranaryException(Code.CORRUPT, "The journal is damaged: begin anew, or discard it.")
          .with("key", journal.key());
    }
  }

  private static FileWriter takeOver(
      Session session, String key, Turns turns, Cancel cancel, Function<Row, Journal> successor) {
    for (int i = 0; i < BEGIN_TRIES; i++) {
      Snapshot both;
      Row found;
      do {
        cancel.check();
        both = session.store().read(Keys.none().row(Table.JOURNALS, key).row(Table.FILES, key));
        found = both.row(Table.JOURNALS, key);
      } while (found != null && !turns.mine(found));
      Journal journal = successor.apply(found);
      Batch.Builder batch = Batch.of(Step.FILE_BEGIN, session.clock().now()).put(journal);
      requireSame(batch, Table.JOURNALS, key, found);
      Outcome outcome = session.commits().commit(batch.build(), key, 0);
      if (outcome.committed()) {
        return new FileWriter(
            session, journal.withStamp(outcome.stamp()), both.row(Table.FILES, key));
      }
    }
    throw conflict(key);
  }

  /** What this writer goes on from, for a source that can begin there. */
  public long watermark() {
    return journal.watermark();
  }

  /** Tells how far a writer is: the bytes that are safely stored. Never suspends. */
  public interface Progress {
    Progress NONE = stored -> {};

    void stored(long bytes);
  }

  /**
   * Takes the file in, and closes the source.
   *
   * <p>When it fails, what is stored under the key stays as it was. A resumable journal is kept, so
   * that somebody can go on, except after INTEGRITY.
   */
  public FileManifest write(ChunkSource source, Cancel cancel, Progress progress) {
    try {
      FileSpec spec = journal.spec();
      GitBlob git = GitBlob.of(spec, source);
      source.whileWaiting(() -> keepAlive(progress));
      ChunkPump pump =
          new ChunkPump(
              journal.chunkSize(),
              session.digests(),
              session.buffers(),
              cancel,
              start(),
              journal.resumable(),
              spec.encoded() ? session.codec() : null);
      Pumped pumped = pump.run(git == null ? source : git, sink(progress), spec.size());
      keepPromises(journal.key(), spec, pumped, git);
      cancel.check();
      return commit(pumped);
    } catch (RuntimeException | Error failure) {
      if (failure instanceof GranaryException known && !known.details().containsKey("key")) {
        known.with("key", journal.key());
      }
      abandon(failure);
      throw failure;
    } finally {
      source.close();
    }
  }

  private Start start() {
    List<ChunkRef> chunks = journal.chunks();
    String only = chunks.size() == 1 ? chunks.get(0).id() : null;
    return new Start(chunks.size(), journal.watermark(), journal.digestState(), only);
  }

  /** The chunk step: the chunk, and the journal that names it, in one transaction. */
  private ChunkSink sink(Progress progress) {
    return hashed -> {
      expectKnown(hashed.ref());
      long now = session.clock().now();
      grown = journal.withChunk(hashed.ref(), hashed.digestState(), now);
      Batch batch =
          Batch.of(Step.FILE_CHUNK, now)
              .requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
              .have(session.reader().mending(hashed.chunk()))
              .put(grown)
              .within(session.budget())
              .build();
      // What is still to come is taken to be encoded as well as this.
      double share = (double) hashed.chunk().storedSize() / hashed.chunk().size();
      double rest = (journal.expectedSize() - journal.watermark()) * share;
      storing = session.commits().begin(batch, journal.key(), (long) rest);
      storingSince = now;
      return () -> {
        stored(progress);
        return null;
      };
    };
  }

  /** Waits until the chunk that is being stored is stored. */
  private void stored(Progress progress) {
    if (storing != null) {
      Pending<Outcome> begun = storing;
      storing = null;
      become(grown, begun.join());
      progress.stored(journal.watermark());
    }
  }

  private void become(Journal written, Outcome outcome) {
    expectCommitted(journal.key(), outcome);
    journal = written.withStamp(outcome.stamp());
  }

  /**
   * Sees to the chunk before, and touches the journal when that was long ago. Called by the source
   * while this writer waits for it, so that nothing else of this writer's is under way.
   */
  private void keepAlive(Progress progress) {
    long now = session.clock().now();
    if (Math.abs(now - storingSince) >= SLOW) {
      stored(progress);
    }
    if (fresh(now)) {
      return;
    }
    Journal touched = journal.touched(now);
    Batch batch =
        Batch.of(Step.FILE_TOUCH, now)
            .requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
            .put(touched)
            .build();
    become(touched, session.commits().commit(batch, journal.key(), 0));
  }

  private boolean fresh(long now) {
    return Math.abs(now - journal.touchedAt()) < ChunkSource.Beat.PATIENCE;
  }

  private void expectKnown(ChunkRef chunk) {
    int index = journal.chunks().size();
    if (known != null && !known.get(index).equals(chunk)) {
      throw new GranaryException(
              Code.INTEGRITY, "Chunk " + index + " of the file is not the promised one.")
          .with("chunk", index)
          .with("expected", known.get(index).id())
          .with("actual", chunk.id());
    }
  }

  /**
   * INTEGRITY when what came is not what was promised.
   *
   * @param git the file's name as a blob of git, or null where none was promised
   */
  static void keepPromises(String key, FileSpec spec, Pumped pumped, GitBlob git) {
    String expected = git == null ? spec.sha256() : spec.gitSha1();
    String actual = git == null ? pumped.sha256() : git.sha1();
    boolean rightSize = spec.size() == FileSpec.UNKNOWN || spec.size() == pumped.size();
    if (rightSize && (expected == null || expected.equals(actual))) {
      return;
    }
    GranaryException broken =
        new GranaryException(
                Code.INTEGRITY,
                rightSize
                    ? "The digest of what came is " + actual + " and not " + expected + "."
                    : "The source ended after " + pumped.size() + " of " + spec.size() + " bytes.")
            .with("key", key)
            .with("actualSize", pumped.size())
            .with("actual", actual);
    if (spec.size() != FileSpec.UNKNOWN) {
      broken.with("expectedSize", spec.size());
    }
    if (expected != null) {
      broken.with("expected", expected);
    }
    throw broken;
  }

  /** The last step: the manifest comes, the journal goes, in one transaction. */
  private FileManifest commit(Pumped pumped) {
    FileSpec spec = journal.spec();
    long now = session.clock().now();
    while (true) {
      boolean pinned = spec.pinned() == null ? isPinned(old) : spec.pinned();
      FileManifest manifest =
          new FileManifest(
              journal.key(),
              Row.UNSTAMPED,
              pumped.size(),
              spec.type(),
              pumped.sha256(),
              journal.chunks(),
              journal.origin(),
              now,
              pinned,
              spec.metadata());
      Batch.Builder batch =
          Batch.of(Step.FILE_COMMIT, now)
              .requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
              .put(manifest)
              .delete(Table.JOURNALS, journal.key());
      if (spec.pinned() == null) {
        requireSame(batch, Table.FILES, journal.key(), old);
      }
      Outcome outcome = session.commits().commit(batch.build(), journal.key(), 0);
      if (outcome.committed()) {
        return manifest.withStamp(outcome.stamp());
      }
      if (outcome.unmet().row() == null || outcome.unmet().row().table() != Table.FILES) {
        throw conflict(journal.key());
      }
      old =
          session
              .store()
              .read(Keys.none().row(Table.FILES, journal.key()))
              .row(Table.FILES, journal.key());
    }
  }

  /**
   * A pin stays when its file is overwritten, unless the caller said otherwise: and somebody may
   * pin it, or no longer, until the very end.
   */
  static boolean isPinned(Row old) {
    try {
      return old != null && FileManifest.decode(old.key(), old.stamp(), old.text()).pinned();
    } catch (GranaryException unreadable) {
      return false;
    }
  }

  /** Requires that a row still is as it was found. */
  static void requireSame(Batch.Builder batch, Table table, String key, Row found) {
    if (found == null) {
      batch.requireAbsent(table, key);
    } else {
      batch.requireStamp(table, key, found.stamp());
    }
  }

  /** Leaves nothing behind but a journal that somebody can go on with. */
  private void abandon(Throwable failure) {
    boolean broken =
        failure instanceof GranaryException of && of.code() == Code.INTEGRITY && !isPage(of);
    boolean complete = known == null || journal.chunks().size() == known.size();
    boolean keep = journal.resumable() && !(broken && complete);
    // Before the attempt: whatever goes wrong with it, a sweep finds the journal.
    session.abandon(journal.key(), journal.stamp());
    try {
      // Refused when somebody has taken over: then it is theirs.
      session.store().commit(keep ? released(session, journal) : dropped(session, journal));
    } catch (RuntimeException second) {
      // The first failure is what the caller has to know.
    }
  }

  /** Whether a web page came instead, which says nothing about what is held. */
  public static boolean isPage(GranaryException failure) {
    return "html".equals(failure.details().get("reason"));
  }

  /** What takes a journal out of its writer's hands, and keeps it for whoever goes on. */
  public static Batch released(Session session, Journal journal) {
    long now = session.clock().now();
    return Batch.of(Step.FILE_PAUSE, now)
        .requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
        .put(journal.ownedBy(Journal.NOBODY, now))
        .build();
  }

  /** What takes it away. */
  public static Batch dropped(Session session, Journal journal) {
    return Batch.of(Step.FILE_DISCARD, session.clock().now())
        .requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
        .delete(Table.JOURNALS, journal.key())
        .build();
  }

  private static void expectCommitted(String key, Outcome outcome) {
    if (!outcome.committed()) {
      throw conflict(key);
    }
  }

  static GranaryException conflict(String key) {
    return new GranaryException(
            Code.CONFLICT, "Another writer has taken this key over, or it was discarded.")
        .with("key", key);
  }
}
