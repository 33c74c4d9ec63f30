package dev.granary.hub;

import dev.granary.hub.api.RepoManifest;
import java.util.List;
import java.util.Set;

/**
 * Describes a repository at one commit, and which of its files are stored.
 *
 * @param revision the name that the caller asked for: a branch, or the commit itself
 * @param stored the paths of the stored files
 */
public record RepoState(
    RepoManifest manifest, String revision, Set<String> stored, List<QuantState> quants) {}
