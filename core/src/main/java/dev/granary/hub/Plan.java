package dev.granary.hub;

import java.util.List;
import java.util.Set;

/**
 * What a download would take.
 *
 * @param stored the paths of those that are here
 * @param bytes what the files add up to, those of the same content once
 * @param missingBytes what of that would come over the network
 * @param fits whether there is room for it, were everything evicted that may go
 */
public record Plan(
    List<RepoFile> files, Set<String> stored, long bytes, long missingBytes, boolean fits) {}
