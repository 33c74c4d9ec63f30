package dev.granary.web.vector;

import dev.granary.vector.Metric;
import dev.granary.vector.collection.CollectionOptions;
import dev.granary.vector.collection.CollectionOptions.IndexKind;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** Says what a collection is made of. Every property is present. */
public interface CollectionSettings extends JSObject {
  @JSProperty
  int getDimensions();

  /** Returns 'cosine', 'dot', 'euclidean' or 'manhattan'. */
  @JSProperty
  String getMetric();

  /** Returns 'auto', 'flat' or 'hnsw'. */
  @JSProperty
  String getIndex();

  @JSProperty("quantized")
  boolean isQuantized();

  @JSProperty
  int getM();

  @JSProperty
  int getEfConstruction();

  @JSProperty
  int getSeed();

  /** Converts the settings, which the facade has checked. */
  static CollectionOptions options(CollectionSettings settings) {
    return new CollectionOptions(
        settings.getDimensions(),
        Metric.of(settings.getMetric()),
        IndexKind.of(settings.getIndex()),
        settings.isQuantized(),
        settings.getM(),
        settings.getEfConstruction(),
        settings.getSeed());
  }
}
