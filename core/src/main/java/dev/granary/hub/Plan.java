package dev.granary.hub;

import dev.granary.hub.api.RepoFile;
import java.util.List;
import java.util.Set;

/**
 * Tells what a download would take.
 *
 * @param stored the paths of the files that are stored
 * @param bytes the sum of the sizes, where files of the same content count once
 * @param missingBytes the bytes that would come over the network
 * @param fits whether there is room, if every unpinned item is evicted
 */
public record Plan(
    List<RepoFile> files, Set<String> stored, long bytes, long missingBytes, boolean fits) {}
