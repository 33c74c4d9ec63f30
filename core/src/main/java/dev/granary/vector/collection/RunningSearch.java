package dev.granary.vector.collection;

import java.util.List;

/**
 * A search in steps. A filter may have to judge all items, which takes long where there are many:
 * {@link #filter} does that piece by piece. Items may come and go between the steps.
 */
public final class RunningSearch {
  private final VectorCollection collection;
  private final SearchRequest request;
  private final AcceptedRows accepted;

  RunningSearch(VectorCollection collection, SearchRequest request, AcceptedRows accepted) {
    this.collection = collection;
    this.request = request;
    this.accepted = accepted;
  }

  /**
   * Judges some items by the filter, if the search needs all of them judged.
   *
   * @return whether more items have to be judged
   */
  public boolean filter(int items) {
    return collection.judgesAll(request, accepted) && accepted.judge(items);
  }

  /** Returns the best items, best first. */
  public List<Match> finish() {
    return collection.finish(request, accepted);
  }
}
