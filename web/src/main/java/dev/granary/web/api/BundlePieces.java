package dev.granary.web.api;

import dev.granary.bundle.BundleExport;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.Promise;

/** Exports a bundle to JavaScript piece by piece. JavaScript makes one call after the other. */
final class BundlePieces implements CoreReader {
  private final BrowserSession store;
  private final BundleExport export;

  BundlePieces(BrowserSession store, BundleExport export) {
    this.store = store;
    this.export = export;
  }

  @Override
  public Promise next() {
    return Calls.async(
        () -> {
          store.expectOpen();
          byte[] piece = export.next();
          return piece == null ? null : Bytes.view(piece, 0, piece.length);
        });
  }

  @Override
  public void cancel() {
    Calls.fork(export::close);
  }
}
