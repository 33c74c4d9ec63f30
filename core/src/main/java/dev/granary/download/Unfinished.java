package dev.granary.download;

/**
 * Describes an unfinished download.
 *
 * @param url where the file comes from, or null
 * @param loaded the stored bytes
 * @param total the size of the file, or -1 while it is not known
 * @param startedAt when the first writer began
 * @param active whether a session is downloading the file
 * @param resumable whether a later download continues after the stored bytes, and does not begin
 *     anew
 */
public record Unfinished(
    String key,
    String url,
    long loaded,
    long total,
    long startedAt,
    boolean active,
    boolean resumable) {}
