package dev.granary.web.api;

import dev.granary.file.ContentReading;
import dev.granary.file.OpenFile;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.Promise;

/** Exports a pass over a range of a file to JavaScript, which makes one call after the other. */
final class PieceReader implements CoreReader {
  private final BrowserSession store;
  private final OpenFile file;
  private final long start;
  private final long end;
  private ContentReading reading;

  PieceReader(BrowserSession store, OpenFile file, long start, long end) {
    this.store = store;
    this.file = file;
    this.start = start;
    this.end = end;
  }

  /** Returns the next piece; null at the end. */
  @Override
  public Promise next() {
    return Calls.async(
        () -> {
          store.expectOpen();
          if (reading == null) {
            reading = file.read(start, end);
          }
          byte[] piece = reading.next();
          return piece == null ? null : Bytes.view(piece, 0, piece.length);
        });
  }

  /** Ends the pass. */
  @Override
  public void cancel() {
    if (reading != null) {
      Calls.fork(reading::close);
    }
  }
}
