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
 * A file that is being written: how far it is, who writes it, and all that somebody else needs to
 * go on alone.
 *
 * <p>Chunks named by a journal are as safe as those named by a manifest.
 *
 * @param stamp the store's own count at the last write of this journal; zero until it is stored. A
 *     writer requires it for its next step, so that one which somebody has taken over from can
 *     change nothing more
 * @param owner the session that writes, or {@link #NOBODY}
 * @param startedAt when the file's first writer began
 * @param touchedAt the last sign of life, for platforms that cannot tell whether an owner lives
 * @param resumable whether another owner may go on where this one stopped
 * @param origin where the bytes come from, or null
 * @param spec what the finished file must be
 * @param chunkSize how the file is cut; the writer who goes on keeps to it
 * @param chunks what is stored already, in file order
 * @param digestState the whole-file digest's saved state behind the last chunk, in hexadecimal;
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

  /** The owner of a journal that its writer has given up, or that was taken from it. */
  public static final String NOBODY = "";

  public Journal {
    chunks = List.copyOf(chunks);
  }

  /** Makes the row that keeps this journal. */
  public Row row() {
    return new Row(
        Table.JOURNALS, key, Row.UNSTAMPED, watermark(), ChunkRef.distinctIds(chunks), encode());
  }

  /** The bytes stored so far: where a resumed writer goes on. */
  public long watermark() {
    long sum = 0;
    for (ChunkRef chunk : chunks) {
      sum += chunk.size();
    }
    return sum;
  }

  /** CORRUPT unless its digest state really stands behind its last chunk. */
  public void expectSound() {
    boolean sound = true;
    for (int i = 0; i < chunks.size() - 1; i++) {
      sound &= chunks.get(i).size() == chunkSize;
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
              Code.CORRUPT, "The journal of \"" + key + "\" is damaged: begin anew, or discard it.")
          .with("key", key);
    }
  }

  /** How large the file will be, as far as anybody has said, or {@link FileSpec#UNKNOWN}. */
  public long expectedSize() {
    return spec.size() == FileSpec.UNKNOWN && origin != null ? origin.size() : spec.size();
  }

  /** The same journal after one more chunk. */
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

  /** The same journal with a sign of life. */
  public Journal touched(long now) {
    return new Journal(
        key, stamp, owner, startedAt, now, resumable, origin, spec, chunkSize, chunks, digestState);
  }

  /** The same journal in the hands of another owner, which goes on from the watermark. */
  public Journal ownedBy(String newOwner, long now) {
    return new Journal(
        key, 0, newOwner, startedAt, now, resumable, origin, spec, chunkSize, chunks, digestState);
  }

  /** The same content under another key, where it comes from somewhere else. */
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

  /** The same journal with other promises, of bytes that come from there. */
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

  /** The same journal under the stamp that the store gave it. */
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

  /** Its text in the catalogue; key and stamp stand beside the text, not in it. */
  public String encode() {
    return ManifestCodec.encode(this);
  }

  /** Reads what {@link #encode} wrote, in this or any earlier version of Granary. */
  public static Journal decode(String key, long stamp, String text) {
    return ManifestCodec.decodeJournal(key, stamp, text);
  }
}
