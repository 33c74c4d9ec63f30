package dev.granary.catalog;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes a file that is being written: how far it is, which session writes it, and everything
 * another writer needs to resume it.
 *
 * <p>The chunks that a journal names are as safe as those that a manifest names.
 *
 * @param stamp the stamp of the last write of this journal; zero until it is stored. A writer
 *     requires this stamp for its next step. So a writer can change nothing more after another one
 *     has taken over
 * @param owner the session that writes, or {@link #NOBODY}
 * @param startedAt when the file's first writer began
 * @param touchedAt when a writer last wrote this journal, for platforms that cannot see whether a
 *     session lives
 * @param resumable whether another session may resume where this one stopped
 * @param origin where the bytes come from, or null
 * @param spec what the finished file must be
 * @param chunkSize the chunk size, which a resuming writer keeps
 * @param chunks the chunks that are stored already, in file order
 * @param digestState the whole-file digest's saved state after the last chunk, in hexadecimal;
 *     empty before the first
 */
public record Journal(
    String key,
    long stamp,
    String owner,
    long startedAt,
    long touchedAt,
    boolean resumable,
    Origin origin,
    FileSpec spec,
    int chunkSize,
    List<ChunkRef> chunks,
    String digestState) {

  /**
   * The owner of a journal that its writer released, or that another session took from its writer.
   * A journal owned by {@code NOBODY} counts as abandoned.
   */
  public static final String NOBODY = "";

  /**
   * Begins the keys of journals that belong to no file: those of writers of models. No file has
   * such a key.
   */
  public static final String RESERVED = "\u0000model/";

  public Journal {
    chunks = List.copyOf(chunks);
  }

  /** Makes the row that keeps this journal. */
  public Row row() {
    return new Row(
        Table.JOURNALS, key, Row.UNSTAMPED, watermark(), ChunkRef.distinctIds(chunks), encode());
  }

  /** Returns the watermark: how many bytes are stored, which is where a writer resumes. */
  public long watermark() {
    return ChunkRef.sum(chunks);
  }

  /** Throws CORRUPT unless the digest state belongs to the position after the last chunk. */
  public void expectSound() {
    boolean sound = true;
    for (int i = 0; i < chunks.size() - 1; i++) {
      sound &= chunks.get(i).size() == chunkSize || spec.aligned();
    }
    try {
      if (digestState.isEmpty()) {
        long watermark = watermark();
        boolean only = watermark < chunkSize || watermark == spec.size();
        sound &= chunks.isEmpty() || (chunks.size() == 1 && only);
      } else {
        sound &= Sha256.restore(Hex.decode(digestState)).length() == watermark();
      }
    } catch (GranaryException unreadable) {
      sound = false;
    }
    if (!sound) {
      throw new GranaryException(
              Code.CORRUPT,
              "The journal of \"" + key + "\" is damaged: discard it, or start again.")
          .with("key", key);
    }
  }

  /**
   * Returns how large the file will be, or {@link FileSpec#UNKNOWN} when neither spec nor origin
   * says it.
   */
  public long expectedSize() {
    return spec.size() == FileSpec.UNKNOWN && origin != null ? origin.size() : spec.size();
  }

  /** Returns the same journal after one more chunk. */
  public Journal withChunk(ChunkRef chunk, String newDigestState, long now) {
    List<ChunkRef> grown = new ArrayList<>(chunks);
    grown.add(chunk);
    return new Journal(
        key,
        stamp,
        owner,
        startedAt,
        now,
        resumable,
        origin,
        spec,
        chunkSize,
        grown,
        newDigestState);
  }

  /** Returns the same journal, touched now. */
  public Journal touched(long now) {
    return new Journal(
        key, stamp, owner, startedAt, now, resumable, origin, spec, chunkSize, chunks, digestState);
  }

  /** Returns the same journal with another owner, which resumes from the watermark. */
  public Journal ownedBy(String newOwner, long now) {
    return new Journal(
        key, 0, newOwner, startedAt, now, resumable, origin, spec, chunkSize, chunks, digestState);
  }

  /** Returns the same content under another key and with another origin. */
  public Journal movedTo(String newKey, Origin from) {
    return new Journal(
        newKey,
        0,
        owner,
        startedAt,
        touchedAt,
        resumable,
        from,
        spec,
        chunkSize,
        chunks,
        digestState);
  }

  /** Returns the same journal with another spec and origin. */
  public Journal with(FileSpec promised, Origin from) {
    return new Journal(
        key,
        stamp,
        owner,
        startedAt,
        touchedAt,
        resumable,
        from,
        promised,
        chunkSize,
        chunks,
        digestState);
  }

  /** Returns the same journal with the stamp that the store gave it. */
  public Journal withStamp(long newStamp) {
    return new Journal(
        key,
        newStamp,
        owner,
        startedAt,
        touchedAt,
        resumable,
        origin,
        spec,
        chunkSize,
        chunks,
        digestState);
  }

  /**
   * Returns the text of this journal. The row keeps key and stamp, so the text does not contain
   * them.
   */
  public String encode() {
    return ManifestCodec.encode(this);
  }

  /** Reads the text that {@link #encode} wrote, in this or any earlier version of Granary. */
  public static Journal decode(String key, long stamp, String text) {
    return ManifestCodec.decodeJournal(key, stamp, text);
  }
}
