package dev.granary.store;

/**
 * What a store counts for itself, read and written with every strict batch.
 *
 * @param lastStamp the last stamp given to a batch's rows
 * @param lastPhysicalId the last place given to a chunk's bytes
 * @param totals null behind a bare deletion, or once damage was met: they have to be counted anew
 */
public record Header(long lastStamp, long lastPhysicalId, Totals totals) {
  /** The header of an empty store. */
  public static Header empty() {
    return new Header(0, 0, new Totals());
  }

  /** The same counters with other totals. */
  public Header with(Totals newTotals) {
    return new Header(lastStamp, lastPhysicalId, newTotals);
  }

  /** Its text, for stores that keep it in a database. */
  public String encode() {
    return HeaderText.encode(this);
  }

  /** Reads what {@link #encode} wrote. */
  public static Header decode(String text) {
    return HeaderText.decode(text);
  }
}
