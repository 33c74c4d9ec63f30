package dev.granary.store;

/**
 * Holds the counters of a store. Every strict batch reads and writes the header.
 *
 * @param lastStamp the last stamp given to a batch's rows
 * @param lastPhysicalId the last physical id given to a chunk's bytes
 * @param totals null after a bare deletion or after damage was met: the next commit counts them
 *     again
 */
public record Header(long lastStamp, long lastPhysicalId, Totals totals) {
  /** Returns the header of an empty store. */
  public static Header empty() {
    return new Header(0, 0, new Totals());
  }

  /** Returns the same counters with other totals. */
  public Header with(Totals newTotals) {
    return new Header(lastStamp, lastPhysicalId, newTotals);
  }

  /** Returns the text of this header, for stores that keep it in a database. */
  public String encode() {
    return HeaderText.encode(this);
  }

  /** Reads the text that {@link #encode} wrote. */
  public static Header decode(String text) {
    return HeaderText.decode(text);
  }
}
