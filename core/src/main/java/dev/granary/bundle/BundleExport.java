package dev.granary.bundle;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.digest.Digests;
import dev.granary.digest.Hex;
import dev.granary.file.ContentReading;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes some files as one stream, piece by piece: each file's manifest, then those of its chunks
 * that the stream does not have yet. It holds one or two pieces in memory, however large the files
 * are.
 */
public final class BundleExport {
  private final Digests digests;
  private final List<OpenFile> files = new ArrayList<>();
  private final Set<String> written = new HashSet<>();
  private byte[] start = BundleRecord.start();
  private byte[] body;
  private int next;
  private OpenFile file;
  private int chunk;
  private long offset;
  private ContentReading reading;

  /** Opens the files as they are now; NOT_FOUND when one of them does not exist. */
  public BundleExport(Files from, List<String> keys, Digests digests) {
    this.digests = digests;
    Set<String> opened = new HashSet<>();
    for (String key : keys) {
      if (!opened.add(key)) {
        continue;
      }
      OpenFile found = from.open(key);
      if (found == null) {
        throw Files.absent(key);
      }
      files.add(found);
    }
  }

  /** Returns the next piece, which belongs to the caller; null at the end. */
  public byte[] next() {
    byte[] piece = start;
    start = null;
    if (piece == null) {
      piece = body;
      body = null;
    }
    if (piece == null && reading != null) {
      piece = reading.next();
    }
    return piece != null ? piece : nextHead();
  }

  private byte[] nextHead() {
    reading = null;
    while (file != null && chunk < file.manifest().chunks().size()) {
      ChunkRef ref = file.manifest().chunks().get(chunk++);
      long from = offset;
      offset += ref.size();
      if (written.add(ref.id())) {
        reading = file.read(from, offset);
        return new BundleRecord(BundleRecord.Type.CHUNK, ref.size(), ref.id()).encode();
      }
    }
    if (next > files.size()) {
      return null;
    }
    if (next == files.size()) {
      next++;
      file = null;
      return head(BundleRecord.Type.END, BundleEnd.encode(files.size(), written.size()));
    }
    file = files.get(next++);
    chunk = 0;
    offset = 0;
    byte[] manifest = BundledFile.encode(file.manifest());
    if (manifest.length > BundledFile.LARGEST) {
      String key = file.manifest().key();
      String message = "The file \"" + key + "\" has too many chunks for a bundle.";
      throw new GranaryException(Code.INVALID, message).with("key", key);
    }
    return head(BundleRecord.Type.FILE, manifest);
  }

  private byte[] head(BundleRecord.Type type, byte[] content) {
    body = content;
    String sha256 = Hex.encode(digests.sha256(content, content.length).join());
    return new BundleRecord(type, content.length, sha256).encode();
  }

  /** Ends the export early. The piece that is being read is waited for and dropped. */
  public void close() {
    start = null;
    body = null;
    file = null;
    next = files.size() + 1;
    if (reading != null) {
      reading.close();
    }
  }
}
