package dev.granary.download;

/**
 * A download that is not all there.
 *
 * @param url where it comes from, or null
 * @param loaded the bytes that are stored
 * @param total how many there will be, as far as anybody has said, or -1
 * @param startedAt when its first writer began
 * @param active whether somebody is at it
 */
public record Unfinished(
    String key, String url, long loaded, long total, long startedAt, boolean active) {}
