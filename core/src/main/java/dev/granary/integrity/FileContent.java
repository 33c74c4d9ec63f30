package dev.granary.integrity;

import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.http.PartFetch;
import dev.granary.store.Row;
import java.util.List;

/** The chunks of one file. */
final class FileContent implements ScrubbedContent {
  private final Row row;
  private final FileManifest file;

  /** Null where nothing can be fetched. */
  private final PartFetch fetch;

  FileContent(Row row, PartFetch fetch) {
    this.row = row;
    this.file = FileManifest.decode(row.key(), row.stamp(), row.text());
    this.fetch = fetch;
  }

  @Override
  public Row row() {
    return row;
  }

  @Override
  public List<ChunkRef> chunks() {
    return file.chunks();
  }

  @Override
  public String tensorAt(int index) {
    return null;
  }

  @Override
  public String fetchChunk(int index, ChunkBuffer into) {
    Origin origin = file.origin();
    if (origin == null) {
      return "it is not known where the file came from.";
    }
    long from = ChunkRef.sum(file.chunks().subList(0, index));
    int size = file.chunks().get(index).size();
    return fetch.read(origin.url(), origin.validator(), from, size, into, 0);
  }
}
