package dev.granary.web.vector;

import dev.granary.vector.collection.CollectionImage;
import dev.granary.vector.collection.CollectionMeta;
import org.teavm.jso.typedarrays.Int8Array;

/** Exports the image of one collection to JavaScript. */
final class ImageExports implements CoreImage {
  private final CollectionImage image;
  private final CollectionMeta meta;
  private final Turns turns;

  /** An image that holds a turn until its end. */
  ImageExports(CollectionImage image, Turns turns) {
    this.image = image;
    this.turns = turns;
    meta = image.meta();
  }

  @Override
  public int dimensions() {
    return meta.options().dimensions();
  }

  @Override
  public int items() {
    return meta.size();
  }

  @Override
  public String meta() {
    return meta.encode();
  }

  @Override
  public boolean advance() {
    return image.next();
  }

  @Override
  public int kept() {
    return image.kept();
  }

  @Override
  public Int8Array bytes() {
    return Int8Array.fromJavaArray(image.bytes());
  }

  @Override
  public void end(boolean stored) {
    if (stored) {
      image.saved();
    }
    turns.leave();
  }
}
